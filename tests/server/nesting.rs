//! Groups in groups.

use serde_json::{Value, json};
use testkit::{Caller, TestApp};

use crate::support::{group, patched, read, refused};

/// The groups of a user: name and type, sorted.
async fn groups_of(scim: &Caller, user: &str) -> Vec<(String, String)> {
    let found = read(scim, &format!("/Users/{user}")).await;
    let text = |group: &Value, name: &str| group[name].as_str().expect("a text").to_owned();
    let groups = found.get("groups").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all: Vec<_> =
        groups.iter().map(|group| (text(group, "display"), text(group, "type"))).collect();
    all.sort_unstable();
    all
}

fn add(id: &str) -> Value {
    json!([{"op": "add", "path": "members", "value": [{"value": id}]}])
}

fn pairs(groups: &[(String, String)]) -> Vec<(&str, &str)> {
    groups.iter().map(|(name, kind)| (name.as_str(), kind.as_str())).collect()
}

#[tokio::test]
async fn a_user_is_told_the_groups_that_contain_their_groups() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let team = scim.group("team", &[&ann]).await;
    let section = scim.group("section", &[&team]).await;
    let company = scim.group("company", &[&section]).await;
    scim.group("other", &[]).await;
    let expected = [("company", "indirect"), ("section", "indirect"), ("team", "direct")];
    assert_eq!(pairs(&groups_of(&scim, &ann).await), expected);
    patched(&scim, &format!("/Groups/{company}"), add(&ann)).await;
    let expected = [("company", "direct"), ("section", "indirect"), ("team", "direct")];
    assert_eq!(
        pairs(&groups_of(&scim, &ann).await),
        expected,
        "direct wins, and each is told once"
    );
    let remove = json!([{"op": "remove", "path": "members", "value": [{"value": team}]}]);
    patched(&scim, &format!("/Groups/{section}"), remove).await;
    assert_eq!(pairs(&groups_of(&scim, &ann).await), [("company", "direct"), ("team", "direct")]);
}

#[tokio::test]
async fn a_nested_group_is_a_member_of_type_group() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let inner = scim.group("inner", &[]).await;
    let outer = scim.group("outer", &[&inner]).await;
    let found = read(&scim, &format!("/Groups/{outer}")).await;
    assert_eq!(
        found["members"],
        json!([{
            "value": inner,
            "$ref": format!("{}/Groups/{inner}", app.scim_base()),
            "type": "Group",
            "display": "inner",
        }])
    );
    patched(
        &scim,
        &format!("/Groups/{inner}"),
        json!([{"op": "replace", "path": "displayName", "value": "core"}]),
    )
    .await;
    let found = read(&scim, &format!("/Groups/{outer}")).await;
    assert_eq!(found["members"][0]["display"], json!("core"));
    scim.delete(&format!("/Groups/{inner}")).await;
    assert_eq!(scim.members(&outer).await, [""; 0]);
}

#[tokio::test]
async fn a_group_cannot_be_a_member_of_itself() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let id = scim.group("band", &[]).await;
    let path = format!("/Groups/{id}");
    refused(&scim.patch(&path, add(&id)).await, 400, "invalidValue");
    refused(&scim.put(&path, &group("band", &[&id])).await, 400, "invalidValue");
    assert_eq!(scim.members(&id).await, [""; 0]);
}

#[tokio::test]
async fn groups_cannot_contain_each_other_in_a_circle() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let c = scim.group("c", &[]).await;
    let b = scim.group("b", &[&c]).await;
    let a = scim.group("a", &[&b]).await;
    for inner in [&b, &c] {
        let path = format!("/Groups/{inner}");
        let answer = scim.patch(&path, add(&a)).await;
        refused(&answer, 400, "invalidValue");
        assert!(answer.text.contains(&a), "the refusal names the group: {}", answer.text);
        let replace = json!([{"op": "replace", "path": "members", "value": [{"value": a}]}]);
        refused(&scim.patch(&path, replace).await, 400, "invalidValue");
    }
    refused(&scim.put(&format!("/Groups/{c}"), &group("c", &[&a])).await, 400, "invalidValue");
    assert_eq!(scim.members(&b).await, [c.as_str()]);
    assert_eq!(scim.members(&c).await, [""; 0]);
    let d = scim.group("d", &[&b, &c]).await;
    assert_eq!(scim.members(&d).await.len(), 2, "two ways to one group are no circle");
}

#[tokio::test]
async fn a_circle_within_one_request_is_found_too() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let a = scim.group("a", &[]).await;
    let b = scim.group("b", &[&a]).await;
    let path = format!("/Groups/{a}");
    let operations = json!([
        {"op": "replace", "path": "displayName", "value": "renamed"},
        {"op": "add", "path": "members", "value": [{"value": b}]},
    ]);
    refused(&scim.patch(&path, operations).await, 400, "invalidValue");
    assert_eq!(read(&scim, &path).await["displayName"], json!("a"), "nothing has happened");
}
