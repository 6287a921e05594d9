//! Groups in groups.

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::tools::Tools;

cases! { "nesting";
    a_group_is_a_member: "A group may be a member of a group",
        ["group.nested"];
    membership_is_inherited: "A user tells groups that it is in through others as indirect",
        ["group.indirect"];
    a_group_is_not_in_itself: "A group is not a member of itself",
        ["group.no-cycle"];
    there_are_no_circles: "Groups do not contain one another in a circle",
        ["group.no-cycle"];
}

async fn a_group_is_a_member(t: &Tools) -> Outcome {
    let inner = t.group("inner", &[]).await?;
    let outer = t.group("outer", &[&inner.id]).await?;
    let read = t.get(&outer.path).await?;
    read.holds("members[*].value", &[&inner.id])?.is("members[0].type", "Group").map(drop)
}

async fn membership_is_inherited(t: &Tools) -> Outcome {
    let user = t.user(json!({})).await?;
    let inner = t.group("inner", &[&user.id]).await?;
    let outer = t.group("outer", &[&inner.id]).await?;
    let read = t.get(&user.path).await?;
    read.holds("groups[*].value", &[&inner.id, &outer.id])?;
    read.is(&format!("groups[value={}].type", inner.id), "direct")?;
    read.is(&format!("groups[value={}].type", outer.id), "indirect").map(drop)
}

async fn a_group_is_not_in_itself(t: &Tools) -> Outcome {
    let group = t.group("one", &[]).await?;
    let operation = json!([{"op": "add", "path": "members", "value": [{"value": group.id}]}]);
    t.patch(&group.path, &operation).await?.any_status(&[400, 409])?;
    t.get(&group.path).await?.lacks("members").map(drop)
}

async fn there_are_no_circles(t: &Tools) -> Outcome {
    let inner = t.group("inner", &[]).await?;
    let middle = t.group("middle", &[&inner.id]).await?;
    let outer = t.group("outer", &[&middle.id]).await?;
    let operation = json!([{"op": "add", "path": "members", "value": [{"value": outer.id}]}]);
    t.patch(&inner.path, &operation).await?.any_status(&[400, 409])?;
    t.get(&inner.path).await?.lacks("members").map(drop)
}
