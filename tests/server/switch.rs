//! The SCIM switch of a directory: on, off, paused.

use directory::event::EventKind;
use directory::settings::{ScimState, SwitchOff};
use serde_json::json;
use testkit::{TestApp, operator};

use crate::support::{created, read, refused, user, whole, with};

#[tokio::test]
async fn while_it_is_off_every_request_is_refused_and_told_why() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.user("ann").await;
    app.switch(app.default_directory(), ScimState::Off).await;
    let path = format!("/Users/{id}");
    let answers = [
        scim.get("/Users").await,
        scim.get(&path).await,
        scim.post("/Users", &user("bob")).await,
        scim.put(&path, &user("bob")).await,
        scim.patch(&path, json!([{"op": "remove", "path": "title"}])).await,
        scim.delete(&path).await,
        scim.get("/Schemas").await,
        scim.get("/Nowhere").await,
    ];
    for answer in &answers {
        refused(answer, 403, "");
        assert!(answer.text.contains("switched off"), "{}", answer.text);
    }
    insta::assert_json_snapshot!(whole(&app, &answers[0]));
    refused(&app.anonymous().get("/Users").await, 401, "");
    app.switch(app.default_directory(), ScimState::On).await;
    assert_eq!(read(&scim, &path).await["userName"], json!("ann"), "nothing has happened");
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(1));
}

#[tokio::test]
async fn while_it_is_paused_clients_are_told_to_come_back() {
    let app = TestApp::start().await;
    let scim = app.scim();
    app.switch(app.default_directory(), ScimState::Paused).await;
    let answer = scim.post("/Users", &user("ann")).await;
    refused(&answer, 503, "");
    let seconds: u32 = answer.header("retry-after").expect("Retry-After").parse().expect("seconds");
    assert!(seconds > 0);
    insta::assert_json_snapshot!(whole(&app, &answer));
    app.switch(app.default_directory(), ScimState::On).await;
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
    scim.user("ann").await;
}

#[tokio::test]
async fn a_switch_turns_one_directory_only() {
    let app = TestApp::start().await;
    let other = app.other_directory("other").await;
    app.switch(app.default_directory(), ScimState::Off).await;
    refused(&app.scim().get("/Users").await, 403, "");
    assert_eq!(other.get("/Users").await.status, 200);
}

#[tokio::test]
async fn switching_off_can_leave_everybody_their_access() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    let directory = app.default_directory();
    let done = app.service.switch_off(directory, SwitchOff::KeepUsers, operator()).await;
    assert_eq!(done, Ok(0));
    refused(&scim.get("/Users").await, 403, "");
    app.switch(directory, ScimState::On).await;
    let active = scim.filter("/Users", "active eq true").await;
    assert_eq!(active.json["totalResults"], json!(1));
}

#[tokio::test]
async fn switching_off_can_take_the_access_of_everybody() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let other = app.other_directory("other").await;
    let safe = other.user("safe").await;
    let mut ids = Vec::new();
    for number in 0..60 {
        ids.push(scim.user(&format!("u{number}")).await);
    }
    let inactive = with(user("gone"), json!({"active": false}));
    let gone = created(&scim, "/Users", &inactive).await.id();
    let band = scim.group("band", &[&ids[0]]).await;
    let directory = app.default_directory();
    let done = app.service.switch_off(directory, SwitchOff::DeactivateUsers, operator()).await;
    assert_eq!(done, Ok(60), "who was inactive is not counted");
    refused(&scim.get("/Users").await, 403, "");
    app.switch(directory, ScimState::On).await;
    let inactive = scim.filter("/Users", "active eq false").await;
    assert_eq!(inactive.json["totalResults"], json!(61));
    for id in &ids {
        let events = app.events(Some(id)).await;
        let last = events.last().expect("an event");
        assert_eq!(last.kind, EventKind::UserDeactivated);
        assert_eq!(
            last.data,
            json!({"changes": [{"path": "active", "before": true, "after": false}]})
        );
        assert_eq!(last.cause, operator());
    }
    assert_eq!(app.events(Some(&gone)).await.len(), 1);
    assert_eq!(scim.members(&band).await, [ids[0].clone()], "groups are as they were");
    assert_eq!(read(&other, &format!("/Users/{safe}")).await["active"], json!(true));
    let counts = app.service.store().counts(directory).await.expect("counts");
    assert_eq!((counts.users, counts.active_users), (61, 0));
}

#[tokio::test]
async fn turning_the_switch_is_part_of_the_history() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let before = app.events(None).await.len();
    app.switch(directory, ScimState::Paused).await;
    app.switch(directory, ScimState::Paused).await;
    let events = app.events(None).await;
    assert_eq!(events.len(), before + 1, "turning it where it is does nothing");
    let last = events.last().expect("an event");
    assert_eq!(last.kind, EventKind::SettingsChanged);
    assert_eq!(
        last.data,
        json!({"changes": [{"path": "scim", "before": "on", "after": "paused"}]})
    );
}
