use serde_json::json;

use super::try_user;
use crate::resource::{Read, read};
use crate::urn::{self, ENTERPRISE_USER};
use crate::{Declaration, Definition, Limits, ScimType};

#[test]
fn wrong_values_are_named() {
    for (body, part) in [
        (json!({}), "userName is required"),
        (json!({"userName": null}), "userName is required"),
        (json!({"userName": ""}), "userName must not be empty"),
        (json!({"userName": "  "}), "userName must not be empty"),
        (json!({"userName": "a\u{7}"}), "control characters"),
        (json!({"userName": 7}), "userName must be a string, not a number"),
        (json!({"userName": ["ann", "b"]}), "userName must be a string, not a list"),
        (json!({"userName": "ann", "active": "yes"}), "active must be true or false"),
        (json!({"userName": "ann", "active": 1}), "active must be true or false, not a number"),
        (json!({"userName": "ann", "name": "Ann"}), "name must be an object"),
        (json!({"userName": "ann", "name": {"givenName": {}}}), "name.givenName must be a string"),
        (json!({"userName": "ann", "name": [{}, {}]}), "name must be an object, not a list"),
        (json!({"userName": "ann", "emails": 7}), "emails must be an object, not a number"),
        (json!({"userName": "ann", "emails": [{"value": true}]}), "emails.value must be a string"),
        (json!({"userName": "ann", "emails": [{"primary": "maybe"}]}), "emails.primary must be"),
        (json!({"userName": "ann", "emails": [["a"]]}), "emails must be an object, not a list"),
        (json!({"userName": "ann", "addresses": ["Bern"]}), "addresses must be an object"),
        (json!({"userName": "ann", "x509Certificates": [{"value": "*"}]}), "must be base64"),
        (
            json!({"userName": "ann", "emails": [{"value": "a", "primary": true}, {"value": "b", "primary": true}]}),
            "only one value can be primary",
        ),
        (json!({"userName": "ann", ENTERPRISE_USER: "x"}), "must hold an object"),
        (json!({"userName": "ann", ENTERPRISE_USER: {"manager": 7}}), "manager must be an object"),
        (json!({"userName": "ann", "urn:acme:2.0:User": 7}), "must hold an object"),
    ] {
        let error = try_user(&body).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{body}: {}", error.detail);
        assert!(error.detail.contains(part), "{body}: {}", error.detail);
    }
}

#[test]
fn messages_and_other_core_schemas_are_no_extensions() {
    for schema in [urn::ERROR, &urn::ERROR.to_uppercase(), urn::GROUP, urn::SCHEMA] {
        for body in [
            json!({"userName": "ann", schema: {"x": "y"}}),
            json!({"userName": "ann", format!("{schema}:x"): "y"}),
        ] {
            let error = try_user(&body).unwrap_err();
            assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}: {error}");
            assert!(error.detail.contains("no extension"), "{body}: {error}");
        }
        let empty = try_user(&json!({"userName": "ann", schema: {}})).unwrap();
        assert!(empty.learned.is_empty() && !empty.body.contains_key(schema), "{schema}");
    }
}

#[test]
fn an_empty_text_is_no_value_of_what_is_required() {
    const ACME: &str = "urn:acme:2.0:User";
    let mut definition = Definition::user();
    let declaration = Declaration::parse(&json!({"schema": ACME, "attributes": [
        {"name": "badge", "required": true}, {"name": "level", "type": "integer"},
        {"name": "tags", "multiValued": true}, {"name": "note"},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "door", "required": true}]},
    ]}));
    definition.declare(&declaration.unwrap());
    let write = |values: &serde_json::Value, current: Option<&crate::Map>| {
        let body = json!({"userName": "ann", ACME: values}).to_string();
        let mode = if current.is_some() { Read::Replace } else { Read::Create };
        read(&definition, body.as_bytes(), mode, &Limits::default(), current)
    };
    for (values, part) in [
        (json!({"badge": ""}), "badge: is required"),
        (json!({"badge": " "}), "badge: is required"),
        (json!({"badge": "1", "keys": [{"door": "a"}, {"door": ""}]}), "keys.door: is required"),
    ] {
        let error = write(&values, None).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{values}");
        assert!(error.detail.contains(part), "{values}: {error}");
    }
    assert!(write(&json!({"badge": "1", "note": "", "level": 0}), None).is_ok());
    // Who was there before the declaration is counted, and can still be changed.
    let before = json!({"userName": "ann", ACME: {"badge": ""}});
    let before = before.as_object().unwrap();
    assert_eq!(definition.violations(before).len(), 1);
    assert!(write(&json!({"badge": "", "note": "x"}), Some(before)).is_ok());
}

#[test]
fn values_are_not_repeated_in_errors() {
    let error = try_user(&json!({"userName": "ann", "active": "sesame"})).unwrap_err();
    assert!(!error.detail.contains("sesame"));
}

#[test]
fn bodies_that_are_no_resource() {
    for body in [
        "",
        "[]",
        "7",
        "{",
        "{\"userName\": \"a\", \"USERNAME\": \"b\"}",
        "{\"userName\": \"\\u0000\"}",
    ] {
        let error =
            read(&Definition::user(), body.as_bytes(), Read::Create, &Limits::default(), None)
                .unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
}

#[test]
fn groups_need_a_name_and_members_an_id() {
    for (body, part) in [
        (json!({"members": []}), "displayName is required"),
        (
            json!({"displayName": "Eng", "members": [{"display": "x"}]}),
            "members[0].value is missing",
        ),
    ] {
        let text = body.to_string();
        let error =
            read(&Definition::group(), text.as_bytes(), Read::Create, &Limits::default(), None)
                .unwrap_err();
        assert!(error.detail.contains(part), "{}", error.detail);
    }
}
