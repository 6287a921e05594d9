//! `replace` (RFC 7644 §3.5.2.3).

use serde_json::{Value, json};

use super::Then::{Has, Refused};
use super::{Row, hold};
use crate::support::{ENTERPRISE, USER};

fn replace(path: &str, value: Value) -> Value {
    json!([{"op": "replace", "path": path, "value": value}])
}

fn merge(value: Value) -> Value {
    json!([{"op": "Replace", "value": value}])
}

const WORK: fn() -> Value =
    || json!({"value": "ann@work.example", "type": "work", "primary": true});
const HOME: fn() -> Value =
    || json!({"value": "ann@home.example", "type": "home", "display": "home"});

#[tokio::test]
async fn without_a_path_each_named_attribute_is_replaced() {
    hold(vec![
        Row("Okta deactivates", merge(json!({"active": false})), Has(json!({"active": false}))),
        Row(
            "Entra ID deactivates",
            merge(json!({"active": "False"})),
            Has(json!({"active": false})),
        ),
        Row(
            "a list is replaced whole",
            merge(json!({"emails": [{"value": "new@x.example"}], "title": "Lead"})),
            Has(json!({"emails": [{"value": "new@x.example"}], "title": "Lead"})),
        ),
        Row(
            "of a complex value only what is named",
            merge(json!({"name": {"familyName": "Fox"}})),
            Has(json!({"name": {"givenName": "Ann", "familyName": "Fox"}})),
        ),
        Row(
            "keys may be paths",
            merge(json!({
                "displayName": "Ann L.", "name.givenName": "Anna", "name.familyName": "Fox",
                format!("{ENTERPRISE}:employeeNumber"): "E7",
            })),
            Has(json!({
                "displayName": "Ann L.", "name": {"givenName": "Anna", "familyName": "Fox"},
                ENTERPRISE: {"department": "R&D", "costCenter": "9", "employeeNumber": "E7"},
            })),
        ),
        Row(
            "of an extension only what is named",
            merge(json!({ENTERPRISE: {"department": "Sales"}})),
            Has(json!({ENTERPRISE: {"department": "Sales", "costCenter": "9"}})),
        ),
        Row(
            "null clears",
            merge(json!({"title": null, "emails": null})),
            Has(json!({"title": null, "emails": null})),
        ),
        Row(
            "what only the server writes is passed over",
            merge(json!({"schemas": [USER], "id": "x", "meta": {}, "title": "Lead"})),
            Has(json!({"title": "Lead"})),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_single_value_is_replaced() {
    hold(vec![
        Row("that is there", replace("title", json!("Lead")), Has(json!({"title": "Lead"}))),
        Row("that is not", replace("nickName", json!("An")), Has(json!({"nickName": "An"}))),
        Row("by null: cleared", replace("title", json!(null)), Has(json!({"title": null}))),
        Row(
            "by the empty text: kept as sent",
            replace("title", json!("")),
            Has(json!({"title": ""})),
        ),
        Row(
            "a text alone in a list, as old jobs of Entra ID send it",
            replace("title", json!([{"$ref": null, "value": "x"}])),
            Has(json!({"title": "x"})),
        ),
        Row(
            "the same without an object",
            replace("title", json!(["y"])),
            Has(json!({"title": "y"})),
        ),
        Row("two of them", replace("title", json!(["x", "y"])), Refused(400, "invalidValue")),
        Row(
            "active as null gives no access",
            replace("active", json!(null)),
            Has(json!({"active": false})),
        ),
        Row(
            "a single value in a list",
            replace("active", json!([{"$ref": null, "value": "False"}])),
            Has(json!({"active": false})),
        ),
        Row(
            "active without a value gives no access",
            json!([{"op": "replace", "path": "active"}]),
            Has(json!({"active": false})),
        ),
        Row(
            "a required one cannot be cleared",
            replace("userName", json!(null)),
            Refused(400, "mutability"),
        ),
        Row("nor emptied", replace("userName", json!("")), Refused(400, "invalidValue")),
        Row("read-only", replace("id", json!("x")), Refused(400, "mutability")),
        Row("read-only", replace("groups", json!([])), Refused(400, "mutability")),
        Row("of another type", replace("active", json!(7)), Refused(400, "invalidValue")),
        Row("of another type", replace("title", json!([])), Has(json!({"title": null}))),
    ])
    .await;
}

#[tokio::test]
async fn of_a_complex_value_the_rest_stays() {
    hold(vec![
        Row(
            "by sub-attribute",
            replace("name", json!({"familyName": "Fox"})),
            Has(json!({"name": {"givenName": "Ann", "familyName": "Fox"}})),
        ),
        Row(
            "a sub-attribute alone",
            replace("name.familyName", json!("Fox")),
            Has(json!({"name": {"givenName": "Ann", "familyName": "Fox"}})),
        ),
        Row("by null: cleared", replace("name", json!(null)), Has(json!({"name": null}))),
        Row(
            "no manager, as an empty text",
            json!([
                {"op": "add", "path": format!("{ENTERPRISE}:manager"), "value": "m2"},
                {"op": "replace", "path": format!("{ENTERPRISE}:manager"), "value": ""},
            ]),
            Has(json!({})),
        ),
        Row(
            "the manager",
            replace(&format!("{ENTERPRISE}:manager"), json!("m2")),
            Has(json!({ENTERPRISE: {"department": "R&D", "costCenter": "9", "manager": {"value": "m2"}}})),
        ),
        Row("no object", replace("name", json!(7)), Refused(400, "invalidValue")),
    ])
    .await;
}

#[tokio::test]
async fn a_list_is_replaced_whole() {
    let other = json!({"value": "o@x.example", "type": "other"});
    hold(vec![
        Row("by a list", replace("emails", json!([other])), Has(json!({"emails": [other]}))),
        Row("by one value", replace("emails", other.clone()), Has(json!({"emails": [other]}))),
        Row("by nothing", replace("emails", json!([])), Has(json!({"emails": null}))),
        Row("by null", replace("emails", json!(null)), Has(json!({"emails": null}))),
        Row(
            "by a list with two primary values",
            replace(
                "emails",
                json!([{"value": "a", "primary": true}, {"value": "b", "primary": true}]),
            ),
            Refused(400, "invalidValue"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_value_path_replaces_every_match() {
    hold(vec![
        Row(
            "the whole value",
            replace("emails[type eq \"home\"]", json!({"value": "new@x.example", "type": "home"})),
            Has(json!({"emails": [WORK(), {"value": "new@x.example", "type": "home"}]})),
        ),
        Row(
            "a sub-attribute",
            replace("emails[type eq \"work\"].value", json!("new@x.example")),
            Has(json!({"emails": [{"value": "new@x.example", "type": "work", "primary": true}, HOME()]})),
        ),
        Row(
            "of each",
            replace("phoneNumbers[type eq \"work\"].display", json!("office")),
            Has(json!({"phoneNumbers": [
                {"value": "1", "type": "work", "display": "office"},
                {"value": "2", "type": "work", "display": "office"},
            ]})),
        ),
        Row(
            "values that become the same are one",
            replace("phoneNumbers[type eq \"work\"].value", json!("3")),
            Has(json!({"phoneNumbers": [{"value": "3", "type": "work"}]})),
        ),
        Row(
            "with a filter of several terms",
            replace("emails[type eq \"home\" and value ew \"example\"].display", json!("new")),
            Has(json!({"emails": [WORK(), {"value": "ann@home.example", "type": "home", "display": "new"}]})),
        ),
        Row(
            "no match: the value is made of the filter",
            replace("emails[type eq \"other\"].value", json!("o@x.example")),
            Has(json!({"emails": [WORK(), HOME(), {"type": "other", "value": "o@x.example"}]})),
        ),
        Row(
            "no match in a list that is not there",
            replace("addresses[type eq \"work\"].locality", json!("Town")),
            Has(json!({"addresses": [{"type": "work", "locality": "Town"}]})),
        ),
        Row(
            "no match, and a filter that describes no value",
            replace("emails[value sw \"zzz\"].display", json!("x")),
            Refused(400, "noTarget"),
        ),
        Row("read-only", replace("groups[value eq \"x\"].display", json!("x")), Refused(400, "mutability")),
        Row("brackets on a single value", replace("title[value eq \"x\"]", json!("x")), Refused(400, "invalidPath")),
    ])
    .await;
}
