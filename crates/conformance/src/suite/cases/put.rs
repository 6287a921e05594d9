//! Replacing resources (RFC 7644 §3.5.1).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::tools::{Made, Tools};
use super::dated;
use crate::client::Method;
use crate::urn;

cases! { "put";
    a_user_is_replaced: "PUT replaces what it names",
        ["put.status", "put.replaces", "common.id-stable"];
    what_is_not_named_is_cleared: "PUT clears what it does not name",
        ["put.clears"];
    who_is_disabled_stays_disabled: "PUT without active leaves a disabled user disabled",
        ["put.keeps-active"];
    nothing_is_created: "PUT creates nothing",
        ["put.no-creation"];
    required_attributes_are_required: "PUT without a required attribute is refused",
        ["put.required"];
    a_taken_name_is_refused: "PUT with a taken userName is refused",
        ["put.conflict", "user.name-unique"];
    read_only_attributes_are_ignored: "PUT ignores read-only attributes",
        ["put.read-only", "data.read-only", "common.meta-sent"];
    another_id_is_refused: "PUT with another id is refused",
        ["put.other-id"];
    no_change_is_no_change: "PUT of what is there changes nothing",
        ["put.no-change"];
    members_are_replaced: "PUT of a group leaves exactly the members that it names",
        ["put.members"];
    a_change_is_dated: "A PUT moves lastModified on, and leaves created",
        ["common.meta-modified"];
    attributes_apply: "attributes and excludedAttributes apply to the answer of PUT",
        ["put.projection"];
    values_are_replaced_by_nothing: "null and empty lists clear",
        ["data.no-value"];
}

/// The body of a user as it was sent, without what the server has added, and with changes.
fn changed(made: &Made, with: Value) -> Value {
    let mut body = json!({"schemas": [urn::USER], "userName": made.body["userName"]});
    if let (Value::Object(body), Value::Object(with)) = (&mut body, with) {
        body.extend(with);
    }
    body
}

async fn a_user_is_replaced(t: &Tools) -> Outcome {
    t.knows(&["displayName", "emails.value"])?;
    let email = |value: &str| json!([{"value": value, "type": "work"}]);
    let made = t.user(json!({"displayName": "Ann", "emails": email("a@a.example")})).await?;
    let body = changed(&made, json!({"displayName": "Bob", "emails": email("b@b.example")}));
    let put = t.put(&made.path, &body).await?;
    put.status(200)?.is("displayName", "Bob")?.holds("emails[*].value", &["b@b.example"])?;
    put.is("id", made.id.as_str())?.is("meta.created", made.body["meta"]["created"].clone())?;
    let read = t.get(&made.path).await?;
    read.is("displayName", "Bob")?.holds("emails[*].value", &["b@b.example"]).map(drop)
}

async fn what_is_not_named_is_cleared(t: &Tools) -> Outcome {
    t.knows(&["title", "name.familyName"])?;
    let made = t.user(json!({"title": "Boss", "name": {"familyName": "Lee"}})).await?;
    t.put(&made.path, &changed(&made, json!({}))).await?.status(200)?;
    t.get(&made.path).await?.lacks("title")?.lacks("name.familyName").map(drop)
}

async fn who_is_disabled_stays_disabled(t: &Tools) -> Outcome {
    t.knows(&["active"])?;
    let made = t.user(json!({"active": false})).await?;
    t.put(&made.path, &changed(&made, json!({}))).await?.status(200)?;
    t.get(&made.path).await?.is("active", false).map(drop)
}

async fn nothing_is_created(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    t.delete(&made.path).await?;
    t.put(&made.path, &changed(&made, json!({}))).await?.refused(404, &[])?;
    t.put("/Users/nobody", &t.person(json!({}))).await?.refused(404, &[])?;
    t.get(&made.path).await?.status(404).map(drop)
}

async fn required_attributes_are_required(t: &Tools) -> Outcome {
    t.knows(&["displayName"])?;
    let made = t.user(json!({})).await?;
    let body = json!({"schemas": [urn::USER], "displayName": "Ann"});
    t.put(&made.path, &body).await?.refused(400, &["invalidValue", "invalidSyntax"]).map(drop)
}

async fn a_taken_name_is_refused(t: &Tools) -> Outcome {
    let (ann, bob) = (t.user(json!({})).await?, t.user(json!({})).await?);
    let body = json!({"schemas": [urn::USER], "userName": ann.body["userName"]});
    t.put(&bob.path, &body).await?.refused_as(409, "uniqueness")?;
    t.get(&bob.path).await?.is("userName", bob.body["userName"].clone()).map(drop)
}

async fn read_only_attributes_are_ignored(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let meta = json!({"created": "2001-01-01T00:00:00Z", "resourceType": "Robot"});
    let groups = json!([{"value": "nowhere", "type": "direct"}]);
    let body = changed(&made, json!({"id": made.id, "meta": meta, "groups": groups}));
    let put = t.put(&made.path, &body).await?;
    put.status(200)?.is("meta.created", made.body["meta"]["created"].clone())?;
    put.is("meta.resourceType", "User")?.lacks("groups").map(drop)
}

async fn another_id_is_refused(t: &Tools) -> Outcome {
    let made = t.user(json!({})).await?;
    let name = t.name("renamed");
    let body = changed(&made, json!({"id": "somebody-else", "userName": name}));
    let answer = t.put(&made.path, &body).await?;
    let read = t.get(&made.path).await?;
    let kept = read.is("id", made.id.as_str()).and_then(|read| read.is("userName", name));
    let meant = answer.succeeded() && kept.is_ok();
    t.refused_or_meant(answer.refused(400, &["mutability", "invalidValue"]), meant)
}

async fn no_change_is_no_change(t: &Tools) -> Outcome {
    t.knows(&["title"])?;
    let made = t.user(json!({"title": "Boss"})).await?;
    let before = t.get(&made.path).await?;
    let put = t.put(&made.path, before.json()?).await?;
    put.status(200)?.is("meta", before.at("meta")?).map(drop)
}

async fn members_are_replaced(t: &Tools) -> Outcome {
    let (ann, bob, cat) =
        (t.user(json!({})).await?, t.user(json!({})).await?, t.user(json!({})).await?);
    let group = t.group("one", &[&ann.id, &bob.id]).await?;
    for members in [vec![&bob.id, &cat.id], vec![]] {
        let list: Vec<_> = members.iter().map(|id| json!({"value": id})).collect();
        let body = json!({"schemas": [urn::GROUP], "displayName": group.body["displayName"],
            "members": list});
        t.put(&group.path, &body).await?.any_status(&[200, 204])?;
        let wanted: Vec<&str> = members.iter().map(|id| id.as_str()).collect();
        let read = t.get(&group.path).await?;
        if wanted.is_empty() {
            read.lacks("members")?;
        } else {
            read.holds("members[*].value", &wanted)?;
        }
    }
    Ok(())
}

async fn attributes_apply(t: &Tools) -> Outcome {
    t.knows(&["displayName", "title"])?;
    let made = t.user(json!({})).await?;
    let body = changed(&made, json!({"displayName": "Ann", "title": "Boss"}));
    let put = t.put(&format!("{}?attributes=title", made.path), &body).await?;
    put.status(200)?.is("title", "Boss")?.lacks("displayName")?.has("id")?;
    let put = t.put(&format!("{}?excludedAttributes=title", made.path), &body).await?;
    put.status(200)?.lacks("title")?.is("displayName", "Ann")?.has("userName").map(drop)
}

async fn a_change_is_dated(t: &Tools) -> Outcome {
    dated::moves_on(t, Method::PUT).await
}

async fn values_are_replaced_by_nothing(t: &Tools) -> Outcome {
    t.knows(&["title", "emails.value"])?;
    let emails = json!([{"value": "a@a.example", "type": "work"}]);
    let made = t.user(json!({"title": "Boss", "emails": emails})).await?;
    let body = changed(&made, json!({"title": null, "emails": []}));
    t.put(&made.path, &body).await?.status(200)?;
    t.get(&made.path).await?.lacks("title")?.lacks("emails").map(drop)
}
