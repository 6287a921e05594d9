//! N-9: the PATCH that the profile leaves.

use conformance::client::Method;
use serde_json::json;

use super::{all_refused, replace, strict};
use crate::support::{PATCH_OP, USER, ann, created, patched, read, refused};

#[tokio::test]
async fn n9_operations_have_a_path_and_a_schema() {
    let (app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    let cases = [
        (json!([{"op": "replace", "value": {"active": false}}]), "invalidSyntax"),
        (json!([{"op": "add", "path": "", "value": {"title": "x"}}]), "invalidSyntax"),
        (json!([{"op": "remove"}]), "invalidSyntax"),
        (replace(USER, json!({"title": "x"})), "invalidPath"),
    ];
    all_refused(&app, &scim, &path, &cases).await;
    let operations = replace("title", json!("x"));
    for message in [
        json!({"Operations": operations}),
        json!({"schemas": [], "Operations": operations}),
        json!({"schemas": [USER], "Operations": operations}),
    ] {
        refused(&scim.json(Method::PATCH, &path, &message).await, 400, "invalidSyntax");
    }
    let message = json!({"schemas": [PATCH_OP], "Operations": operations});
    assert_eq!(scim.json(Method::PATCH, &path, &message).await.status, 200);
}

#[tokio::test]
async fn n9_single_values_are_replaced_whole_and_added_in_part() {
    let (_app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    for op in ["add", "replace"] {
        patched(&scim, &path, json!([{"op": op, "path": "title", "value": op}])).await;
        assert_eq!(read(&scim, &path).await["title"], json!(op));
    }
    let add = json!([{"op": "add", "path": "name", "value": {"middleName": "B"}}]);
    patched(&scim, &path, add).await;
    let name = json!({"givenName": "Ann", "familyName": "Lee", "middleName": "B"});
    assert_eq!(read(&scim, &path).await["name"], name);
    patched(&scim, &path, replace("name", json!({"givenName": "Eve"}))).await;
    assert_eq!(read(&scim, &path).await["name"], json!({"givenName": "Eve"}));
    patched(&scim, &path, replace("name.familyName", json!("Lee"))).await;
    assert_eq!(read(&scim, &path).await["name"]["givenName"], json!("Eve"));
}

#[tokio::test]
async fn n9_lists_are_replaced_and_appended_to() {
    let (_app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    let one = json!({"value": "one@a.example", "type": "work"});
    let two = json!({"value": "two@a.example", "type": "home"});
    patched(&scim, &path, replace("emails", json!([one]))).await;
    assert_eq!(read(&scim, &path).await["emails"], json!([one]));
    patched(&scim, &path, json!([{"op": "add", "path": "emails", "value": [two]}])).await;
    assert_eq!(read(&scim, &path).await["emails"], json!([one, two]));
    patched(&scim, &path, replace("emails", json!([]))).await;
    assert_eq!(read(&scim, &path).await.get("emails"), None);
}

#[tokio::test]
async fn n9_a_filter_means_one_value_and_a_part_of_it() {
    let (app, scim) = strict().await;
    let path = format!("/Users/{}", created(&scim, "/Users", &ann()).await.id());
    let whole = json!({"value": "x@a.example"});
    let cases = [
        (replace("emails[type eq \"work\"]", whole.clone()), "invalidPath"),
        (json!([{"op": "add", "path": "emails[type eq \"work\"]", "value": whole}]), "invalidPath"),
        (json!([{"op": "remove", "path": "emails[type eq \"work\"]"}]), "invalidPath"),
        (replace("emails[type pr].display", json!("x")), "invalidFilter"),
        (replace("emails[type eq work].value", json!("x@a.example")), "invalidFilter"),
        (replace("emails[primary eq \"true\"].value", json!("x@a.example")), "invalidFilter"),
        (json!([{"op": "remove", "path": "emails[value pr].type"}]), "invalidFilter"),
        (replace("emails[type eq \"other\"].value", json!("x@a.example")), "noTarget"),
        (json!([{"op": "add", "path": "ims[type eq \"xmpp\"].value", "value": "x"}]), "noTarget"),
        (json!([{"op": "remove", "path": "ims[type eq \"xmpp\"].value"}]), "noTarget"),
    ];
    all_refused(&app, &scim, &path, &cases).await;
    patched(&scim, &path, replace("emails[type eq \"work\"].value", json!("x@a.example"))).await;
    assert_eq!(read(&scim, &path).await["emails"][0]["value"], json!("x@a.example"));
}

#[tokio::test]
async fn n9_members_come_as_a_list_and_go_one_by_one() {
    let (app, scim) = strict().await;
    let (ann, ben) = (scim.user("ann").await, scim.user("ben").await);
    let id = scim.group("band", &[]).await;
    let path = format!("/Groups/{id}");
    let add = json!([{"op": "add", "path": "members", "value": [{"value": ann}, {"value": ben}]}]);
    patched(&scim, &path, add).await;
    let cases = [
        (json!([{"op": "add", "path": "members", "value": {"value": ann}}]), "invalidValue"),
        (json!([{"op": "add", "path": "members", "value": [ann]}]), "invalidValue"),
        (
            json!([{"op": "add", "path": "members", "value": [{"value": ann, "x": 1}]}]),
            "invalidSyntax",
        ),
        (
            json!([{"op": "add", "path": format!("members[value eq \"{ann}\"]"), "value": {}}]),
            "invalidPath",
        ),
    ];
    all_refused(&app, &scim, &path, &cases).await;
    // The parts of a member are immutable, so that its filter can stand alone where it goes.
    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{ann}\"]")}]);
    patched(&scim, &path, remove).await;
    assert_eq!(scim.members(&id).await, [ben]);
}
