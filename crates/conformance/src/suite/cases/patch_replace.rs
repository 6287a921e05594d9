//! PATCH with `replace` (RFC 7644 §3.5.2.3).

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::Tools;
use super::ann::{after, sets_single, sets_sub_attribute};
use crate::Beyond;

cases! { "patch-replace";
    a_value_without_path_replaces: "replace without path replaces what it names",
        ["replace.no-path"];
    a_single_value_is_replaced: "replace sets a single value, also where there was none",
        ["replace.single"];
    a_complex_value_is_replaced: "replace of a complex value replaces what it names, and no more",
        ["replace.complex"];
    a_list_is_replaced: "replace of a list leaves the new values",
        ["replace.multi"];
    a_filter_chooses_values: "replace with a filter changes what matches, and no other",
        ["replace.value-path"];
    a_filter_may_mean_several_values: "replace with a filter changes every value that matches",
        ["replace.value-path"];
    a_filter_must_match: "replace with a filter that matches nothing is refused",
        ["replace.no-target"];
    nothing_clears: "replace by null, or by an empty list, clears",
        ["replace.null", "data.no-value"];
    types_are_checked: "replace by a value of the wrong type is refused",
        ["data.types"];
}

async fn a_value_without_path_replaces(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::NoPath)?;
    let value = json!({"title": "Lead", "emails": [{"value": "o@a.example", "type": "other"}]});
    let read = after(t, json!({"op": "replace", "value": value})).await?;
    read.is("title", "Lead")?.is("name.givenName", "Ann")?;
    read.holds("emails[*].value", &["o@a.example"]).map(drop)
}

async fn a_single_value_is_replaced(t: &Tools) -> Outcome {
    sets_single(t, "replace").await?;
    sets_sub_attribute(t, "replace").await
}

async fn a_complex_value_is_replaced(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::PartialReplace)?;
    let value = json!({"givenName": "Eve", "middleName": "M"});
    let read = after(t, json!({"op": "replace", "path": "name", "value": value})).await?;
    read.is("name.givenName", "Eve")?.is("name.middleName", "M")?;
    read.is("name.familyName", "Lee").map(drop)
}

async fn a_list_is_replaced(t: &Tools) -> Outcome {
    let value = json!([{"value": "o@a.example", "type": "other"}]);
    let read = after(t, json!({"op": "replace", "path": "emails", "value": value})).await?;
    read.holds("emails[*].value", &["o@a.example"])?.is("title", "Boss").map(drop)
}

async fn a_filter_chooses_values(t: &Tools) -> Outcome {
    let path = "emails[type eq \"work\"].value";
    let read = after(t, json!({"op": "replace", "path": path, "value": "n@a.example"})).await?;
    read.is("emails[type=work].value", "n@a.example")?;
    read.is("emails[type=home].value", "h@a.example").map(drop)
}

async fn a_filter_may_mean_several_values(t: &Tools) -> Outcome {
    t.goes_beyond(Beyond::SeveralValues)?;
    let path = "emails[value ew \"a.example\"].display";
    let read = after(t, json!({"op": "replace", "path": path, "value": "Mail"})).await?;
    read.holds("emails[*].display", &["Mail", "Mail"])?;
    read.holds("emails[*].value", &["w@a.example", "h@a.example"]).map(drop)
}

async fn a_filter_must_match(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["emails.type"])?;
    let emails = json!([{"value": "w@a.example", "type": "work"}]);
    let made = t.user(json!({"emails": emails})).await?;
    let path = "emails[type eq \"other\"].value";
    let operation = json!([{"op": "replace", "path": path, "value": "o@a.example"}]);
    let answer = t.patch(&made.path, &operation).await?;
    let emails = t.get(&made.path).await?;
    let all = ["w@a.example", "o@a.example"];
    let new = emails.is("emails[type=other].value", "o@a.example");
    let kept = new.and_then(|emails| emails.holds("emails[*].value", &all));
    let meant = answer.succeeded() && kept.is_ok();
    t.refused_or_meant(answer.refused_as(400, "noTarget"), meant)
}

async fn nothing_clears(t: &Tools) -> Outcome {
    let read = after(t, json!({"op": "replace", "path": "title", "value": null})).await?;
    read.lacks("title")?;
    let read = after(t, json!({"op": "replace", "path": "emails", "value": []})).await?;
    read.lacks("emails")?.is("title", "Boss").map(drop)
}

async fn types_are_checked(t: &Tools) -> Outcome {
    t.needs(Feature::Patch)?;
    t.knows(&["active", "name.givenName"])?;
    let made = t.user(json!({})).await?;
    for (path, value) in
        [("active", json!("perhaps")), ("name", json!("Ann")), ("userName", json!({}))]
    {
        let operation = json!([{"op": "replace", "path": path, "value": value}]);
        t.patch(&made.path, &operation).await?.refused(400, &["invalidValue", "invalidSyntax"])?;
    }
    Ok(())
}
