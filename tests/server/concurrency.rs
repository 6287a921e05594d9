//! Many requests at once.

use std::collections::BTreeSet;

use directory::event::{EventKind, StoredEvent};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::{group, read, refused, user};

/// Where the events of a group lead, in their order: each must follow from what was before.
fn replay(events: &[StoredEvent], group: &str) -> BTreeSet<String> {
    let mut members = BTreeSet::new();
    let ids = |data: &Value, what: &str| -> Vec<String> {
        let list = data[what].as_array().unwrap_or_else(|| panic!("{what} in {data}"));
        list.iter().map(|one| one["value"].as_str().expect("an id").to_owned()).collect()
    };
    for event in events.iter().filter(|event| event.kind == EventKind::GroupMembersChanged) {
        let subject = event.subject.as_ref().expect("a subject");
        assert_eq!(subject.1.to_string(), group);
        let (added, removed) = (ids(&event.data, "added"), ids(&event.data, "removed"));
        assert!(!added.is_empty() || !removed.is_empty(), "an event tells of a change");
        for id in removed {
            assert!(members.remove(&id), "{id} is told to leave, but was not there");
        }
        for id in added {
            assert!(members.insert(id.clone()), "{id} is told to join, but was there");
        }
    }
    members
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_parallel_patches_of_one_groups_members_all_count() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(scim.user(&format!("u{number:02}")).await);
    }
    let first: Vec<&str> = ids[..30].iter().map(String::as_str).collect();
    let id = scim.group("band", &first).await;
    let path = format!("/Groups/{id}");
    // Each request has people of its own: the even ones add two, the odd ones remove one.
    let requests = (0..50).map(|number| {
        let (scim, path) = (scim.clone(), path.clone());
        let operation = if number < 30 {
            match number % 3 {
                0 => json!({"op": "remove", "path": "members", "value": [{"value": ids[number]}]}),
                1 => json!({"op": "remove", "path": format!("members[value eq \"{}\"]", ids[number])}),
                _ => json!({"op": "add", "path": "members", "value": [{"value": ids[number]}]}),
            }
        } else {
            json!({"op": "Add", "path": "members", "value": [{"value": ids[number]}, {"value": ids[number + 10]}]})
        };
        async move { scim.patch(&path, json!([operation])).await }
    });
    for answer in join_all(requests).await {
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    let expected: BTreeSet<String> = ids
        .iter()
        .enumerate()
        .filter(|(number, _)| *number >= 30 || number % 3 == 2)
        .map(|(_, id)| id.clone())
        .collect();
    let members: BTreeSet<String> = scim.members(&id).await.into_iter().collect();
    assert_eq!(members, expected);
    assert_eq!(replay(&app.events(Some(&id)).await, &id), expected, "the events tell the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_changes_of_the_same_members_leave_one_of_the_possible_states() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(scim.user(&format!("u{number}")).await);
    }
    let id = scim.group("band", &[&ids[0]]).await;
    let path = format!("/Groups/{id}");
    let list = |range: std::ops::Range<usize>| -> Vec<Value> {
        ids[range].iter().map(|id| json!({"value": id})).collect()
    };
    let operations = [
        json!({"op": "add", "path": "members", "value": list(0..4)}),
        json!({"op": "remove", "path": "members", "value": list(1..3)}),
        json!({"op": "replace", "path": "members", "value": list(3..6)}),
        json!({"op": "remove", "path": "members"}),
        json!({"op": "replace", "path": "displayName", "value": "renamed"}),
    ];
    let requests = (0..50).map(|number| {
        let (scim, path, operation) = (scim.clone(), path.clone(), operations[number % 5].clone());
        async move { scim.patch(&path, json!([operation])).await }
    });
    for answer in join_all(requests).await {
        assert_eq!(answer.status, 204, "{}", answer.text);
    }
    let members: BTreeSet<String> = scim.members(&id).await.into_iter().collect();
    assert_eq!(replay(&app.events(Some(&id)).await, &id), members, "the events lead to the state");
    assert_eq!(read(&scim, &path).await["displayName"], json!("renamed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_parallel_creates_with_one_name_exactly_one_succeeds() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (endpoint, body) in [("/Users", user("ann")), ("/Groups", group("band", &[]))] {
        let requests = (0..20).map(|_| scim.post(endpoint, &body));
        let answers = join_all(requests).await;
        let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 1, "{endpoint}");
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            refused(answer, 409, "uniqueness");
        }
        assert_eq!(scim.get(endpoint).await.ids(), [made[0].id()]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_patches_of_one_user_are_all_carried_out() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    let requests = (0..20).map(|number| {
        let (scim, path) = (scim.clone(), path.clone());
        let operation = match number % 2 {
            0 => json!({"op": "add", "path": "emails", "value": [{"value": format!("{number}@x.example")}]}),
            _ => json!({"op": "replace", "path": format!("custom{number}"), "value": number}),
        };
        async move { scim.patch(&path, json!([operation])).await }
    });
    for answer in join_all(requests).await {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let found = read(&scim, &path).await;
    let emails: BTreeSet<&str> = found["emails"]
        .as_array()
        .expect("e-mails")
        .iter()
        .map(|email| email["value"].as_str().expect("a value"))
        .collect();
    assert_eq!(emails.len(), 10);
    for number in (1..20).step_by(2) {
        assert_eq!(found[format!("custom{number}")], json!(number));
    }
    assert_eq!(found["meta"]["version"], json!("W/\"21\""));
    let events = app.events(Some(&id)).await;
    assert_eq!(events.len(), 21, "one event a change");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_parallel_writers_with_one_version_exactly_one_succeeds() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    let path = format!("/Users/{id}");
    let requests = (0..20).map(|number| {
        let (scim, path) = (scim.clone(), path.clone());
        let body = json!({"Operations": [{"op": "replace", "path": "title", "value": format!("t{number}")}]});
        async move {
            let method = conformance::client::Method::PATCH;
            let body = Some(body.to_string().into_bytes());
            scim.send(method, &path, &[("if-match", "W/\"1\"")], body).await
        }
    });
    let answers = join_all(requests).await;
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(done.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        refused(answer, 412, "");
    }
    assert_eq!(read(&scim, &path).await, done[0].json);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_deletes_and_joins_leave_nobody_behind() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for round in 0..10 {
        let id = scim.user(&format!("u{round}")).await;
        let band = scim.group(&format!("g{round}"), &[]).await;
        let add = json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
        let (path, group_path) = (format!("/Users/{id}"), format!("/Groups/{band}"));
        let (joined, deleted) = tokio::join!(scim.patch(&group_path, add), scim.delete(&path));
        assert_eq!(deleted.status, 204);
        assert!(matches!(joined.status, 204 | 400), "{}", joined.text);
        assert_eq!(scim.members(&band).await, [""; 0], "a member who is gone is no member");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_nestings_never_make_a_circle() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for round in 0..10 {
        let a = scim.group(&format!("a{round}"), &[]).await;
        let b = scim.group(&format!("b{round}"), &[]).await;
        let add = |id: &str| json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
        let (path_a, path_b) = (format!("/Groups/{a}"), format!("/Groups/{b}"));
        let (one, other) = tokio::join!(scim.patch(&path_a, add(&b)), scim.patch(&path_b, add(&a)));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 400]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_beside_writes_is_always_of_one_moment() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let writes = async {
        for number in 0..60 {
            scim.user(&format!("u{number}")).await;
        }
    };
    let reads = async {
        for _ in 0..60 {
            let list = read(&scim, "/Users?count=1000").await;
            let shown = list["Resources"].as_array().expect("users").len();
            assert_eq!(list["totalResults"], json!(shown), "the total is that of the page");
        }
    };
    tokio::join!(writes, reads);
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(60));
}
