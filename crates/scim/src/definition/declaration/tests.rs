use serde_json::json;

use super::*;

const ACME: &str = "urn:acme:2.0:User";

#[test]
fn what_is_not_said_is_filled_in() {
    let declaration = Declaration::parse(&json!({
        "schema": "URN:ietf:params:scim:schemas:core:2.0:user",
        "attributes": [{"name": "badge"}, {"name": "pin", "mutability": "writeOnly"}],
    }))
    .unwrap();
    assert_eq!(declaration.schema, urn::USER);
    assert_eq!(declaration.resource_types, ["User"]);
    assert!(declaration.open && !declaration.required);
    let [badge, pin] = declaration.attributes.as_slice() else { panic!("two attributes") };
    assert_eq!((badge.kind, badge.case_exact), (Type::String, Some(false)));
    assert_eq!(badge.uniqueness, Some(Uniqueness::None));
    assert_eq!(pin.returned, Returned::Never);
    let text = serde_json::to_value(&declaration).unwrap();
    assert_eq!(Declaration::parse(&text).unwrap(), declaration);
}

#[test]
fn a_reference_is_a_part_of_a_value() {
    let parts = json!([{"name": "value"}, {"name": "$ref", "type": "reference"}]);
    let json = json!({"schema": ACME, "attributes": [
        {"name": "desk", "type": "complex", "subAttributes": parts}]});
    assert_eq!(Declaration::parse(&json).unwrap().attributes[0].sub_attributes.len(), 2);
    // What has been learned of such a name can be refused.
    let json = json!({"schema": ACME, "refusedAttributes": ["id", "$ref"]});
    assert!(Declaration::parse(&json).is_ok());
}

#[test]
fn what_cannot_be_is_refused_and_named() {
    let one = |attribute: Value| json!({"schema": ACME, "attributes": [attribute]});
    let core = |attribute: Value| json!({"schema": urn::USER, "attributes": [attribute]});
    for (json, part) in [
        (json!([]), "object"),
        (json!({"schema": ACME, "attribute": []}), "'attribute' means nothing"),
        (one(json!({"name": "a", "mutable": true})), "attributes[0]"),
        (json!({"schema": "https://acme.example/x"}), "no URN"),
        (json!({"schema": "acme"}), "no URN"),
        (json!({"schema": urn::PATCH_OP}), "message"),
        (json!({"schema": ACME, "resourceTypes": ["Robot"]}), "Robot"),
        (json!({"schema": urn::USER, "resourceTypes": ["Group"]}), "core schema"),
        (json!({"schema": urn::USER, "refused": true}), "core schema"),
        (json!({"schema": ACME, "refused": true, "refusedAttributes": ["a"]}), "whole"),
        (core(json!({"name": "USERNAME"})), "standard"),
        (core(json!({"name": "externalid"})), "standard"),
        (core(json!({"name": "password"})), "password"),
        (json!({"schema": urn::USER, "refusedAttributes": ["title"]}), "standard"),
        (json!({"schema": urn::ENTERPRISE_USER, "attributes": [{"name": "manager"}]}), "standard"),
        (json!({"schema": urn::SCHEMA, "attributes": [{"name": "a"}]}), "no extension"),
        (json!({"schema": "urn:scim:schemas:core:1.0"}), "no extension"),
        (one(json!({"name": "ID"})), "every resource"),
        (one(json!({"name": "schemas"})), "every resource"),
        (one(json!({"name": "$ref"})), "sub-attribute"),
        (
            one(json!({"name": "a", "mutability": "writeOnly", "returned": "always"})),
            "attributes[0]: what is writeOnly",
        ),
        (one(json!({"name": "1a"})), "1a"),
        (json!({"schema": ACME, "attributes": [{"name": "a"}, {"name": "A"}]}), "twice"),
        (
            json!({"schema": ACME, "attributes": [{"name": "a"}], "refusedAttributes": ["A"]}),
            "at once",
        ),
        (one(json!({"name": "a", "type": "complex"})), "subAttributes"),
        (one(json!({"name": "a", "subAttributes": [{"name": "b"}]})), "parts"),
        (
            one(json!({"name": "a", "type": "complex", "subAttributes": [
                {"name": "b", "type": "complex", "subAttributes": [{"name": "c"}]}]})),
            "'a.b'",
        ),
        (one(json!({"name": "a", "type": "integer", "uniqueness": "server"})), "unique"),
        (one(json!({"name": "a", "multiValued": true, "uniqueness": "server"})), "one value"),
        (one(json!({"name": "a", "type": "boolean", "canonicalValues": ["x"]})), "string"),
        (one(json!({"name": "a", "required": true, "mutability": "readOnly"})), "required"),
        (one(json!({"name": "a", "type": "text"})), "unknown variant"),
    ] {
        let error = Declaration::parse(&json).unwrap_err();
        assert!(error.detail.contains(part), "{json}: {error}");
    }
}
