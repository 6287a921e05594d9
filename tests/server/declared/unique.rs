//! Values that only one resource may have.

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::TestApp;

use super::{ACME, acme, acme_user, admin, declare};
use crate::support::{GROUP, USER, created, group, patched, read, refused, user, with};

#[tokio::test]
async fn a_value_is_taken_until_its_holder_gives_it_up() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, json!([{"name": "badge", "uniqueness": "server"}])).await;
    let badge = |name: &str, badge: &str| acme_user(name, json!({"badge": badge}));
    let path = |id: &str| format!("/Users/{id}");
    let ann = created(&scim, "/Users", &badge("ann", "B1")).await.id();
    let ben = created(&scim, "/Users", &badge("ben", "B2")).await.id();
    created(&scim, "/Users", &user("cleo")).await;
    refused(&scim.post("/Users", &badge("eve", "b1")).await, 409, "uniqueness");
    refused(&scim.put(&path(&ben), &badge("ben", "b1")).await, 409, "uniqueness");
    let to =
        |badge: &str| json!([{"op": "replace", "path": format!("{ACME}:badge"), "value": badge}]);
    refused(&scim.patch(&path(&ben), to("B1")).await, 409, "uniqueness");
    assert_eq!(read(&scim, &path(&ben)).await[ACME]["badge"], json!("B2"));
    patched(&scim, &path(&ann), to("b1")).await;
    patched(&scim, &path(&ann), to("B3")).await;
    patched(&scim, &path(&ben), to("B1")).await;
    assert_eq!(scim.delete(&path(&ben)).await.status, 204);
    created(&scim, "/Users", &badge("eve", "B1")).await;
    patched(&scim, &path(&ann), json!([{"op": "remove", "path": ACME}])).await;
    created(&scim, "/Users", &badge("finn", "B3")).await;
    let other = app.other_directory("other").await;
    created(&other, "/Users", &badge("ann", "B1")).await;
}

#[tokio::test]
async fn users_and_groups_have_values_of_their_own() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let exact = json!({"name": "code", "uniqueness": "global", "caseExact": true});
    declare(&admin, USER, json!({"attributes": [exact]})).await;
    declare(&admin, GROUP, json!({"attributes": [exact]})).await;
    created(&scim, "/Users", &with(user("ann"), json!({"code": "a"}))).await;
    created(&scim, "/Users", &with(user("ben"), json!({"code": "A"}))).await;
    created(&scim, "/Groups", &with(group("one", &[]), json!({"code": "a"}))).await;
    let again = with(group("two", &[]), json!({"code": "a"}));
    refused(&scim.post("/Groups", &again).await, 409, "uniqueness");
}

#[tokio::test]
async fn of_many_who_want_a_value_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    acme(&admin, json!([{"name": "badge", "uniqueness": "server"}])).await;
    let post = async |n: usize| {
        let body = acme_user(&format!("u{n}"), json!({"badge": "same"}));
        scim.post("/Users", &body).await.status
    };
    let statuses = join_all((0..20).map(post)).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19, "{statuses:?}");
}

#[tokio::test]
async fn values_that_were_there_before_count() {
    let app = TestApp::start().await;
    let (scim, admin) = (app.scim(), admin(&app).await);
    let with_badge = |name: &str, badge: Value| with(user(name), json!({"badge": badge}));
    for (name, badge) in [("ann", "B1"), ("ben", "b1"), ("cleo", "B2")] {
        created(&scim, "/Users", &with_badge(name, json!(badge))).await;
    }
    let unique = json!({"attributes": [{"name": "badge", "uniqueness": "server"}]});
    let refusal = admin.put(&format!("/schemas/{USER}"), &unique).await;
    super::problem(&refusal, 409);
    assert_eq!(refusal.json["review"]["violating"], json!(1), "{}", refusal.text);
    created(&scim, "/Users", &with_badge("dora", json!("B1"))).await;
    let accepted = admin.put(&format!("/schemas/{USER}?accept=true"), &unique).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    assert_eq!(accepted.json["review"]["violating"], json!(2), "{}", accepted.text);
    for badge in ["b1", "B2"] {
        refused(&scim.post("/Users", &with_badge("eve", json!(badge))).await, 409, "uniqueness");
    }
    // Who had the same value before can still be changed, and deactivated.
    let ben = scim.filter("/Users", "userName eq \"ben\"").await.ids().remove(0);
    let path = format!("/Users/{ben}");
    patched(&scim, &path, json!([{"op": "replace", "path": "active", "value": false}])).await;
    patched(&scim, &path, json!([{"op": "replace", "path": "badge", "value": "B3"}])).await;
    refused(&scim.post("/Users", &with_badge("eve", json!("b3"))).await, 409, "uniqueness");

    declare(&admin, USER, json!({"attributes": [{"name": "badge"}]})).await;
    created(&scim, "/Users", &with_badge("eve", json!("B2"))).await;
}
