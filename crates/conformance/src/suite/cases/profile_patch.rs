//! The PATCH that the interoperability profile leaves.

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};

cases! { "profile";
    a_path_is_required: "A patch operation without path is refused",
        ["profile.path-required"];
    a_complex_value_is_replaced_whole: "replace of a complex value replaces it whole",
        ["profile.complex-whole"];
    a_filtered_path_names_a_sub_attribute: "A path with a filter ends in a sub-attribute",
        ["profile.sub-required"];
    a_filtered_path_means_one_value: "A path with a filter means one value",
        ["profile.one-match"];
}

async fn person(t: &Tools) -> Outcome<Made> {
    t.needs(Feature::Profile)?;
    let email = |value: &str, kind: &str| json!({"value": value, "type": kind});
    t.user(json!({
        "active": true, "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [email("w@a.example", "work"), email("h@a.example", "home")],
    }))
    .await
}

/// Operations are refused so, and change nothing.
async fn refuses(t: &Tools, operations: &[Value], kind: &str) -> Outcome {
    let made = person(t).await?;
    let before = t.get(&made.path).await?;
    for operation in operations {
        t.patch(&made.path, &json!([operation])).await?.refused_as(400, kind)?;
    }
    let after = t.get(&made.path).await?;
    let same = after.answer.json == before.answer.json;
    after.that(same, format!("the user as before: {}", before.json()?)).map(drop)
}

async fn a_path_is_required(t: &Tools) -> Outcome {
    let operations = [
        json!({"op": "replace", "value": {"active": false}}),
        json!({"op": "add", "value": {"active": false}}),
        json!({"op": "remove", "value": {"active": true}}),
    ];
    refuses(t, &operations, "invalidSyntax").await
}

async fn a_complex_value_is_replaced_whole(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let operation = json!([{"op": "replace", "path": "name", "value": {"givenName": "Eve"}}]);
    let read = t.patched(&made.path, operation).await?;
    read.is("name.givenName", "Eve")?.lacks("name.familyName").map(drop)
}

async fn a_filtered_path_names_a_sub_attribute(t: &Tools) -> Outcome {
    let path = "emails[type eq \"work\"]";
    let value = json!({"value": "x@a.example", "type": "work"});
    let operations = [
        json!({"op": "replace", "path": path, "value": value}),
        json!({"op": "add", "path": path, "value": value}),
        json!({"op": "remove", "path": path}),
    ];
    refuses(t, &operations, "invalidPath").await
}

async fn a_filtered_path_means_one_value(t: &Tools) -> Outcome {
    let operation =
        json!({"op": "replace", "path": "emails[value ew \"a.example\"].display", "value": "x"});
    refuses(t, &[operation], "invalidFilter").await
}
