//! Users: made, read, replaced, changed and deleted.

use std::time::Duration;

use directory::event::EventKind;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::{
    ENTERPRISE, USER, ann, created, is_time, kinds, read, refused, sent, user, whole, with,
};

#[tokio::test]
async fn a_created_user_is_answered_whole_with_every_header() {
    let app = TestApp::start().await;
    let answer = app.scim().post("/Users", &ann()).await;
    assert_eq!(answer.status, 201);
    insta::assert_json_snapshot!(whole(&app, &answer));
    let meta = &answer.json["meta"];
    assert_eq!(answer.header("location"), meta["location"].as_str());
    assert_eq!(answer.header("etag"), meta["version"].as_str());
    assert_eq!(meta["created"], meta["lastModified"]);
    assert!(is_time(meta["created"].as_str().expect("a time")));
    let location = format!("{}/Users/{}", app.scim_base(), answer.id());
    assert_eq!(meta["location"], json!(location));
}

#[tokio::test]
async fn reading_gives_what_creating_answered() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    let answer = scim.get(&format!("/Users/{}", made.id())).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json, made.json);
    for header in ["location", "etag", "content-type"] {
        assert_eq!(answer.header(header), made.header(header), "{header}");
        assert!(answer.header(header).is_some(), "{header}");
    }
    assert_ne!(answer.header("x-request-id"), made.header("x-request-id"));
}

#[tokio::test]
async fn values_come_back_exactly_as_they_were_sent() {
    let app = TestApp::start().await;
    let body = with(
        ann(),
        json!({
            "userName": "  Ünï.Cødé+tag@ExAmPle.COM ",
            "displayName": "名前 \"quoted\" \\ back / slash \u{1F600} e\u{301}",
            "nickName": " leading and trailing ",
            "title": "",
            "profileUrl": "HTTPS://Example.com/~Ann?q=1#f",
            "phoneNumbers": [{"value": "tel:+1-555-0100;ext=5", "type": "mobile"}, {"value": "(555) 0101"}],
            "emails": [{"value": "ANN@EXAMPLE.COM", "type": "Work", "primary": true, "display": "ann <x>"}],
            "addresses": [{"country": "United States", "formatted": "1 Main St\nTown", "type": "work"}],
            "locale": "en_US",
            "timezone": "America/Los_Angeles",
            "x509Certificates": [{"value": "MIIDQzCCAqyg"}],
        }),
    );
    let made = created(&app.scim(), "/Users", &body).await;
    assert_eq!(sent(&made.json), body);
    let found = read(&app.scim(), &format!("/Users/{}", made.id())).await;
    assert_eq!(sent(&found), body);
}

#[tokio::test]
async fn a_user_without_active_is_active() {
    let app = TestApp::start().await;
    let made = created(&app.scim(), "/Users", &user("ann")).await;
    assert_eq!(made.json["active"], json!(true));
}

#[tokio::test]
async fn what_only_the_server_knows_cannot_be_sent() {
    let app = TestApp::start().await;
    let body = with(
        user("ann"),
        json!({
            "id": "01912345-0000-7000-8000-000000000000",
            "meta": {"resourceType": "Group", "created": "2001-01-01T00:00:00Z", "version": "W/\"99\""},
            "groups": [{"value": "01912345-0000-7000-8000-000000000001"}],
        }),
    );
    let made = created(&app.scim(), "/Users", &body).await;
    assert_ne!(made.json["id"], body["id"]);
    assert_eq!(made.json["meta"]["resourceType"], json!("User"));
    assert_ne!(made.json["meta"]["created"], body["meta"]["created"]);
    assert_eq!(made.json["meta"]["version"], json!("W/\"1\""));
    assert_eq!(made.json.get("groups"), None);
}

#[tokio::test]
async fn nulls_and_empty_lists_mean_no_value() {
    let app = TestApp::start().await;
    let body = with(
        user("ann"),
        json!({"title": null, "emails": [], "addresses": null, "name": {"givenName": null, "familyName": "Lee"}}),
    );
    let made = created(&app.scim(), "/Users", &body).await;
    assert_eq!(made.json["name"], json!({"familyName": "Lee"}));
    for absent in ["title", "emails", "addresses"] {
        let value = made.json.get(absent).unwrap_or(&Value::Null);
        assert!(value.is_null() || *value == json!([]), "{absent}: {value}");
    }
}

#[tokio::test]
async fn names_of_attributes_and_schemas_may_be_in_any_case() {
    let app = TestApp::start().await;
    let body = json!({
        "Schemas": [USER.to_uppercase()],
        "USERNAME": "ann",
        "Name": {"GivenName": "Ann"},
        "EMAILS": [{"Value": "ann@example.com", "PRIMARY": "True"}],
        ENTERPRISE.to_lowercase(): {"Department": "R&D"},
    });
    let made = created(&app.scim(), "/Users", &body).await;
    assert_eq!(
        sent(&made.json),
        json!({
            "schemas": [USER, ENTERPRISE],
            "userName": "ann",
            "active": true,
            "name": {"givenName": "Ann"},
            "emails": [{"value": "ann@example.com", "primary": true}],
            ENTERPRISE: {"department": "R&D"},
        })
    );
}

#[tokio::test]
async fn a_user_name_is_taken_in_any_case_width_and_normalization() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (taken, same) in
        [("ann@example.com", "ANN@Example.Com"), ("abc", "ＡＢＣ"), ("éva", "E\u{301}VA")]
    {
        scim.user(taken).await;
        let answer = scim.post("/Users", &user(same)).await;
        refused(&answer, 409, "uniqueness");
        let found = scim.filter("/Users", &format!("userName eq \"{same}\"")).await;
        assert_eq!(found.json["totalResults"], json!(1), "a client finds whom it collides with");
    }
    for (one, other) in [("straße", "strasse"), ("bob", "bob ")] {
        scim.user(one).await;
        scim.user(other).await;
    }
    insta::assert_json_snapshot!(whole(&app, &scim.post("/Users", &user("Ann@example.com")).await));
}

#[tokio::test]
async fn put_and_patch_cannot_take_a_user_name_either() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    let bob = scim.user("bob").await;
    let path = format!("/Users/{bob}");
    refused(&scim.put(&path, &user("ANN")).await, 409, "uniqueness");
    let rename = json!([{"op": "replace", "path": "userName", "value": "aNN"}]);
    refused(&scim.patch(&path, rename).await, 409, "uniqueness");
    assert_eq!(read(&scim, &path).await["userName"], json!("bob"));
    let own = json!([{"op": "replace", "path": "userName", "value": "BOB"}]);
    let answer = scim.patch(&path, own).await;
    assert_eq!(answer.json["userName"], json!("BOB"), "one's own name is no conflict");
}

#[tokio::test]
async fn a_user_name_is_required_and_not_empty() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for body in [json!({"schemas": [USER]}), user(""), with(user("x"), json!({"userName": null}))] {
        refused(&scim.post("/Users", &body).await, 400, "invalidValue");
    }
    let id = scim.user("ann").await;
    let answer = scim.put(&format!("/Users/{id}"), &json!({"schemas": [USER], "title": "x"})).await;
    refused(&answer, 400, "invalidValue");
}

#[tokio::test]
async fn put_replaces_everything_that_was_there() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    app.advance(Duration::from_secs(5));
    let path = format!("/Users/{}", made.id());
    let answer = scim.put(&path, &with(user("ann"), json!({"nickName": "Annie"}))).await;
    assert_eq!(answer.status, 200);
    insta::assert_json_snapshot!(whole(&app, &answer));
    assert_eq!(answer.json["id"], made.json["id"]);
    assert_eq!(answer.json["meta"]["created"], made.json["meta"]["created"]);
    assert_ne!(answer.json["meta"]["lastModified"], made.json["meta"]["lastModified"]);
    assert_eq!(read(&scim, &path).await, answer.json);
}

#[tokio::test]
async fn put_of_what_get_answered_changes_nothing() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    scim.group("band", &[&made.id()]).await;
    let path = format!("/Users/{}", made.id());
    let before = read(&scim, &path).await;
    app.advance(Duration::from_secs(5));
    let answer = scim.put(&path, &before).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json, before, "version and lastModified included");
    assert_eq!(read(&scim, &path).await, before);
    let own: Vec<_> = kinds(&app, &made.id()).await;
    assert_eq!(own, [EventKind::UserCreated, EventKind::GroupMembersChanged]);
}

#[tokio::test]
async fn put_without_active_gives_no_access_back() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &with(user("ann"), json!({"active": false}))).await.id();
    let path = format!("/Users/{id}");
    let answer = scim.put(&path, &with(user("ann"), json!({"title": "Lead"}))).await;
    assert_eq!(answer.json["active"], json!(false));
    let answer = scim.put(&path, &with(user("ann"), json!({"active": "True"}))).await;
    assert_eq!(answer.json["active"], json!(true));
    let answer = scim.put(&path, &user("ann")).await;
    assert_eq!(answer.json["active"], json!(true));
    scim.patch(&path, json!([{"op": "remove", "path": "active"}])).await;
    let answer = scim.put(&path, &user("ann")).await;
    assert_eq!(answer.json["active"], json!(false), "nothing was said that gives access");
}

#[tokio::test]
async fn put_never_creates() {
    let app = TestApp::start().await;
    let path = "/Users/01912345-0000-7000-8000-000000000000";
    refused(&app.scim().put(path, &user("ann")).await, 404, "");
    assert_eq!(read(&app.scim(), "/Users").await["totalResults"], json!(0));
}

#[tokio::test]
async fn a_patched_user_is_answered_whole() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let made = created(&scim, "/Users", &ann()).await;
    app.advance(Duration::from_secs(5));
    let path = format!("/Users/{}", made.id());
    let answer = scim.patch(&path, json!([{"op": "replace", "value": {"active": false}}])).await;
    assert_eq!(answer.status, 200);
    insta::assert_json_snapshot!(whole(&app, &answer));
    assert_eq!(read(&scim, &path).await, answer.json);
    let inactive = scim.filter("/Users", "active eq false").await;
    assert_eq!(inactive.ids(), [made.id()], "an inactive user stays readable and listed");
}

#[tokio::test]
async fn a_deleted_user_is_gone_from_everywhere() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = created(&scim, "/Users", &ann()).await.id();
    let path = format!("/Users/{id}");
    let answer = scim.delete(&path).await;
    assert_eq!(answer.status, 204);
    insta::assert_json_snapshot!(whole(&app, &answer));
    let gone = scim.get(&path).await;
    insta::assert_json_snapshot!("a_missing_user", whole(&app, &gone));
    refused(&scim.put(&path, &ann()).await, 404, "");
    refused(&scim.patch(&path, json!([{"op": "remove", "path": "title"}])).await, 404, "");
    refused(&scim.delete(&path).await, 404, "");
    assert_eq!(read(&scim, "/Users").await["totalResults"], json!(0));
    for filter in ["userName pr", "externalId eq \"00u1\"", "emails.value co \"ann\""] {
        assert_eq!(scim.filter("/Users", filter).await.json["totalResults"], json!(0));
    }
}

#[tokio::test]
async fn identifiers_are_free_after_a_delete_and_the_new_user_is_another() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let first = created(&scim, "/Users", &ann()).await.id();
    assert_eq!(scim.delete(&format!("/Users/{first}")).await.status, 204);
    let second = created(&scim, "/Users", &ann()).await;
    assert_ne!(second.id(), first);
    assert_eq!(second.json["meta"]["version"], json!("W/\"1\""));
    refused(&scim.get(&format!("/Users/{first}")).await, 404, "");
    let found = scim.filter("/Users", "userName eq \"ann@example.com\"").await;
    assert_eq!(found.ids(), [second.id()]);
}

#[tokio::test]
async fn a_users_id_opens_no_group_and_a_groups_id_no_user() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = scim.group("band", &[]).await;
    refused(&scim.get(&format!("/Groups/{ann}")).await, 404, "");
    refused(&scim.get(&format!("/Users/{band}")).await, 404, "");
    refused(&scim.delete(&format!("/Groups/{ann}")).await, 404, "");
    refused(&scim.put(&format!("/Users/{band}"), &user("x")).await, 404, "");
    assert_eq!(read(&scim, &format!("/Users/{ann}")).await["userName"], json!("ann"));
    assert_eq!(read(&scim, &format!("/Groups/{band}")).await["displayName"], json!("band"));
}

#[tokio::test]
async fn the_manager_may_be_written_in_every_form_and_is_read_as_an_object() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let boss = scim.user("boss").await;
    for (number, manager) in
        [json!(boss), json!([{"value": boss}]), json!({"value": boss})].into_iter().enumerate()
    {
        let body = with(user(&format!("u{number}")), json!({ENTERPRISE: {"manager": manager}}));
        let made = created(&scim, "/Users", &body).await;
        assert_eq!(made.json[ENTERPRISE]["manager"]["value"], json!(boss), "{manager}");
        assert_eq!(made.json["schemas"], json!([USER, ENTERPRISE]));
    }
    let nobody = "01912345-0000-7000-8000-000000000000";
    let body = with(user("early"), json!({ENTERPRISE: {"manager": nobody}}));
    let made = created(&scim, "/Users", &body).await;
    assert_eq!(made.json[ENTERPRISE]["manager"]["value"], json!(nobody), "managers come later");
}

#[tokio::test]
async fn a_manager_who_is_known_has_a_name_and_an_address() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let boss = with(user("boss"), json!({"displayName": "The \"Boss\""}));
    let boss = created(&scim, "/Users", &boss).await.id();
    let sent = json!({"value": boss, "displayName": "sent", "$ref": "https://elsewhere.example/1"});
    let body = with(user("worker"), json!({ENTERPRISE: {"department": "a", "manager": sent}}));
    let made = created(&scim, "/Users", &body).await;
    let location = format!("{}/Users/{boss}", app.scim_base());
    let full = |name: &str| json!({"value": boss, "displayName": name, "$ref": location});
    assert_eq!(made.json[ENTERPRISE]["manager"], full("The \"Boss\""));
    let worker = format!("/Users/{}", made.id());
    assert_eq!(read(&scim, &worker).await, made.json);
    assert_eq!(read(&scim, "/Users").await["Resources"][1], made.json);
    let chosen = format!("{worker}?attributes={ENTERPRISE}:manager.displayName");
    let manager = &read(&scim, &chosen).await[ENTERPRISE]["manager"];
    assert_eq!(manager, &json!({"displayName": "The \"Boss\""}));

    scim.patch(
        &format!("/Users/{boss}"),
        json!([
            {"op": "replace", "path": "displayName", "value": "Her"}
        ]),
    )
    .await;
    assert_eq!(read(&scim, &worker).await[ENTERPRISE]["manager"], full("Her"), "it follows");
    let plain = with(user("other"), json!({ENTERPRISE: {"manager": boss}}));
    let other = format!("/Users/{}", created(&scim, "/Users", &plain).await.id());
    assert_eq!(read(&scim, &other).await[ENTERPRISE]["manager"], full("Her"));
    let replaced = scim.put(&worker, &read(&scim, &worker).await).await;
    assert_eq!(replaced.json[ENTERPRISE]["manager"], full("Her"), "what was read can be sent");
    let unnamed = json!([{"op": "remove", "path": "displayName"}]);
    scim.patch(&format!("/Users/{boss}"), unnamed).await;
    let manager = &read(&scim, &worker).await[ENTERPRISE]["manager"];
    assert_eq!(
        manager,
        &json!({"value": boss, "$ref": location}),
        "no other name is put in its place"
    );
    scim.delete(&format!("/Users/{boss}")).await;
    assert_eq!(read(&scim, &other).await[ENTERPRISE]["manager"], json!({"value": boss}));
}
