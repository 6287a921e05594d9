//! Groups and their members (RFC 7643 §4.2).

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use crate::{Beyond, urn};

cases! { "groups";
    members_are_told: "A group tells its members by id and type",
        ["group.members", "data.base-url"];
    users_tell_their_groups: "A user tells its groups",
        ["user.groups-told"];
    users_do_not_choose_groups: "groups that a client sends changes no membership",
        ["user.groups-ignored"];
    members_come_and_go: "Members are added and removed one at a time",
        ["add.multi", "remove.value-path"];
    a_member_is_not_added_twice: "Who is a member is not added again",
        ["add.present", "patch.no-change"];
    members_are_replaced: "replace leaves exactly the new members",
        ["replace.multi"];
    all_members_go: "remove of members removes all",
        ["remove.multi", "group.empty"];
    only_listed_members_go: "remove with a list of members removes those only",
        ["remove.listed"];
    who_is_no_member_may_be_removed: "Removing who is no member succeeds",
        ["remove.absent-member"];
    a_member_is_not_turned_into_another: "A member cannot be turned into another",
        ["group.members-immutable"];
    unknown_members_are_refused: "A member that does not exist is refused",
        ["group.unknown-member"];
    a_group_is_read_without_members: "A group is read without its members",
        ["group.without-members", "projection.excluded"];
    a_renamed_group_keeps_its_members: "A renamed group keeps its members",
        ["replace.single"];
    a_group_renamed_without_path_keeps_its_members:
        "A group that is renamed without a path keeps its members",
        ["replace.no-path"];
    names_are_unique: "A second group of the same name is refused",
        ["group.name-unique"];
    a_name_stays: "The name of a group cannot be removed",
        ["remove.required", "group.name-required"];
    many_members_come_at_once: "Fifty members come, and go, in one request",
        ["patch.many"];
    parallel_changes_all_count: "Parallel changes of one group all count",
        ["patch.parallel"];
}

async fn two(t: &Tools) -> Outcome<(Made, Made)> {
    t.needs_groups()?;
    Ok((t.user(json!({})).await?, t.user(json!({})).await?))
}

/// Patches a group, and expects these members then.
async fn leaves(t: &Tools, group: &Made, operation: Value, wanted: &[&str]) -> Outcome {
    let read = t.patched(&group.path, json!([operation])).await?;
    match wanted {
        [] => read.lacks("members").map(drop),
        _ => read.holds("members[*].value", wanted).map(drop),
    }
}

fn add(id: &str) -> Value {
    json!({"op": "add", "path": "members", "value": [{"value": id}]})
}

fn remove(id: &str) -> Value {
    json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")})
}

async fn members_are_told(t: &Tools) -> Outcome {
    let (ann, _) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let read = t.get(&group.path).await?;
    read.holds("members[*].value", &[&ann.id])?;
    if let Some(kind) = read.find("members[0].type") {
        read.that(kind == "User", "members[0].type is User")?;
    }
    if let Some(Value::String(address)) = read.find("members[0].$ref") {
        read.that(address.ends_with(&ann.path), format!("members[0].$ref ends in {}", ann.path))?;
    }
    Ok(())
}

async fn users_tell_their_groups(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    t.get(&ann.path).await?.holds("groups[*].value", &[&group.id])?;
    t.get(&bob.path).await?.lacks("groups").map(drop)
}

async fn users_do_not_choose_groups(t: &Tools) -> Outcome {
    let group = t.group("one", &[]).await?;
    let user = t.user(json!({"groups": [{"value": group.id}]})).await?;
    t.get(&user.path).await?.lacks("groups")?;
    t.get(&group.path).await?.lacks("members").map(drop)
}

async fn members_come_and_go(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[]).await?;
    leaves(t, &group, add(&ann.id), &[&ann.id]).await?;
    leaves(t, &group, add(&bob.id), &[&ann.id, &bob.id]).await?;
    leaves(t, &group, remove(&ann.id), &[&bob.id]).await
}

async fn a_member_is_not_added_twice(t: &Tools) -> Outcome {
    let (ann, _) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let before = t.get(&group.path).await?;
    leaves(t, &group, add(&ann.id), &[&ann.id]).await?;
    t.get(&group.path).await?.is("meta", before.at("meta")?).map(drop)
}

async fn members_are_replaced(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let operation = json!({"op": "replace", "path": "members", "value": [{"value": bob.id}]});
    leaves(t, &group, operation, &[&bob.id]).await
}

async fn all_members_go(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id, &bob.id]).await?;
    leaves(t, &group, json!({"op": "remove", "path": "members"}), &[]).await
}

async fn only_listed_members_go(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id, &bob.id]).await?;
    let operation = json!({"op": "remove", "path": "members", "value": [{"value": ann.id}]});
    leaves(t, &group, operation, &[&bob.id]).await
}

async fn who_is_no_member_may_be_removed(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    leaves(t, &group, remove(&bob.id), &[&ann.id]).await
}

async fn a_member_is_not_turned_into_another(t: &Tools) -> Outcome {
    let (ann, bob) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let path = format!("members[value eq \"{}\"].value", ann.id);
    let operation = json!([{"op": "replace", "path": path, "value": bob.id}]);
    t.patch(&group.path, &operation).await?.refused_as(400, "mutability")?;
    t.get(&group.path).await?.holds("members[*].value", &[&ann.id]).map(drop)
}

async fn unknown_members_are_refused(t: &Tools) -> Outcome {
    let (gone, ann) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    t.delete(&gone.path).await?;
    let answer = t.patch(&group.path, &json!([add(&gone.id)])).await?;
    answer.refused(400, &["invalidValue", "noTarget"])?;
    t.get(&group.path).await?.holds("members[*].value", &[&ann.id]).map(drop)
}

async fn a_group_is_read_without_members(t: &Tools) -> Outcome {
    let (ann, _) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let read = t.get(&format!("{}?excludedAttributes=members", group.path)).await?;
    read.status(200)?.lacks("members")?.has("displayName").map(drop)
}

async fn a_renamed_group_keeps_its_members(t: &Tools) -> Outcome {
    renames(t, |name| json!({"op": "replace", "path": "displayName", "value": name})).await
}

async fn a_group_renamed_without_path_keeps_its_members(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NoPath)?;
    renames(t, |name| json!({"op": "replace", "value": {"displayName": name}})).await
}

async fn renames(t: &Tools, operation: fn(&str) -> Value) -> Outcome {
    let (ann, _) = two(t).await?;
    let group = t.group("one", &[&ann.id]).await?;
    let name = t.name("renamed");
    leaves(t, &group, operation(&name), &[&ann.id]).await?;
    t.get(&group.path).await?.is("displayName", name).map(drop)
}

async fn names_are_unique(t: &Tools) -> Outcome {
    let group = t.group("one", &[]).await?;
    let body = json!({"schemas": [urn::GROUP], "displayName": group.body["displayName"]});
    t.post("/Groups", &body).await?.refused(409, &["uniqueness"]).map(drop)
}

async fn a_name_stays(t: &Tools) -> Outcome {
    let group = t.group("one", &[]).await?;
    let operation = json!([{"op": "remove", "path": "displayName"}]);
    t.patch(&group.path, &operation).await?.refused(400, &["mutability", "invalidValue"]).map(drop)
}

async fn fifty(t: &Tools) -> Outcome<Vec<String>> {
    let mut ids = Vec::new();
    for _ in 0..50 {
        ids.push(t.user(json!({})).await?.id);
    }
    Ok(ids)
}

async fn many_members_come_at_once(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    let group = t.group("one", &[]).await?;
    let ids = fifty(t).await?;
    let wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
    let list: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
    leaves(t, &group, json!({"op": "add", "path": "members", "value": list}), &wanted).await?;
    let all: Vec<Value> = ids.iter().map(|id| remove(id)).collect();
    t.patched(&group.path, all.into()).await?.lacks("members").map(drop)
}

async fn parallel_changes_all_count(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    let group = t.group("one", &[]).await?;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(t.user(json!({})).await?.id);
    }
    let (client, path) = (t.client(), Arc::new(group.path.clone()));
    let mut running = tokio::task::JoinSet::new();
    for id in ids.clone() {
        let (client, path) = (client.clone(), Arc::clone(&path));
        running
            .spawn(async move { super::super::tools::patch_alone(&client, &path, add(&id)).await });
    }
    let mut accepted = true;
    while let Some(status) = running.join_next().await {
        accepted &= matches!(status, Ok(Some(200 | 204)));
    }
    let read = t.get(&group.path).await?;
    read.that(
        accepted,
        "200 or 204 for each of twelve PATCH requests that add one member each, sent at once",
    )?;
    let wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
    read.holds("members[*].value", &wanted).map(drop)
}
