//! Members through filters in the path (RFC 7644 §3.5.2), and what comes along with them.

use directory::settings::Preset;
use serde_json::{Value, json};
use testkit::{Caller, TestApp, operator};

use crate::support::{everything, group, patched, refused, with};

async fn members(scim: &Caller, group: &str) -> Vec<String> {
    let mut members = scim.members(group).await;
    members.sort_unstable();
    members
}

/// The path of a group's member.
fn member(id: &str) -> String {
    format!("members[value eq \"{id}\"]")
}

#[tokio::test]
async fn a_value_takes_the_place_of_the_member_that_a_filter_selects() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob, cid) = (scim.user("a").await, scim.user("b").await, scim.user("c").await);
    let id = scim.group("Band", &[]).await;
    let path = format!("/Groups/{id}");
    let replace = |value: Value| json!([{"op": "replace", "path": member(&ann), "value": value}]);
    let without_path = |value: Value| json!([{"op": "replace", "value": {member(&ann): value}}]);
    for (operations, mut after) in [
        (replace(json!(null)), vec![&bob]),
        (replace(json!([])), vec![&bob]),
        (replace(json!({})), vec![&bob]),
        (without_path(json!(null)), vec![&bob]),
        (replace(json!({"value": cid})), vec![&bob, &cid]),
        (replace(json!([{"value": cid}])), vec![&bob, &cid]),
        (replace(json!(cid)), vec![&bob, &cid]),
        (without_path(json!({"value": cid})), vec![&bob, &cid]),
        (replace(json!({"value": bob})), vec![&bob]),
        (replace(json!({"value": ann})), vec![&ann, &bob]),
        (replace(json!({"display": "Ann"})), vec![&ann, &bob]),
    ] {
        after.sort_unstable();
        let body = group("Band", &[&ann, &bob]);
        assert_eq!(scim.put(&path, &body).await.status, 200);
        // The second time there is nobody to be replaced, and nothing to be done.
        for _ in 0..2 {
            patched(&scim, &path, operations.clone()).await;
            assert_eq!(members(&scim, &id).await.iter().collect::<Vec<_>>(), after, "{operations}");
        }
    }
    let before = everything(&app, &scim).await;
    for operation in [
        json!({"op": "add", "path": member(&ann), "value": {"value": cid}}),
        json!({"op": "replace", "path": member(&ann), "value": [{"value": bob}, {"value": cid}]}),
        json!({"op": "replace", "path": member(&ann), "value": {"value": "nobody"}}),
    ] {
        refused(&scim.patch(&path, json!([operation])).await, 400, "invalidValue");
    }
    assert_eq!(everything(&app, &scim).await, before);
}

#[tokio::test]
async fn a_member_goes_by_what_a_filter_finds_them_by() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let id = scim.group("Band", &[]).await;
    let path = format!("/Groups/{id}");
    let capitals = ann.to_uppercase();
    for removal in [
        json!({"op": "remove", "path": member(&capitals)}),
        json!({"op": "Remove", "path": "members", "value": [{"value": capitals}]}),
        json!({"op": "replace", "path": member(&capitals), "value": null}),
    ] {
        assert_eq!(scim.put(&path, &group("Band", &[&ann])).await.status, 200);
        let found = scim.filter("/Groups", &format!("members.value eq \"{capitals}\"")).await;
        assert_eq!(found.ids(), [id.as_str()]);
        patched(&scim, &path, json!([removal])).await;
        assert_eq!(scim.members(&id).await, [""; 0], "{removal}");
    }
}

#[tokio::test]
async fn what_comes_along_with_a_member_is_checked() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let id = scim.group("Band", &[]).await;
    let path = format!("/Groups/{id}");
    let add = |part: Value| {
        let member = with(json!({"value": ann}), part);
        json!([{"op": "add", "path": "members", "value": [member]}])
    };
    let wrong = [json!({"type": 5}), json!({"$ref": 7}), json!({"display": [1]})];
    for part in &wrong {
        refused(&scim.patch(&path, add(part.clone())).await, 400, "invalidValue");
    }
    patched(&scim, &path, add(json!({"type": "Robot", "$ref": null, "display": null}))).await;
    patched(&scim, &path, json!([{"op": "remove", "path": "members"}])).await;

    let directory = app.default_directory();
    app.service.set_preset(directory, Preset::Interop, operator()).await.expect("a change");
    for part in wrong.into_iter().chain([json!({"type": "Robot"})]) {
        refused(&scim.patch(&path, add(part)).await, 400, "invalidValue");
    }
    assert_eq!(scim.members(&id).await, [""; 0]);
    patched(&scim, &path, add(json!({"type": "User", "$ref": format!("../Users/{ann}")}))).await;
    assert_eq!(scim.members(&id).await, [ann]);
}
