//! Two directories on one server: nothing crosses.

use conformance::client::Method;
use directory::id::DirectoryId;
use serde_json::json;
use testkit::{Caller, TestApp};

use crate::support::{ENTERPRISE, SEARCH, ann, created, group, kinds, read, refused, user, with};

struct Two {
    app: TestApp,
    ours: Caller,
    theirs: Caller,
    /// A user and a group of theirs.
    ann: String,
    band: String,
    their_directory: DirectoryId,
}

async fn two() -> Two {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.scim(), app.other_directory("theirs").await);
    let ann = created(&theirs, "/Users", &ann()).await.id();
    let band = theirs.group("band", &[&ann]).await;
    let their_directory = app.service.directory("theirs").expect("the directory").id;
    Two { app, ours, theirs, ann, band, their_directory }
}

#[tokio::test]
async fn an_id_of_another_directory_is_not_found() {
    let Two { app, ours, theirs, ann, band, their_directory } = two().await;
    let (user_path, group_path) = (format!("/Users/{ann}"), format!("/Groups/{band}"));
    let before = (read(&theirs, &user_path).await, read(&theirs, &group_path).await);
    let events = app.events_of(their_directory, None).await.len();
    let never = "/Users/01912345-0000-7000-8000-000000000000";
    let unknown = ours.get(never).await;
    let answers = [
        ours.get(&user_path).await,
        ours.put(&user_path, &user("x")).await,
        ours.patch(&user_path, json!([{"op": "replace", "path": "active", "value": false}])).await,
        ours.delete(&user_path).await,
    ];
    for answer in answers {
        refused(&answer, 404, "");
        assert_eq!(answer.text, unknown.text, "nothing tells it from an id that never was");
    }
    refused(&ours.get(&group_path).await, 404, "");
    refused(&ours.put(&group_path, &group("x", &[])).await, 404, "");
    let remove = json!([{"op": "remove", "path": "members"}]);
    refused(&ours.patch(&group_path, remove).await, 404, "");
    refused(&ours.delete(&group_path).await, 404, "");
    assert_eq!((read(&theirs, &user_path).await, read(&theirs, &group_path).await), before);
    assert_eq!(app.events_of(their_directory, None).await.len(), events);
}

#[tokio::test]
async fn an_etag_of_another_directory_opens_nothing() {
    let Two { app: _app, ours, theirs, ann, .. } = two().await;
    let path = format!("/Users/{ann}");
    let tag = theirs.get(&path).await.header("etag").expect("an ETag").to_owned();
    for (name, value) in [
        ("if-match", tag.as_str()),
        ("if-match", "*"),
        ("if-none-match", "*"),
        ("if-none-match", &tag),
    ] {
        refused(&ours.send(Method::GET, &path, &[(name, value)], None).await, 404, "");
        refused(&ours.send(Method::DELETE, &path, &[(name, value)], None).await, 404, "");
    }
    assert_eq!(theirs.get(&path).await.status, 200);
}

#[tokio::test]
async fn lists_filters_and_searches_show_ones_own_people_only() {
    let Two { app: _app, ours, theirs, ann, band, .. } = two().await;
    for filter in [
        format!("id eq \"{ann}\""),
        "userName eq \"ann@example.com\"".to_owned(),
        "externalId eq \"00u1\"".to_owned(),
        "emails.value eq \"ann@example.com\"".to_owned(),
        "userName pr".to_owned(),
        format!("groups.value eq \"{band}\""),
        format!("not (id eq \"{band}\")"),
        format!("meta.location ew \"{ann}\""),
    ] {
        let answer = ours.filter("/Users", &filter).await;
        assert_eq!(answer.json["totalResults"], json!(0), "{filter}: {}", answer.text);
        assert_eq!(theirs.filter("/Users", &filter).await.ids(), [ann.as_str()], "{filter}");
        let search = json!({"schemas": [SEARCH], "filter": filter});
        for endpoint in ["/Users/.search", "/.search"] {
            let answer = ours.post(endpoint, &search).await;
            assert_eq!(answer.json["totalResults"], json!(0), "{endpoint} {filter}");
        }
    }
    for path in ["/Users", "/Groups", "/", "/?sortBy=id", "/Groups?filter=members pr"] {
        assert_eq!(read(&ours, path).await["totalResults"], json!(0), "{path}");
    }
    let members = format!("members.value eq \"{ann}\"");
    assert_eq!(ours.filter("/Groups", &members).await.ids(), [""; 0]);
    assert_eq!(theirs.filter("/Groups", &members).await.ids(), [band]);
}

#[tokio::test]
async fn a_member_of_another_directory_is_unknown() {
    let Two { ours, theirs, ann, band, app, .. } = two().await;
    let own = ours.user("own").await;
    let id = ours.group("ours", &[&own]).await;
    let path = format!("/Groups/{id}");
    for foreign in [&ann, &band] {
        refused(&ours.post("/Groups", &group("new", &[foreign])).await, 400, "invalidValue");
        refused(&ours.put(&path, &group("ours", &[&own, foreign])).await, 400, "invalidValue");
        let add = json!([{"op": "add", "path": "members", "value": [{"value": foreign}]}]);
        let answer = ours.patch(&path, add).await;
        refused(&answer, 400, "invalidValue");
        assert!(!answer.text.contains("Ann") && !answer.text.contains("band\""), "{}", answer.text);
        let remove = json!([{"op": "remove", "path": "members", "value": [{"value": foreign}]}]);
        assert_eq!(ours.patch(&path, remove).await.status, 204);
    }
    assert_eq!(ours.members(&id).await, [own]);
    assert_eq!(theirs.members(&band).await, [ann.as_str()]);
    assert_eq!(
        read(&theirs, &format!("/Users/{ann}")).await["groups"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(kinds(&app, &ann).await, [], "their user has no history with us");
}

#[tokio::test]
async fn a_manager_of_another_directory_stays_an_empty_name() {
    let Two { app: _app, ours, ann, .. } = two().await;
    let body = with(user("own"), json!({ENTERPRISE: {"manager": {"value": ann}}}));
    let made = created(&ours, "/Users", &body).await;
    assert_eq!(made.json[ENTERPRISE]["manager"], json!({"value": ann}), "no name, no reference");
    let found = ours.filter("/Users", &format!("manager eq \"{ann}\"")).await;
    assert_eq!(found.ids(), [made.id()]);
}

#[tokio::test]
async fn names_are_unique_within_a_directory_only() {
    let Two { app: _app, ours, theirs, .. } = two().await;
    let made = created(&ours, "/Users", &ann()).await;
    ours.group("band", &[&made.id()]).await;
    refused(&theirs.post("/Users", &ann()).await, 409, "uniqueness");
    let both = (read(&ours, "/Users").await, read(&theirs, "/Users").await);
    assert_eq!((&both.0["totalResults"], &both.1["totalResults"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn the_history_of_a_directory_is_its_own() {
    let Two { app, ours, their_directory, ann, .. } = two().await;
    let own = ours.user("own").await;
    let ours_events = app.events(None).await;
    let their_events = app.events_of(their_directory, None).await;
    let mentions = |events: &[directory::event::StoredEvent], id: &str| {
        events.iter().any(|event| format!("{:?} {}", event.subject, event.data).contains(id))
    };
    assert!(mentions(&ours_events, &own) && !mentions(&their_events, &own));
    assert!(mentions(&their_events, &ann) && !mentions(&ours_events, &ann));
    assert_eq!(app.events(Some(&ann)).await, []);
    let counts = app.service.store().counts(app.default_directory()).await.expect("counts");
    assert_eq!((counts.users, counts.groups), (1, 0));
}
