//! What a client calls a member is what the member is.

use serde_json::json;

use super::{Preset, all_refused, choose, strict};
use crate::support::{GROUP, created, patched, read, refused};

#[tokio::test]
async fn the_type_of_a_member_is_that_of_the_resource() {
    let (app, scim) = strict().await;
    let (ann, band) = (scim.user("ann").await, scim.group("band", &[]).await);
    let with = |name: &str, member: serde_json::Value| json!({"schemas": [GROUP], "displayName": name, "members": [member]});
    let path = format!("/Groups/{}", scim.group("all", &[&ann]).await);
    let add =
        |member: serde_json::Value| json!([{"op": "add", "path": "members", "value": [member]}]);
    let replace = |member: serde_json::Value| json!([{"op": "replace", "path": "members", "value": [member]}]);
    for (id, wrong, endpoint) in [(&ann, "Group", "Groups"), (&band, "User", "Users")] {
        for member in [
            json!({"value": id, "type": wrong}),
            json!({"value": id, "$ref": format!("https://a.example/scim/v2/{endpoint}/{id}")}),
        ] {
            refused(&scim.post("/Groups", &with("new", member.clone())).await, 400, "invalidValue");
            refused(&scim.put(&path, &with("all", member.clone())).await, 400, "invalidValue");
            let cases = [(add(member.clone()), "invalidValue"), (replace(member), "invalidValue")];
            all_refused(&app, &scim, &path, &cases).await;
        }
    }
    for (id, right) in [(&ann, "User"), (&band, "Group")] {
        patched(&scim, &path, add(json!({"value": id, "type": right}))).await;
    }
    assert_eq!(scim.members(path.trim_start_matches("/Groups/")).await.len(), 2);
    // Whom nobody knows is refused as such.
    let nobody = "01912345-abcd-7000-8000-00000000000f";
    let answer = scim.patch(&path, add(json!({"value": nobody, "type": "User"}))).await;
    refused(&answer, 400, "invalidValue");
    assert!(answer.text.contains("no user or group"), "{}", answer.text);

    choose(&app, Preset::Tolerant).await;
    let made =
        created(&scim, "/Groups", &with("mild", json!({"value": ann, "type": "Group"}))).await;
    let found = read(&scim, &format!("/Groups/{}", made.id())).await;
    assert_eq!(found["members"][0]["type"], json!("User"), "the server knows better");
}
