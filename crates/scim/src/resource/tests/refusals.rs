use serde_json::json;

use super::try_user;
use crate::resource::{Read, read};
use crate::urn::ENTERPRISE_USER;
use crate::{Definition, Limits, ScimType};

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
