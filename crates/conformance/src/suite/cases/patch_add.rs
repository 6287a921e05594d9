//! PATCH with `add` (RFC 7644 §3.5.2.1).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use super::ann::{after, sets_single, sets_sub_attribute};
use crate::{Beyond, urn};

cases! { "patch-add";
    a_value_without_path_is_merged: "add without path merges its value",
        ["add.no-path"];
    a_single_value_is_set: "add sets a single value, and replaces it",
        ["add.single"];
    a_complex_value_is_merged: "add to a complex value merges",
        ["add.complex"];
    a_sub_attribute_is_set: "add sets a sub-attribute",
        ["add.sub-attribute"];
    a_list_grows: "add appends to a list",
        ["add.multi"];
    one_value_may_come_alone: "add takes one value without a list around it",
        ["add.alone"];
    a_value_is_not_added_twice: "add of a value that is there adds nothing",
        ["add.present"];
    a_filter_chooses_values: "add with a filter changes the values that match",
        ["add.value-path"];
    a_value_is_needed: "add without a value is refused",
        ["add.value-missing"];
    a_filter_may_make_a_value: "A filter that matches nothing describes a new value",
        ["add.creates"];
    an_extension_is_added: "add reaches into an extension",
        ["add.sub-attribute", "data.qualified-names"];
    an_extension_is_added_whole: "add takes an extension as a whole",
        ["add.no-path", "extension.place"];
}

async fn a_value_without_path_is_merged(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NoPath)?;
    let value = json!({"nickName": "A", "name": {"givenName": "Eve"},
        "emails": [{"value": "o@a.example", "type": "other"}]});
    let read = after(t, json!({"op": "add", "value": value})).await?;
    read.is("nickName", "A")?.is("title", "Boss")?;
    read.is("name.givenName", "Eve")?.is("name.familyName", "Lee")?;
    read.holds("emails[*].value", &["w@a.example", "h@a.example", "o@a.example"]).map(drop)
}

async fn a_single_value_is_set(t: &Tools) -> Outcome {
    sets_single(t, "add").await
}

async fn a_complex_value_is_merged(t: &Tools) -> Outcome {
    let value = json!({"givenName": "Eve"});
    let read = after(t, json!({"op": "add", "path": "name", "value": value})).await?;
    read.is("name.givenName", "Eve")?.is("name.familyName", "Lee").map(drop)
}

async fn a_sub_attribute_is_set(t: &Tools) -> Outcome {
    sets_sub_attribute(t, "add").await
}

async fn a_list_grows(t: &Tools) -> Outcome {
    grows(t, json!([{"value": "o@a.example", "type": "other"}])).await
}

async fn one_value_may_come_alone(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::OtherJsonType)?;
    grows(t, json!({"value": "o@a.example", "type": "other"})).await
}

async fn grows(t: &Tools, by: Value) -> Outcome {
    let read = after(t, json!({"op": "add", "path": "emails", "value": by})).await?;
    read.holds("emails[*].value", &["w@a.example", "h@a.example", "o@a.example"]).map(drop)
}

async fn a_value_is_not_added_twice(t: &Tools) -> Outcome {
    let value = json!([{"value": "w@a.example", "type": "work"}]);
    let read = after(t, json!({"op": "add", "path": "emails", "value": value})).await?;
    read.holds("emails[*].value", &["w@a.example", "h@a.example"]).map(drop)
}

async fn a_filter_chooses_values(t: &Tools) -> Outcome {
    let path = "emails[type eq \"work\"].display";
    let read = after(t, json!({"op": "add", "path": path, "value": "Work"})).await?;
    read.is("emails[type=work].display", "Work")?.lacks("emails[type=home].display")?;
    read.is("emails[type=work].value", "w@a.example").map(drop)
}

async fn a_value_is_needed(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    let made = t.user(json!({})).await?;
    let answer = t.patch(&made.path, &json!([{"op": "add", "path": "title"}])).await?;
    answer.refused(400, &["invalidValue", "invalidSyntax", "noTarget"]).map(drop)
}

async fn a_filter_may_make_a_value(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NewValue)?;
    let path = "emails[type eq \"other\"].value";
    let read = after(t, json!({"op": "add", "path": path, "value": "o@a.example"})).await?;
    read.is("emails[type=other].value", "o@a.example")?;
    read.holds("emails[*].value", &["w@a.example", "h@a.example", "o@a.example"]).map(drop)
}

async fn an_extension_is_added(t: &Tools) -> Outcome {
    t.needs_enterprise()?;
    let path = format!("{}:department", urn::ENTERPRISE);
    let read = after(t, json!({"op": "add", "path": path, "value": "R&D"})).await?;
    read.is(&format!("<{}>.department", urn::ENTERPRISE), "R&D").map(drop)
}

async fn an_extension_is_added_whole(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NoPath)?;
    t.needs_enterprise()?;
    let value = json!({urn::ENTERPRISE: {"department": "R&D", "costCenter": "7"}});
    let read = after(t, json!({"op": "add", "value": value})).await?;
    read.is(&format!("<{}>.department", urn::ENTERPRISE), "R&D")?;
    read.is(&format!("<{}>.costCenter", urn::ENTERPRISE), "7").map(drop)
}
