//! `add` (RFC 7644 §3.5.2.1).

use serde_json::{Value, json};

use super::Then::{Has, Refused};
use super::{Row, hold};
use crate::support::ENTERPRISE;

fn add(path: &str, value: Value) -> Value {
    json!([{"op": "add", "path": path, "value": value}])
}

fn merge(value: Value) -> Value {
    json!([{"op": "add", "value": value}])
}

const WORK: fn() -> Value =
    || json!({"value": "ann@work.example", "type": "work", "primary": true});
const HOME: fn() -> Value =
    || json!({"value": "ann@home.example", "type": "home", "display": "home"});

#[tokio::test]
async fn without_a_path_the_value_is_merged() {
    let other = json!({"value": "o@x.example", "type": "other"});
    hold(vec![
        Row("a single value is replaced", merge(json!({"title": "Lead"})), Has(json!({"title": "Lead"}))),
        Row(
            "a list grows, by what it does not hold",
            merge(json!({"emails": [other, WORK()]})),
            Has(json!({"emails": [WORK(), HOME(), other]})),
        ),
        Row(
            "a complex value is merged",
            merge(json!({"name": {"middleName": "M"}})),
            Has(json!({"name": {"givenName": "Ann", "familyName": "Lee", "middleName": "M"}})),
        ),
        Row(
            "a dotted key is a path",
            merge(json!({"name.givenName": "Anna", "name.middleName": "M"})),
            Has(json!({"name": {"givenName": "Anna", "familyName": "Lee", "middleName": "M"}})),
        ),
        Row(
            "a qualified key is a path",
            merge(json!({
                format!("{ENTERPRISE}:department"): "Sales",
                "urn:ietf:params:scim:schemas:core:2.0:User:nickName": "An",
            })),
            Has(json!({"nickName": "An", ENTERPRISE: {"department": "Sales", "costCenter": "9"}})),
        ),
        Row(
            "an extension is merged",
            merge(json!({ENTERPRISE: {"division": "D"}})),
            Has(json!({ENTERPRISE: {"department": "R&D", "costCenter": "9", "division": "D"}})),
        ),
        Row(
            "what only the server writes is passed over",
            merge(json!({"id": "x", "meta": {"version": "y"}, "groups": [{"value": "z"}], "title": "Lead"})),
            Has(json!({"title": "Lead"})),
        ),
        Row("names are in any case", merge(json!({"TITLE": "Lead"})), Has(json!({"title": "Lead"}))),
        Row("the value must be an object", merge(json!("title")), Refused(400, "invalidValue")),
    ])
    .await;
}

#[tokio::test]
async fn a_single_value_is_set() {
    hold(vec![
        Row("replaced", add("title", json!("Lead")), Has(json!({"title": "Lead"}))),
        Row("assigned", add("nickName", json!("An")), Has(json!({"nickName": "An"}))),
        Row("in any case", add("NICKname", json!("An")), Has(json!({"nickName": "An"}))),
        Row(
            "qualified",
            add("urn:ietf:params:scim:schemas:core:2.0:User:nickName", json!("An")),
            Has(json!({"nickName": "An"})),
        ),
        Row("a boolean as text", add("active", json!("False")), Has(json!({"active": false}))),
        Row("of another type", add("title", json!({"a": 1})), Refused(400, "invalidValue")),
        Row(
            "a list where there is one",
            add("title", json!(["a", "b"])),
            Refused(400, "invalidValue"),
        ),
        Row("no boolean", add("active", json!("maybe")), Refused(400, "invalidValue")),
        Row("no value", json!([{"op": "add", "path": "title"}]), Refused(400, "invalidValue")),
        Row("read-only", add("id", json!("x")), Refused(400, "mutability")),
        Row("below meta", add("meta.version", json!("x")), Refused(400, "mutability")),
        Row(
            "groups are changed at the group",
            add("groups", json!([{"value": "x"}])),
            Refused(400, "mutability"),
        ),
        Row("no path", add("title]", json!("x")), Refused(400, "invalidPath")),
        Row("no path", add("emails[type eq \"work\"", json!("x")), Refused(400, "invalidPath")),
        Row(
            "no filter",
            add("emails[type like \"w\"].value", json!("x")),
            Refused(400, "invalidFilter"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_complex_value_is_merged() {
    hold(vec![
        Row(
            "by sub-attribute",
            add("name", json!({"middleName": "M", "givenName": "Anna"})),
            Has(json!({"name": {"givenName": "Anna", "familyName": "Lee", "middleName": "M"}})),
        ),
        Row(
            "a sub-attribute alone",
            add("name.honorificPrefix", json!("Dr.")),
            Has(json!({"name": {"givenName": "Ann", "familyName": "Lee", "honorificPrefix": "Dr."}})),
        ),
        Row(
            "a sub-attribute brings its parent",
            add(&format!("{ENTERPRISE}:manager.value"), json!("m1")),
            Has(json!({ENTERPRISE: {"department": "R&D", "costCenter": "9", "manager": {"value": "m1"}}})),
        ),
        Row(
            "a manager as text",
            add(&format!("{ENTERPRISE}:manager"), json!("m1")),
            Has(json!({ENTERPRISE: {"department": "R&D", "costCenter": "9", "manager": {"value": "m1"}}})),
        ),
        Row(
            "a manager as a list, without its schema",
            add("manager", json!([{"$ref": "../Users/m1", "value": "m1"}])),
            Has(json!({ENTERPRISE: {
                "department": "R&D", "costCenter": "9", "manager": {"value": "m1", "$ref": "../Users/m1"},
            }})),
        ),
        Row(
            "an extension's attribute behind a dot",
            add(&format!("{ENTERPRISE}.department"), json!("Sales")),
            Has(json!({ENTERPRISE: {"department": "Sales", "costCenter": "9"}})),
        ),
        Row(
            "a whole extension",
            add(ENTERPRISE, json!({"division": "D"})),
            Has(json!({ENTERPRISE: {"department": "R&D", "costCenter": "9", "division": "D"}})),
        ),
        Row("no object", add("name", json!("Ann Lee")), Refused(400, "invalidValue")),
        Row("of another type", add("name.givenName", json!(["x", "y"])), Refused(400, "invalidValue")),
        Row(
            "alone in a list",
            add("name.givenName", json!([{"value": "x"}])),
            Has(json!({"name": {"givenName": "x", "familyName": "Lee"}})),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_list_grows_at_its_end_and_holds_no_value_twice() {
    let other = json!({"value": "o@x.example", "type": "other"});
    hold(vec![
        Row(
            "one value",
            add("emails", other.clone()),
            Has(json!({"emails": [WORK(), HOME(), other]})),
        ),
        Row(
            "a list of values",
            add("emails", json!([other])),
            Has(json!({"emails": [WORK(), HOME(), other]})),
        ),
        Row("a value that is there", add("emails", json!([HOME()])), Has(json!({}))),
        Row(
            "twice the same",
            add("emails", json!([other, other])),
            Has(json!({"emails": [WORK(), HOME(), other]})),
        ),
        Row("nothing", add("emails", json!([])), Has(json!({}))),
        Row(
            "one primary value at most",
            add("emails", json!([{"value": "o@x.example", "primary": true}])),
            Has(json!({"emails": [
                {"value": "ann@work.example", "type": "work", "primary": false},
                HOME(),
                {"value": "o@x.example", "primary": true},
            ]})),
        ),
        Row("no value of the list", add("emails", json!([7])), Refused(400, "invalidValue")),
    ])
    .await;
}

#[tokio::test]
async fn a_value_path_reaches_every_match_and_creates_what_is_missing() {
    hold(vec![
        Row(
            "an object is merged into the match",
            add("emails[type eq \"home\"]", json!({"display": "at home"})),
            Has(json!({"emails": [WORK(), {"value": "ann@home.example", "type": "home", "display": "at home"}]})),
        ),
        Row(
            "a sub-attribute of every match",
            add("phoneNumbers[type eq \"work\"].display", json!("office")),
            Has(json!({"phoneNumbers": [
                {"value": "1", "type": "work", "display": "office"},
                {"value": "2", "type": "work", "display": "office"},
            ]})),
        ),
        Row(
            "a boolean in the filter as text",
            add("emails[primary eq \"True\"].display", json!("first")),
            Has(json!({"emails": [
                {"value": "ann@work.example", "type": "work", "primary": true, "display": "first"}, HOME(),
            ]})),
        ),
        Row(
            "no match: the value is made of the filter",
            add("addresses[type eq \"work\"].formatted", json!("1 Main St")),
            Has(json!({"addresses": [{"type": "work", "formatted": "1 Main St"}]})),
        ),
        Row(
            "and found by the next operation",
            json!([
                {"op": "Add", "path": "addresses[type eq \"work\"].locality", "value": "Town"},
                {"op": "Add", "path": "addresses[type eq \"work\"].country", "value": "United States"},
                {"op": "Add", "path": "emails[type eq \"other\"].Value", "value": "o@x.example"},
            ]),
            Has(json!({
                "addresses": [{"type": "work", "locality": "Town", "country": "United States"}],
                "emails": [WORK(), HOME(), {"type": "other", "value": "o@x.example"}],
            })),
        ),
        Row(
            "primary moves",
            add("emails[type eq \"home\"].primary", json!(true)),
            Has(json!({"emails": [
                {"value": "ann@work.example", "type": "work", "primary": false},
                {"value": "ann@home.example", "type": "home", "display": "home", "primary": true},
            ]})),
        ),
    ])
    .await;
}
