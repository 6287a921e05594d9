//! Who comes back after having been deleted or deactivated, by the policies of the directory.

use std::time::Duration;

use directory::event::EventKind;
use directory::settings::{InactiveUsers, Policies, Reprovision};
use serde_json::{Value, json};
use testkit::{Caller, TestApp, operator};

use crate::support::{ann, created, group, kinds, read, refused, user, with};

pub(crate) async fn choose(app: &TestApp, policies: Policies) {
    let directory = app.default_directory();
    app.service.alter_policies(directory, |_| policies, operator()).await.expect("a change");
}

async fn restoring() -> TestApp {
    let app = TestApp::start().await;
    choose(&app, Policies { reprovision: Reprovision::Restore, ..Policies::default() }).await;
    app
}

async fn reactivating() -> TestApp {
    let app = TestApp::start().await;
    choose(&app, Policies { inactive: InactiveUsers::Restore, ..Policies::default() }).await;
    app
}

async fn gone(scim: &Caller, endpoint: &str, body: &Value) -> Value {
    let made = created(scim, endpoint, body).await;
    assert_eq!(scim.delete(&format!("{endpoint}/{}", made.id())).await.status, 204);
    made.json
}

fn version(resource: &Value) -> i64 {
    let tag = resource["meta"]["version"].as_str().expect("a version");
    tag.trim_start_matches("W/\"").trim_end_matches('"').parse().expect("a number")
}

#[tokio::test]
async fn unless_an_admin_chooses_who_was_deleted_is_somebody_new_and_inactive_names_are_taken() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let before = gone(&scim, "/Users", &ann()).await;
    assert_ne!(created(&scim, "/Users", &ann()).await.json["id"], before["id"]);
    created(&scim, "/Users", &with(user("bob"), json!({"active": false}))).await;
    refused(&scim.post("/Users", &user("BOB")).await, 409, "uniqueness");
}

#[tokio::test]
async fn who_was_deleted_can_come_back_under_the_old_id() {
    let app = restoring().await;
    let scim = app.scim();
    let before = created(&scim, "/Users", &ann()).await.json;
    let id = before["id"].as_str().expect("an id").to_owned();
    let path = format!("/Users/{id}");
    let band = scim.group("Band", &[&id]).await;
    scim.patch(&path, json!([{"op": "replace", "path": "title", "value": "Lead"}])).await;
    let last = read(&scim, &path).await;
    scim.delete(&path).await;
    refused(&scim.get(&path).await, 404, "");

    let body = with(ann(), json!({"userName": "ANN@example.com", "title": "Boss"}));
    let answer = created(&scim, "/Users", &body).await;
    assert_eq!(answer.id(), id);
    assert_eq!(answer.header("location"), Some(format!("{}{path}", app.scim_base()).as_str()));
    let after = read(&scim, &path).await;
    assert_eq!(answer.json, after);
    assert_eq!(after["userName"], json!("ANN@example.com"));
    assert_eq!(after["title"], json!("Boss"), "it has what was sent");
    assert_eq!(after["meta"]["created"], before["meta"]["created"]);
    assert!(version(&after) > version(&last), "no ETag is used twice");
    assert!(after.get("groups").is_none_or(|groups| *groups == json!([])), "{after}");
    assert_eq!(scim.members(&band).await, [""; 0]);
    let expected = [
        EventKind::UserCreated,
        EventKind::UserUpdated,
        EventKind::UserDeleted,
        EventKind::UserRestored,
    ];
    let told: Vec<EventKind> = kinds(&app, &id).await;
    let own: Vec<_> = told.iter().filter(|kind| **kind != EventKind::GroupMembersChanged).collect();
    assert_eq!(own, expected.iter().collect::<Vec<_>>());
    let restored = app.events(Some(&id)).await.pop().expect("an event");
    assert_eq!(restored.data["after"]["title"], json!("Boss"));
    assert_eq!(restored.cause.action, "POST /Users");

    refused(&scim.post("/Users", &body).await, 409, "uniqueness");
    for filter in ["userName eq \"ann@example.com\"", "externalId eq \"00u1\""] {
        assert_eq!(scim.filter("/Users", filter).await.ids(), [id.as_str()], "{filter}");
    }
    let added = json!([{"op": "add", "path": "members", "value": [{"value": id}]}]);
    assert_eq!(scim.patch(&format!("/Groups/{band}"), added).await.status, 204);
    assert_eq!(read(&scim, &path).await["groups"][0]["value"], json!(band));
    let counts = app.service.store().counts(app.default_directory()).await.expect("counts");
    assert_eq!((counts.users, counts.active_users), (1, 1));
}

#[tokio::test]
async fn who_was_deleted_can_come_back_again_and_again() {
    let app = restoring().await;
    let scim = app.scim();
    let before = gone(&scim, "/Users", &ann()).await;
    let mut last = version(&before);
    for _ in 0..4 {
        let again = gone(&scim, "/Users", &ann()).await;
        assert_eq!(again["id"], before["id"]);
        assert!(version(&again) > last);
        last = version(&again);
    }
    assert_eq!(scim.get("/Users").await.json["totalResults"], json!(0));
}

#[tokio::test]
async fn the_external_id_tells_who_it_was_when_the_name_is_new() {
    let app = restoring().await;
    let scim = app.scim();
    let before = gone(&scim, "/Users", &ann()).await;
    let renamed = with(ann(), json!({"userName": "ann.smith@example.com"}));
    assert_eq!(created(&scim, "/Users", &renamed).await.json["id"], before["id"]);
    let other = with(ann(), json!({"userName": "x", "externalId": "00U1"}));
    assert_ne!(created(&scim, "/Users", &other).await.json["id"], before["id"], "case-exact");
}

#[tokio::test]
async fn of_several_who_had_a_name_the_last_comes_back() {
    let app = TestApp::start().await;
    let scim = app.scim();
    gone(&scim, "/Users", &user("ann")).await;
    let last = gone(&scim, "/Users", &user("Ann")).await;
    choose(&app, Policies { reprovision: Reprovision::Restore, ..Policies::default() }).await;
    assert_eq!(created(&scim, "/Users", &user("ann")).await.json["id"], last["id"]);
}

#[tokio::test]
async fn a_group_comes_back_with_the_members_that_are_pushed() {
    let app = restoring().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let before = gone(&scim, "/Groups", &group("Band", &[&ann])).await;
    let answer = created(&scim, "/Groups", &group("BAND", &[&bob])).await;
    assert_eq!(answer.json["id"], before["id"]);
    assert_eq!(scim.members(&answer.id()).await, [bob]);
    let told = kinds(&app, &answer.id()).await;
    assert!(told.contains(&EventKind::GroupRestored), "{told:?}");
    // A user of the same name is somebody else.
    let user = gone(&scim, "/Users", &user("Band")).await;
    assert_ne!(user["id"], before["id"]);
}

#[tokio::test]
async fn nobody_comes_back_into_another_directory() {
    let app = restoring().await;
    let (scim, other) = (app.scim(), app.other_directory("other").await);
    let directory = app.service.directory("other").expect("the directory").id;
    let restore = |_| Policies { reprovision: Reprovision::Restore, ..Policies::default() };
    app.service.alter_policies(directory, restore, operator()).await.expect("a change");
    let before = gone(&scim, "/Users", &ann()).await;
    assert_ne!(created(&other, "/Users", &ann()).await.json["id"], before["id"]);
    assert_eq!(created(&scim, "/Users", &ann()).await.json["id"], before["id"]);
}

#[tokio::test]
async fn a_name_that_somebody_has_now_is_taken() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let before = gone(&scim, "/Users", &ann()).await;
    let now = created(&scim, "/Users", &user("ann@example.com")).await.id();
    choose(&app, Policies { reprovision: Reprovision::Restore, ..Policies::default() }).await;
    refused(&scim.post("/Users", &ann()).await, 409, "uniqueness");
    scim.delete(&format!("/Users/{now}")).await;
    let back = created(&scim, "/Users", &ann()).await.id();
    assert_eq!(back, now, "the last who had the name");
    assert_ne!(json!(back), before["id"]);
}

#[tokio::test]
async fn when_the_deletion_is_forgotten_everybody_is_new() {
    let app = restoring().await;
    let scim = app.scim();
    let before = gone(&scim, "/Users", &ann()).await;
    let now = app.service.env().now().plus(Duration::from_mins(1));
    app.service.store().purge(now, now).await.expect("upkeep");
    assert_ne!(created(&scim, "/Users", &ann()).await.json["id"], before["id"]);
}

#[tokio::test]
async fn who_was_deleted_can_be_kept_out() {
    let app = TestApp::start().await;
    let scim = app.scim();
    choose(&app, Policies { reprovision: Reprovision::Conflict, ..Policies::default() }).await;
    gone(&scim, "/Users", &ann()).await;
    let answer = scim.post("/Users", &ann()).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.text.contains("was deleted at"), "{}", answer.text);
    refused(&scim.post("/Users", &with(ann(), json!({"userName": "x"}))).await, 409, "uniqueness");
    gone(&scim, "/Groups", &group("Band", &[])).await;
    refused(&scim.post("/Groups", &group("band", &[])).await, 409, "uniqueness");
    choose(&app, Policies::default()).await;
    created(&scim, "/Users", &ann()).await;
}

#[tokio::test]
async fn an_inactive_user_who_is_pushed_as_new_can_be_reactivated() {
    let app = reactivating().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let path = format!("/Users/{id}");
    let band = scim.group("Band", &[&id]).await;
    scim.patch(&path, json!([{"op": "replace", "path": "active", "value": false}])).await;
    let sent = with(user("ANN@example.com"), json!({"title": "Boss", "externalId": "00u2"}));
    let answer = created(&scim, "/Users", &sent).await;
    assert_eq!(answer.id(), id);
    assert_eq!(answer.header("location"), Some(format!("{}{path}", app.scim_base()).as_str()));
    let after = read(&scim, &path).await;
    assert_eq!(answer.json, after);
    assert_eq!(after["active"], json!(true));
    assert_eq!(after["externalId"], json!("00u2"));
    assert!(after.get("displayName").is_none(), "what was not sent is gone, as after a PUT");
    assert_eq!(after["groups"][0]["value"], json!(band), "the groups stay");
    assert_eq!(kinds(&app, &id).await.last(), Some(&EventKind::UserReactivated));
    refused(&scim.post("/Users", &sent).await, 409, "uniqueness");
}

#[tokio::test]
async fn an_inactive_user_who_is_pushed_as_inactive_stays_so() {
    let app = reactivating().await;
    let scim = app.scim();
    let body = with(ann(), json!({"active": false}));
    let first = created(&scim, "/Users", &body).await;
    let events = app.events(None).await.len();
    let again = created(&scim, "/Users", &body).await;
    assert_eq!(again.json, first.json);
    assert_eq!(app.events(None).await.len(), events, "nothing changes");
    let other = created(&scim, "/Users", &with(body, json!({"title": "Boss"}))).await;
    assert_eq!((other.id(), &other.json["active"]), (first.id(), &json!(false)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_bring_somebody_back_at_once_one_does() {
    for policies in [
        Policies { reprovision: Reprovision::Restore, ..Policies::default() },
        Policies { inactive: InactiveUsers::Restore, ..Policies::default() },
    ] {
        let app = TestApp::start().await;
        let scim = app.scim();
        choose(&app, policies).await;
        let id = if policies.inactive == InactiveUsers::Restore {
            created(&scim, "/Users", &with(user("ann"), json!({"active": false}))).await.id()
        } else {
            let made = gone(&scim, "/Users", &user("ann")).await;
            made["id"].as_str().expect("an id").to_owned()
        };
        let sent: Vec<Value> =
            (0..12).map(|n| with(user("ann"), json!({"title": format!("t{n}")}))).collect();
        let posts = sent.iter().map(|body| scim.post("/Users", body));
        let answers = futures_util::future::join_all(posts).await;
        let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 1, "{policies:?}");
        assert_eq!(made[0].id(), id);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            refused(answer, 409, "uniqueness");
        }
        assert_eq!(read(&scim, &format!("/Users/{id}")).await["title"], made[0].json["title"]);
    }
}

#[tokio::test]
async fn the_choice_of_policies_is_part_of_the_history() {
    let app = restoring().await;
    let event = app.events(None).await.pop().expect("an event");
    assert_eq!(event.kind, EventKind::SettingsChanged);
    assert_eq!(
        event.data,
        json!({"changes": [
            {"path": "policies.reprovision", "before": "new-id", "after": "restore"},
        ]})
    );
}

mod in_bulk {
    use super::*;
    use crate::bulk::{bulk, id, post, statuses};

    #[tokio::test]
    async fn references_name_who_comes_back() {
        let app = restoring().await;
        let scim = app.scim();
        let before = gone(&scim, "/Users", &ann()).await;
        let band = json!({"displayName": "Band", "members": [{"value": "bulkId:a"}]});
        let operations = [post("/Groups", "g", band), post("/Users", "a", ann())];
        let answers = bulk(&scim, &operations).await;
        assert_eq!(statuses(&answers), ["201", "201"], "{answers:?}");
        assert_eq!(json!(id(&answers[1])), before["id"]);
        assert_eq!(json!(scim.members(&id(&answers[0])).await), json!([before["id"]]));
    }

    #[tokio::test]
    async fn whoever_nothing_refers_to_comes_back_as_alone() {
        let app = restoring().await;
        let scim = app.scim();
        let ann_id = created(&scim, "/Users", &ann()).await.id();
        let operations = [
            json!({"method": "DELETE", "path": format!("/Users/{ann_id}")}),
            post("/Users", "a", ann()),
        ];
        let answers = bulk(&scim, &operations).await;
        assert_eq!(statuses(&answers), ["204", "201"], "{answers:?}");
        assert_eq!(id(&answers[1]), ann_id);
        assert_eq!(read(&scim, &format!("/Users/{ann_id}")).await["title"], json!("Engineer"));
    }

    #[tokio::test]
    async fn two_who_mean_the_same_do_not_become_one() {
        let app = restoring().await;
        let scim = app.scim();
        let before = gone(&scim, "/Users", &ann()).await;
        let band = json!({"displayName": "Band",
            "members": [{"value": "bulkId:a"}, {"value": "bulkId:b"}]});
        let operations = [
            post("/Users", "a", with(ann(), json!({"userName": "a"}))),
            post("/Users", "b", with(ann(), json!({"userName": "b"}))),
            post("/Groups", "g", band),
        ];
        let answers = bulk(&scim, &operations).await;
        assert_eq!(statuses(&answers), ["201", "201", "201"], "{answers:?}");
        assert_eq!(json!(id(&answers[0])), before["id"]);
        assert_eq!(scim.members(&id(&answers[2])).await.len(), 2);
    }

    #[tokio::test]
    async fn a_circle_brings_back_the_deleted_but_not_the_inactive() {
        let app = restoring().await;
        let scim = app.scim();
        let policies = Policies {
            reprovision: Reprovision::Restore,
            inactive: InactiveUsers::Restore,
            ..Policies::default()
        };
        choose(&app, policies).await;
        let before = gone(&scim, "/Users", &user("ann")).await;
        let circle = |a: &str, b: &str| {
            let managed = |name: &str, manager: &str| {
                let manager = json!({crate::support::ENTERPRISE: {"manager": {"value": manager}}});
                with(user(name), manager)
            };
            [
                post("/Users", "a", managed(a, "bulkId:b")),
                post("/Users", "b", managed(b, "bulkId:a")),
            ]
        };
        let answers = bulk(&scim, &circle("ann", "bob")).await;
        assert_eq!(statuses(&answers), ["201", "201"], "{answers:?}");
        assert_eq!(json!(id(&answers[0])), before["id"]);

        let off = with(user("cy"), json!({"active": false}));
        let cy = created(&scim, "/Users", &off).await;
        let answers = bulk(&scim, &circle("cy", "dan")).await;
        assert_eq!(statuses(&answers), ["409", "409"], "{answers:?}");
        assert_eq!(read(&scim, &format!("/Users/{}", cy.id())).await, cy.json, "untouched");
        let dan = scim.filter("/Users", "userName eq \"dan\"").await;
        assert_eq!(dan.json["totalResults"], json!(0));
    }
}
