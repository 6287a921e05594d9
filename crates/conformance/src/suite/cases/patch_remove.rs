//! PATCH with `remove` (RFC 7644 §3.5.2.2).

use serde_json::{Value, json};

use super::super::case::{Outcome, cases};
use super::super::exchange::Exchange;
use super::super::service::Feature;
use super::super::tools::Tools;
use super::ann::with_emails;
use crate::Beyond;

cases! { "patch-remove";
    a_path_is_needed: "remove without path is refused",
        ["remove.no-path"];
    a_single_value_goes: "remove of a single value leaves none",
        ["remove.single"];
    a_sub_attribute_goes: "remove of a sub-attribute leaves the others",
        ["remove.sub-attribute"];
    a_list_goes: "remove of a list removes all its values",
        ["remove.multi"];
    a_filter_chooses_values: "remove with a filter removes what matches, and no other",
        ["remove.value-path"];
    a_sub_attribute_behind_a_filter_goes: "remove behind a filter leaves the rest of the value",
        ["remove.value-sub"];
    what_is_required_stays: "remove of a required or read-only attribute is refused",
        ["remove.required"];
    what_is_absent_may_be_removed: "remove of what has no value changes nothing",
        ["patch.no-change"];
}

/// Ann's addresses have names here, which can be removed.
async fn after(t: &Tools, operation: Value) -> Outcome<Exchange> {
    let email = |value: &str, kind: &str| json!({"value": value, "type": kind, "display": kind});
    with_emails(t, [email("w@a.example", "work"), email("h@a.example", "home")], operation).await
}

async fn a_path_is_needed(t: &Tools) -> Outcome {
    // The profile calls it invalidSyntax, as every operation without a path.
    t.goes_beyond(Beyond::NoPath)?;
    t.needs(Feature::Patch)?;
    t.knows(&["title"])?;
    let made = t.user(json!({"title": "Boss"})).await?;
    for operation in [json!({"op": "remove"}), json!({"op": "remove", "value": {"title": "Boss"}})]
    {
        t.patch(&made.path, &json!([operation])).await?.refused_as(400, "noTarget")?;
    }
    t.get(&made.path).await?.is("title", "Boss").map(drop)
}

async fn a_single_value_goes(t: &Tools) -> Outcome {
    let read = after(t, json!({"op": "remove", "path": "title"})).await?;
    read.lacks("title")?.is("name.givenName", "Ann")?;
    after(t, json!({"op": "remove", "path": "name"}))
        .await?
        .lacks("name")?
        .is("title", "Boss")
        .map(drop)
}

async fn a_sub_attribute_goes(t: &Tools) -> Outcome {
    let read = after(t, json!({"op": "remove", "path": "name.givenName"})).await?;
    read.lacks("name.givenName")?.is("name.familyName", "Lee").map(drop)
}

async fn a_list_goes(t: &Tools) -> Outcome {
    let read = after(t, json!({"op": "remove", "path": "emails"})).await?;
    read.lacks("emails")?.is("title", "Boss").map(drop)
}

async fn a_filter_chooses_values(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::WholeValues)?;
    let read = after(t, json!({"op": "remove", "path": "emails[type eq \"work\"]"})).await?;
    read.holds("emails[*].value", &["h@a.example"])?;
    let path = "emails[type eq \"work\" or value sw \"h@\"]";
    after(t, json!({"op": "remove", "path": path})).await?.lacks("emails").map(drop)
}

async fn a_sub_attribute_behind_a_filter_goes(t: &Tools) -> Outcome {
    let path = "emails[type eq \"work\"].display";
    let read = after(t, json!({"op": "remove", "path": path})).await?;
    read.lacks("emails[type=work].display")?.is("emails[type=work].value", "w@a.example")?;
    read.is("emails[type=home].display", "home").map(drop)
}

async fn what_is_required_stays(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    let made = t.user(json!({})).await?;
    for operation in [
        json!({"op": "remove", "path": "userName"}),
        json!({"op": "remove", "path": "id"}),
        json!({"op": "remove", "path": "meta"}),
        json!({"op": "replace", "path": "userName", "value": null}),
    ] {
        let answer = t.patch(&made.path, &json!([operation])).await?;
        answer.refused(400, &["mutability", "invalidValue"])?;
    }
    t.get(&made.path).await?.is("userName", made.body["userName"].clone()).map(drop)
}

async fn what_is_absent_may_be_removed(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["nickName"])?;
    let made = t.user(json!({})).await?;
    let before = t.get(&made.path).await?;
    let read = t.patched(&made.path, json!([{"op": "remove", "path": "nickName"}])).await?;
    read.is("meta", before.at("meta")?).map(drop)
}
