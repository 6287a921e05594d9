use serde_json::{Value, json};

use super::*;
use crate::schema::Comparison;

fn badge() -> Value {
    json!({
        "resourceType": {
            "name": "Badge", "endpoint": "/Badges", "schema": "urn:acme:2.0:Badge",
            "schemaExtensions": [{"schema": "urn:acme:door:2.0:Badge"}],
        },
        "schemas": [
            {"id": "urn:acme:door:2.0:Badge", "attributes": [{"name": "door"}]},
            {"id": "urn:acme:2.0:Badge", "name": "Badge", "attributes": [
                {"name": "note"},
                {"name": "number", "required": true, "uniqueness": "server", "caseExact": true},
                {"name": "lost", "type": "boolean", "caseExact": false, "uniqueness": "none"},
            ]},
        ],
    })
}

#[test]
fn a_description_becomes_a_definition() {
    let badge = CustomType::parse(&badge()).unwrap();
    assert_eq!((badge.name(), badge.endpoint()), ("Badge", "Badges"));
    let definition = Definition::custom(&badge);
    assert!(definition.is_custom() && !definition.is_closed());
    assert_eq!(definition.core().id, "urn:acme:2.0:Badge");
    assert_eq!(definition.extensions()[0].name, "Badge");
    let naming = definition.naming().unwrap();
    assert_eq!((&*naming.name, naming.comparison()), ("number", Comparison::Exact));
    assert_eq!(definition.unique_attributes()[0].name, "number");
    assert_eq!(definition.core().attribute("lost").unwrap().case_exact, None);
    assert!(Definition::user().naming().is_none());
    let text = serde_json::to_value(&badge).unwrap();
    assert_eq!(CustomType::parse(&text).unwrap(), badge);
    assert_eq!(serde_json::from_value::<CustomType>(text).unwrap(), badge);
}

#[test]
fn what_cannot_be_is_refused_and_named() {
    let with = |pointer: &str, value: Value| {
        let mut json = badge();
        *json.pointer_mut(pointer).unwrap() = value;
        json
    };
    let core = "/schemas/1/attributes/0";
    for (json, part) in [
        (json!([]), "object"),
        (json!({"resourceType": {}}), "'schemas' is missing"),
        (json!({"resourceType": {}, "schemas": [], "x": 1}), "'x' means nothing"),
        (json!({"resourceType": {"nmae": 1}, "schemas": []}), "'nmae' means nothing"),
        (json!({"resourceType": {"name": "x"}, "schemas": []}), "missing field"),
        (with("/resourceType/name", json!("user")), "'User' is reserved"),
        (with("/resourceType/name", json!("a b")), "'a b'"),
        (with("/resourceType/name", json!("x".repeat(65))), "more than 64"),
        (with("/resourceType/endpoint", json!("Badges")), "slash"),
        (with("/resourceType/endpoint", json!("/")), "no letter"),
        (with("/resourceType/endpoint", json!("/a/b")), "'a/b'"),
        (with("/resourceType/endpoint", json!("/bulk")), "'Bulk'"),
        (with("/resourceType/endpoint", json!("/.search")), "'.search'"),
        (with("/resourceType/endpoint", json!("/v2")), "version"),
        (with("/resourceType/schema", json!("acme")), "no URN"),
        (with("/resourceType/schema", json!(crate::urn::USER)), "schema of the standard"),
        (
            with("/resourceType/schema", json!("urn:scim:schemas:core:1.0")),
            "schema of the standard",
        ),
        (
            with("/resourceType/schema", json!("urn:scim:schemas:extension:enterprise:1.0")),
            "schema of the standard",
        ),
        (with("/resourceType/schema", json!("urn:acme:other")), "lacks 'urn:acme:other'"),
        (with("/resourceType/schemaExtensions", json!([])), "does not name"),
        (
            with("/resourceType/schemaExtensions/0", json!({"schema": "urn:acme:2.0:badge"})),
            "twice",
        ),
        (with("/resourceType/schemaExtensions/0", json!({"urn": "x"})), "'urn' means nothing"),
        (with("/schemas/0/id", json!("urn:acme:2.0:Badge")), "lacks"),
        (with(core, json!({"name": "ID"})), "every resource"),
        (with("/schemas/0/attributes/0", json!({"name": "meta"})), "every resource"),
        (with(core, json!({"name": "$ref"})), "sub-attribute"),
        (
            with(core, json!({"name": "a", "mutability": "writeOnly", "returned": "default"})),
            "schemas[1].attributes[0]: what is writeOnly",
        ),
        (with(core, json!({"name": "password"})), "password"),
        (with(core, json!({"name": "number"})), "declared twice"),
        (with(core, json!({"name": "a b"})), "'a b'"),
        (with(core, json!({"name": "a", "multivalues": true})), "schemas[1].attributes[0]"),
        (with(core, json!({"name": "a", "type": "complex"})), "subAttributes"),
        (
            with(
                core,
                json!({"name": "emails", "type": "complex", "multiValued": true,
                    "subAttributes": [{"name": "value", "caseExact": true}]}),
            ),
            "emails.value",
        ),
    ] {
        let error = CustomType::parse(&json).unwrap_err();
        assert!(error.detail.contains(part), "{json}: {error}");
    }
    let many: Vec<Value> = (0..201).map(|at| json!({"name": format!("a{at}")})).collect();
    let error = CustomType::parse(&with("/schemas/1/attributes", many.into())).unwrap_err();
    assert!(error.detail.contains("may have 200"), "{error}");
}

#[test]
fn nothing_is_learned() {
    use crate::resource::{Read, read};
    let definition = Definition::custom(&CustomType::parse(&badge()).unwrap());
    let create = |body: Value| {
        let body = body.to_string();
        read(&definition, body.as_bytes(), Read::Create, &crate::Limits::default(), None)
    };
    let read =
        create(json!({"number": "7", "urn:acme:door:2.0:Badge": {"door": "north"}})).unwrap();
    assert_eq!(read.body["schemas"], json!(["urn:acme:2.0:Badge", "urn:acme:door:2.0:Badge"]));
    assert!(read.learned.is_empty() && read.members.is_none());
    for (body, part) in [
        (json!({"number": "7", "colour": "red"}), "'colour'"),
        (json!({"number": "7", "urn:other:x": {"a": 1}}), "urn:other:x"),
        (json!({"number": "7", "lost": "perhaps"}), "true or false"),
        (json!({"note": "x"}), "number: is required"),
    ] {
        let error = create(body).unwrap_err();
        assert!(error.status == 400 && error.detail.contains(part), "{error}");
    }
}
