//! The interoperability profile, for servers that say they conform to it.

use serde_json::json;

use super::super::case::{Outcome, cases};
use super::super::service::Feature;
use super::super::tools::{Made, Tools};

cases! { "profile";
    a_type_is_called_like_its_id: "The id of a resource type is its name",
        ["profile.type-id"];
    unknown_attributes_are_refused: "Unknown attributes are refused",
        ["profile.unknown"];
    unknown_names_in_filters_are_refused: "A filter on an unknown attribute is refused",
        ["profile.filter-unknown"];
    a_path_is_required: "A patch operation without path is refused",
        ["profile.path-required"];
    a_complex_value_is_replaced_whole: "replace of a complex value replaces it whole",
        ["profile.complex-whole"];
    a_filtered_path_names_a_sub_attribute: "A path with a filter ends in a sub-attribute",
        ["profile.sub-required"];
    a_filtered_path_means_one_value: "A path with a filter means one value",
        ["profile.one-match"];
    types_are_declared: "Schemas declare the values of type",
        ["profile.canonical"];
    a_hundred_may_be_asked_for: "A count of 100 is accepted",
        ["profile.page"];
}

async fn person(t: &Tools) -> Outcome<Made> {
    t.needs(Feature::Profile)?;
    t.user(json!({
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "emails": [{"value": "w@a.example", "type": "work"}, {"value": "h@a.example", "type": "home"}],
    }))
    .await
}

async fn a_type_is_called_like_its_id(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let types = t.get("/ResourceTypes").await?;
    for one in types.resources()? {
        types.that(one["id"] == one["name"], "the id of each resource type is its name")?;
    }
    Ok(())
}

async fn unknown_attributes_are_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let body = t.person(json!({"noSuchAttribute": "x"}));
    t.post("/Users", &body).await?.refused_as(400, "invalidSyntax").map(drop)
}

async fn unknown_names_in_filters_are_refused(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    t.refuses_filters(&["noSuchAttribute eq \"x\""]).await
}

async fn a_path_is_required(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let operation = json!([{"op": "replace", "value": {"active": false}}]);
    t.patch(&made.path, &operation).await?.refused_as(400, "invalidSyntax").map(drop)
}

async fn a_complex_value_is_replaced_whole(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let operation = json!([{"op": "replace", "path": "name", "value": {"givenName": "Eve"}}]);
    let read = t.patched(&made.path, operation).await?;
    read.is("name.givenName", "Eve")?.lacks("name.familyName").map(drop)
}

async fn a_filtered_path_names_a_sub_attribute(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let path = "emails[type eq \"work\"]";
    let operation = json!([{"op": "replace", "path": path, "value": {"value": "x@a.example"}}]);
    t.patch(&made.path, &operation).await?.refused(400, &["invalidPath", "invalidFilter"]).map(drop)
}

async fn a_filtered_path_means_one_value(t: &Tools) -> Outcome {
    let made = person(t).await?;
    let path = "emails[value ew \"a.example\"].display";
    let operation = json!([{"op": "replace", "path": path, "value": "x"}]);
    t.patch(&made.path, &operation).await?.refused_as(400, "invalidFilter").map(drop)
}

async fn types_are_declared(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    let schema = t.get(&format!("/Schemas/{}", crate::urn::USER)).await?;
    schema.status(200)?;
    let declared = t.service.attribute(crate::urn::USER, "emails.type");
    let values = declared.is_some_and(|one| one["canonicalValues"].is_array());
    schema.that(values, "canonicalValues of emails.type").map(drop)
}

async fn a_hundred_may_be_asked_for(t: &Tools) -> Outcome {
    t.needs(Feature::Profile)?;
    t.get("/Users?count=100").await?.status(200).map(drop)
}
