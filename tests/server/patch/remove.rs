//! `remove` (RFC 7644 §3.5.2.2).

use serde_json::{Value, json};

use super::Then::{Has, Refused};
use super::{Row, hold};
use crate::support::{ENTERPRISE, USER};

fn remove(path: &str) -> Value {
    json!([{"op": "remove", "path": path}])
}

const WORK: fn() -> Value =
    || json!({"value": "ann@work.example", "type": "work", "primary": true});
const HOME: fn() -> Value =
    || json!({"value": "ann@home.example", "type": "home", "display": "home"});

#[tokio::test]
async fn values_are_removed() {
    hold(vec![
        Row("a single value", remove("title"), Has(json!({"title": null}))),
        Row("one that is not there", remove("nickName"), Has(json!({}))),
        Row("a complex value", remove("name"), Has(json!({"name": null}))),
        Row("a sub-attribute", remove("name.givenName"), Has(json!({"name": {"familyName": "Lee"}}))),
        Row(
            "with the last sub-attribute the parent goes",
            json!([{"op": "remove", "path": "name.givenName"}, {"op": "remove", "path": "name.familyName"}]),
            Has(json!({"name": null})),
        ),
        Row("a whole list", remove("emails"), Has(json!({"emails": null}))),
        Row(
            "a value that comes along is not written",
            json!([{"op": "Remove", "path": "title", "value": "Lead"}]),
            Has(json!({"title": null})),
        ),
        Row(
            "an extension's attribute",
            remove(&format!("{ENTERPRISE}:department")),
            Has(json!({ENTERPRISE: {"costCenter": "9"}})),
        ),
        Row(
            "with its last attribute the extension goes",
            json!([
                {"op": "remove", "path": format!("{ENTERPRISE}:department")},
                {"op": "remove", "path": format!("{ENTERPRISE}:costCenter")},
            ]),
            Has(json!({ENTERPRISE: null, "schemas": [USER]})),
        ),
        Row("a whole extension", remove(ENTERPRISE), Has(json!({ENTERPRISE: null, "schemas": [USER]}))),
        Row(
            "an extension by its place in schemas",
            remove(&format!("schemas[value eq \"{ENTERPRISE}\"]")),
            Has(json!({ENTERPRISE: null, "schemas": [USER]})),
        ),
        Row(
            "an extension that is listed",
            json!([{"op": "remove", "path": "schemas", "value": [ENTERPRISE]}]),
            Has(json!({ENTERPRISE: null, "schemas": [USER]})),
        ),
        Row("active: no access", remove("active"), Has(json!({"active": null}))),
    ])
    .await;
}

#[tokio::test]
async fn a_value_path_removes_what_matches() {
    hold(vec![
        Row("one of a list", remove("emails[type eq \"home\"]"), Has(json!({"emails": [WORK()]}))),
        Row(
            "several of a list",
            remove("phoneNumbers[type eq \"work\"]"),
            Has(json!({"phoneNumbers": null})),
        ),
        Row("none", remove("emails[type eq \"other\"]"), Has(json!({}))),
        Row(
            "a sub-attribute of each match",
            remove("emails[type eq \"home\"].display"),
            Has(json!({"emails": [WORK(), {"value": "ann@home.example", "type": "home"}]})),
        ),
        Row(
            "by a filter in any form",
            remove("emails[not (primary eq true)]"),
            Has(json!({"emails": [WORK()]})),
        ),
        Row(
            "only the listed values",
            json!([{"op": "Remove", "path": "emails", "value": [{"value": "ann@home.example"}]}]),
            Has(json!({"emails": [WORK()]})),
        ),
        Row(
            "a listed value that is not there",
            json!([{"op": "remove", "path": "emails", "value": [{"value": "nobody@x.example"}]}]),
            Has(json!({})),
        ),
        Row(
            "the manager by id",
            json!([
                {"op": "add", "path": format!("{ENTERPRISE}:manager"), "value": "m1"},
                {"op": "remove", "path": "manager[value eq \"m1\"]"},
            ]),
            Has(json!({})),
        ),
        Row(
            "and put back",
            json!([
                {"op": "remove", "path": "emails[type eq \"home\"]"},
                {"op": "add", "path": "emails", "value": HOME()},
            ]),
            Has(json!({})),
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_cannot_be_removed_is_refused() {
    hold(vec![
        Row("nothing named", json!([{"op": "remove"}]), Refused(400, "noTarget")),
        Row(
            "a value without a path",
            json!([{"op": "remove", "value": {"title": "x"}}]),
            Refused(400, "noTarget"),
        ),
        Row("a required attribute", remove("userName"), Refused(400, "mutability")),
        Row("all schemas", remove("schemas"), Refused(400, "mutability")),
        Row(
            "the core schema",
            json!([{"op": "remove", "path": "schemas", "value": [USER]}]),
            Refused(400, "mutability"),
        ),
        Row("read-only", remove("id"), Refused(400, "mutability")),
        Row("read-only", remove("meta"), Refused(400, "mutability")),
        Row("read-only", remove("groups"), Refused(400, "mutability")),
        Row("read-only", remove("groups[value eq \"x\"]"), Refused(400, "mutability")),
        Row("no path", remove("emails["), Refused(400, "invalidPath")),
        Row("no path", remove("e mails"), Refused(400, "invalidPath")),
        Row("no path", remove("emails[type eq \"work\"].a.b"), Refused(400, "invalidPath")),
        Row("no filter", remove("emails[]"), Refused(400, "invalidFilter")),
        Row("no filter", remove("emails[active gt]"), Refused(400, "invalidFilter")),
    ])
    .await;
}
