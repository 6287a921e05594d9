//! Deleting resources (RFC 7644 §3.6).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use crate::client::Method;
use crate::urn;

cases! { "delete";
    deletion_is_204: "DELETE is answered 204 without a body",
        ["delete.status"];
    what_is_deleted_is_gone: "What is deleted is 404 for every method",
        ["delete.gone", "read.missing"];
    what_is_deleted_is_not_listed: "What is deleted is in no list",
        ["delete.unlisted"];
    a_name_is_free_again: "The userName is free again, under a new id",
        ["delete.frees", "common.id-unique"];
    memberships_go: "A deleted user is a member of no group",
        ["delete.memberships"];
    users_of_a_deleted_group_stay: "Deleting a group deletes nobody",
        ["delete.group-keeps-users", "user.groups-told"];
    an_endpoint_stays: "A whole endpoint is not changed",
        ["delete.collection", "http.methods", "error.everywhere"];
}

async fn deletion_is_204(t: &Tools) -> Outcome {
    for path in [t.user(json!({})).await?.path, t.group("one", &[]).await?.path] {
        let answer = t.delete(&path).await?;
        answer.status(204)?.that(answer.answer.body.is_empty(), "no body")?;
    }
    Ok(())
}

async fn what_is_deleted_is_gone(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    t.delete(&made.path).await?.status(204)?;
    t.get(&made.path).await?.refused(404, &[])?;
    t.delete(&made.path).await?.refused(404, &[])?;
    let body = json!({"schemas": [urn::USER], "userName": made.body["userName"]});
    t.put(&made.path, &body).await?.refused(404, &[])?;
    t.needs(Feature::Patch)?;
    let operation = json!([{"op": "replace", "path": "userName", "value": t.name("x")}]);
    t.patch(&made.path, &operation).await?.refused(404, &[]).map(drop)
}

async fn what_is_deleted_is_not_listed(t: &Tools) -> Outcome {
    t.needs(Feature::Filter)?;
    let made = t.users(&[("a", json!({})), ("b", json!({}))]).await?;
    t.delete(&made[0].path).await?.status(204)?;
    t.finds(&format!("userName sw \"{}\"", t.prefix()), &made, &["b"]).await
}

async fn a_name_is_free_again(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    t.delete(&made.path).await?.status(204)?;
    let body = json!({"schemas": [urn::USER], "userName": made.body["userName"]});
    let again = t.post("/Users", &body).await?;
    let differs = again.status(201)?.text("id")? != made.id;
    again.that(differs, format!("another id than {}", made.id)).map(drop)
}

async fn memberships_go(t: &Tools) -> Outcome {
    let (ann, bob) = (t.user(json!({})).await?, t.user(json!({})).await?);
    let group = t.group("one", &[&ann.id, &bob.id]).await?;
    t.delete(&ann.path).await?.status(204)?;
    t.get(&group.path).await?.holds("members[*].value", &[&bob.id]).map(drop)
}

async fn users_of_a_deleted_group_stay(t: &Tools) -> Outcome {
    let ann = t.user(json!({})).await?;
    let group = t.group("one", &[&ann.id]).await?;
    t.delete(&group.path).await?.status(204)?;
    t.get(&group.path).await?.refused(404, &[])?;
    t.get(&ann.path).await?.status(200)?.lacks("groups").map(drop)
}

async fn an_endpoint_stays(t: &Tools) -> Outcome {
    for (method, path) in
        [(Method::DELETE, "/ResourceTypes"), (Method::PUT, "/Users"), (Method::PATCH, "/Users")]
    {
        let answer = t.send(method, path, &[], Some(b"{}".to_vec())).await?;
        answer.any_status(&[400, 403, 404, 405, 501])?;
        answer.refused(answer.answer.status, &[])?;
    }
    Ok(())
}
