//! The message of a PATCH, and what holds for all its operations (RFC 7644 §3.5.2).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};
use super::dated;
use crate::client::Method;
use crate::{Beyond, urn};

cases! { "patch";
    a_message_needs_operations: "A PATCH without operations is refused",
        ["patch.message"];
    a_message_needs_its_schema: "A PATCH without its schema is refused",
        ["patch.schema"];
    op_comes_in_any_case: "op is understood in any case",
        ["patch.op-case"];
    operations_have_an_order: "Operations are carried out in order",
        ["patch.order"];
    all_or_nothing: "If one operation fails, none has an effect",
        ["patch.atomic"];
    success_is_200_or_204: "A PATCH is answered 200 with the resource, or 204",
        ["patch.status", "common.id-stable"];
    attributes_are_answered: "A PATCH that asks for attributes gets them",
        ["patch.attributes"];
    a_path_must_be_readable: "A path that cannot be read is refused",
        ["patch.path-syntax"];
    a_path_must_exist: "A path to an unknown attribute is refused",
        ["patch.unknown-path"];
    read_only_attributes_stay: "Changing a read-only attribute is refused",
        ["patch.read-only"];
    one_value_is_primary: "A new primary value takes the place of the old",
        ["patch.primary", "user.primary-once"];
    schemas_follow_the_extension: "schemas names an extension while it has values",
        ["patch.schemas", "extension.schemas"];
    no_change_is_no_change: "A PATCH without effect changes nothing",
        ["patch.no-change"];
    what_is_not_there_is_404: "A PATCH of what is not there is 404",
        ["patch.missing"];
    a_taken_name_is_refused: "A PATCH to a taken userName is refused",
        ["patch.conflict", "user.name-unique"];
    booleans_may_be_texts: "Booleans written as text are understood",
        ["patch.booleans-as-text"];
    a_user_is_disabled: "A user is disabled and enabled again",
        ["replace.single", "read.inactive"];
    a_user_is_disabled_without_path: "A user is disabled and enabled again without a path",
        ["replace.no-path", "read.inactive"];
    names_may_be_qualified: "A path may name an attribute of the core in full",
        ["data.qualified-names", "data.urn-case"];
    a_change_is_dated: "A PATCH moves lastModified on, and leaves created",
        ["common.meta-modified"];
}

fn replace_title(value: &str) -> Value {
    json!({"op": "replace", "path": "title", "value": value})
}

async fn boss(t: &Tools) -> Outcome<Made> {
    t.needs(Feature::Patch)?;
    t.knows(&["title"])?;
    t.user(json!({"title": "Boss"})).await
}

async fn send(t: &Tools, path: &str, body: &Value) -> Outcome<super::super::exchange::Exchange> {
    t.send(Method::PATCH, path, &[], Some(body.to_string().into_bytes())).await
}

async fn a_message_needs_operations(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    for operations in [
        json!(null),
        json!([]),
        json!([{}]),
        json!([{"path": "title", "value": "x"}]),
        json!([{"op": "merge", "path": "title", "value": "x"}]),
    ] {
        let answer = t.patch(&made.path, &operations).await?;
        answer.refused(400, &["invalidSyntax", "invalidValue"])?;
    }
    t.get(&made.path).await?.is("title", "Boss").map(drop)
}

async fn a_message_needs_its_schema(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    for (title, body) in [
        ("One", json!({"Operations": [replace_title("One")]})),
        ("Two", json!({"schemas": [urn::USER], "Operations": [replace_title("Two")]})),
    ] {
        let answer = send(t, &made.path, &body).await?;
        let meant = answer.succeeded() && t.get(&made.path).await?.is("title", title).is_ok();
        t.refused_or_meant(answer.refused(400, &["invalidSyntax", "invalidValue"]), meant)?;
    }
    Ok(())
}

async fn op_comes_in_any_case(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let read = t.patched(&made.path, json!([{"op": "Replace", "path": "title", "value": "One"}]));
    read.await?.is("title", "One")?;
    t.patched(&made.path, json!([{"op": "REMOVE", "path": "title"}]))
        .await?
        .lacks("title")
        .map(drop)
}

async fn operations_have_an_order(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let operations = json!([
        replace_title("One"),
        {"op": "remove", "path": "title"},
        {"op": "add", "path": "title", "value": "Two"},
        {"op": "add", "path": "emails", "value": [{"value": "a@a.example", "type": "work"}]},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "b@b.example"},
    ]);
    let read = t.patched(&made.path, operations).await?;
    read.is("title", "Two")?.holds("emails[*].value", &["b@b.example"]).map(drop)
}

async fn all_or_nothing(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let before = t.get(&made.path).await?;
    let operations = json!([
        replace_title("One"),
        {"op": "add", "path": "nickName", "value": "x"},
        {"op": "replace", "path": "id", "value": "x"},
    ]);
    t.patch(&made.path, &operations).await?.refused(400, &["mutability"])?;
    let after = t.get(&made.path).await?;
    let same = after.answer.json == before.answer.json;
    after.that(same, format!("the user as before: {}", before.json()?)).map(drop)
}

async fn success_is_200_or_204(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let answer = t.patch(&made.path, &json!([replace_title("One")])).await?;
    answer.any_status(&[200, 204])?;
    if answer.answer.status == 200 {
        answer.is("title", "One")?.is("id", made.id.as_str())?.has("userName")?;
    } else {
        answer.that(answer.answer.body.is_empty(), "204 without a body")?;
    }
    let read = t.get(&made.path).await?;
    read.is("title", "One")?.is("id", made.id)?;
    read.is("meta.created", made.body["meta"]["created"].clone()).map(drop)
}

async fn attributes_are_answered(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let path = format!("{}?attributes=title", made.path);
    let answer = t.patch(&path, &json!([replace_title("One")])).await?;
    answer.status(200)?.is("title", "One")?.has("id")?.lacks("userName").map(drop)
}

async fn a_path_must_be_readable(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    for (path, kinds) in [
        ("title[", &["invalidPath", "invalidFilter"][..]),
        ("title..x", &["invalidPath"]),
        ("emails[type eq].value", &["invalidPath", "invalidFilter"]),
        ("emails[type is \"work\"].value", &["invalidPath", "invalidFilter"]),
        ("emails[type eq \"work\"", &["invalidPath", "invalidFilter"]),
    ] {
        let operation = json!([{"op": "replace", "path": path, "value": "x"}]);
        t.patch(&made.path, &operation).await?.refused(400, kinds)?;
    }
    Ok(())
}

async fn a_path_must_exist(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let operation = json!([{"op": "replace", "path": "noSuchAttribute", "value": "x"}]);
    // The last is what the interoperability profile calls it.
    let kinds = ["invalidPath", "noTarget", "invalidSyntax"];
    let answer = t.patch(&made.path, &operation).await?;
    let meant = answer.succeeded() && t.get(&made.path).await?.is("noSuchAttribute", "x").is_ok();
    t.refused_or_meant(answer.refused(400, &kinds), meant)
}

async fn read_only_attributes_stay(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    for (path, value) in [
        ("id", json!("x")),
        ("meta.created", json!("2001-01-01T00:00:00Z")),
        ("groups", json!([{"value": "x"}])),
    ] {
        let operation = json!([{"op": "replace", "path": path, "value": value}]);
        t.patch(&made.path, &operation).await?.refused_as(400, "mutability")?;
    }
    Ok(())
}

async fn one_value_is_primary(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["emails.primary"])?;
    let emails = json!([{"value": "a@a.example", "type": "work", "primary": true},
        {"value": "b@b.example", "type": "home"}]);
    let made = t.user(json!({"emails": emails})).await?;
    for operation in [
        json!({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}),
        json!({"op": "add", "path": "emails",
            "value": [{"value": "c@c.example", "type": "other", "primary": true}]}),
    ] {
        let read = t.patched(&made.path, json!([operation])).await?;
        let values = read.at("emails")?;
        let primary: Vec<_> =
            values.as_array().into_iter().flatten().filter(|one| one["primary"] == true).collect();
        let right = primary.len() == 1 && primary[0]["type"] != "work";
        read.that(right, "the value that was made primary is the only one")?;
    }
    Ok(())
}

async fn schemas_follow_the_extension(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let made = boss(t).await?;
    let path = format!("{}:department", urn::ENTERPRISE);
    let operation = json!([{"op": "add", "path": path, "value": "R&D"}]);
    let read = t.patched(&made.path, operation).await?;
    read.is(&format!("<{}>.department", urn::ENTERPRISE), "R&D")?;
    read.holds("schemas", &[urn::USER, urn::ENTERPRISE])?;
    let read = t.patched(&made.path, json!([{"op": "remove", "path": path}])).await?;
    read.lacks(&format!("<{}>.department", urn::ENTERPRISE))?;
    read.holds("schemas", &[urn::USER]).map(drop)
}

async fn no_change_is_no_change(t: &Tools) -> Outcome {
    let made = boss(t).await?;
    let before = t.get(&made.path).await?;
    let operations =
        json!([replace_title("Boss"), {"op": "add", "path": "title", "value": "Boss"}]);
    t.patched(&made.path, operations).await?.is("meta", before.at("meta")?).map(drop)
}

async fn what_is_not_there_is_404(t: &Tools) -> Outcome {
    for path in ["/Users/nobody", "/Groups/nobody"] {
        let operation = json!([{"op": "replace", "path": "displayName", "value": "x"}]);
        t.patch(path, &operation).await?.refused(404, &[])?;
    }
    Ok(())
}

async fn a_taken_name_is_refused(t: &Tools) -> Outcome {
    let (ann, bob) = (boss(t).await?, boss(t).await?);
    let operation = json!([{"op": "replace", "path": "userName", "value": ann.body["userName"]}]);
    t.patch(&bob.path, &operation).await?.refused_as(409, "uniqueness").map(drop)
}

async fn booleans_may_be_texts(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::OtherJsonType)?;
    t.needs(Feature::Patch)?;
    t.knows(&["active"])?;
    let made = t.user(json!({"active": true})).await?;
    let operation = json!([{"op": "Replace", "path": "active", "value": "False"}]);
    t.patched(&made.path, operation).await?.is("active", false).map(drop)
}

async fn a_user_is_disabled(t: &Tools) -> Outcome {
    disables(t, |active| json!({"op": "replace", "path": "active", "value": active})).await
}

async fn a_user_is_disabled_without_path(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NoPath)?;
    disables(t, |active| json!({"op": "replace", "value": {"active": active}})).await
}

async fn disables(t: &Tools, operation: fn(bool) -> Value) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["active"])?;
    let made = t.user(json!({"active": true})).await?;
    for active in [false, true, false] {
        t.patched(&made.path, json!([operation(active)])).await?.is("active", active)?;
    }
    Ok(())
}

async fn names_may_be_qualified(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["title", "name.givenName"])?;
    let made = t.user(json!({"name": {"givenName": "Ann", "familyName": "Lee"}})).await?;
    let operations = json!([
        {"op": "add", "path": format!("{}:title", urn::USER), "value": "Boss"},
        {"op": "replace", "path": format!("{}:name.givenName", urn::USER.to_uppercase()),
            "value": "Eve"},
    ]);
    let read = t.patched(&made.path, operations).await?;
    read.is("title", "Boss")?.is("name.givenName", "Eve")?.is("name.familyName", "Lee")?;
    read.holds("schemas", &[urn::USER]).map(drop)
}

async fn a_change_is_dated(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    dated::moves_on(t, Method::PATCH).await
}
