use serde_json::json;

use super::{employed, refused, stored, table, user};
use crate::ScimType;
use crate::urn::ENTERPRISE_USER;

#[test]
fn add_to_single_values() {
    table(&[
        // Without path: single values are set, lists grow, complex values are merged.
        (
            json!({"title": "a", "emails": [{"value": "1"}], "name": {"givenName": "A"}}),
            json!({"op": "add", "value": {"title": "b", "emails": [{"value": "2"}, {"value": "1"}], "name": {"familyName": "L"}}}),
            json!({"title": "b", "emails": [{"value": "1"}, {"value": "2"}], "name": {"givenName": "A", "familyName": "L"}}),
        ),
        (
            json!({}),
            json!({"op": "add", "value": {"name.givenName": "A", "NickName": "n"}}),
            json!({"name": {"givenName": "A"}, "nickName": "n"}),
        ),
        (
            json!({}),
            json!({"op": "add", "value": {"id": "x", "meta": {}, "groups": [{"value": "g"}], "schemas": ["x"]}}),
            json!({}),
        ),
        (
            json!({"title": "a"}),
            json!({"op": "add", "value": {"title": null, "emails": null}}),
            json!({}),
        ),
        // Single simple.
        (json!({}), json!({"op": "add", "path": "title", "value": "a"}), json!({"title": "a"})),
        (
            json!({"title": "a"}),
            json!({"op": "add", "path": "TITLE", "value": "b"}),
            json!({"title": "b"}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "a"}),
            json!({"title": "a"}),
        ),
        // Single complex.
        (
            json!({"name": {"givenName": "A"}}),
            json!({"op": "add", "path": "name", "value": {"familyName": "L", "givenName": null}}),
            json!({"name": {"familyName": "L"}}),
        ),
        // A part of a complex value makes its parent.
        (
            json!({}),
            json!({"op": "add", "path": "name.familyName", "value": "L"}),
            json!({"name": {"familyName": "L"}}),
        ),
    ]);
}

#[test]
fn add_to_lists() {
    table(&[
        // Lists: one item or several, the same once, order kept.
        (
            json!({"emails": [{"value": "b"}]}),
            json!({"op": "add", "path": "emails", "value": {"value": "a"}}),
            json!({"emails": [{"value": "b"}, {"value": "a"}]}),
        ),
        (
            json!({"emails": [{"value": "b", "type": "work"}]}),
            json!({"op": "add", "path": "emails", "value": [{"value": "b", "type": "work", "display": "B"}, {"value": "b"}]}),
            json!({"emails": [{"value": "b", "type": "work", "display": "B"}, {"value": "b"}]}),
        ),
        (
            json!({"emails": [{"value": "b"}]}),
            json!({"op": "add", "path": "emails", "value": []}),
            json!({"emails": [{"value": "b"}]}),
        ),
        (
            json!({"emails": [{"value": "b"}]}),
            json!({"op": "add", "path": "emails", "value": null}),
            json!({"emails": [{"value": "b"}]}),
        ),
        // A filter that matches: the object is merged into every match, a part set on each.
        (
            json!({"emails": [{"type": "work", "value": "a"}, {"type": "work", "value": "b"}, {"type": "home", "value": "c"}]}),
            json!({"op": "add", "path": "emails[type eq \"WORK\"]", "value": {"display": "x"}}),
            json!({"emails": [{"type": "work", "value": "a", "display": "x"}, {"type": "work", "value": "b", "display": "x"}, {"type": "home", "value": "c"}]}),
        ),
        (
            json!({"emails": [{"type": "work", "value": "a"}, {"type": "home", "value": "c"}]}),
            json!({"op": "add", "path": "emails[type eq \"work\"].Value", "value": "b"}),
            json!({"emails": [{"type": "work", "value": "b"}, {"type": "home", "value": "c"}]}),
        ),
        // A filter that matches nothing: an element is made of it.
        (
            json!({"emails": [{"type": "home", "value": "c"}]}),
            json!({"op": "add", "path": "emails[type eq \"Work\"].value", "value": "b"}),
            json!({"emails": [{"type": "home", "value": "c"}, {"type": "Work", "value": "b"}]}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "emails[type eq \"work\" and primary eq \"True\"]", "value": {"value": "b"}}),
            json!({"emails": [{"type": "work", "primary": true, "value": "b"}]}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "roles[primary eq \"True\"].value", "value": "Admin"}),
            json!({"roles": [{"primary": true, "value": "Admin"}]}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "emails[type eq \"work\"].value", "value": null}),
            json!({}),
        ),
    ]);
}

#[test]
fn add_to_all_elements_and_to_nothing() {
    table(&[
        // A part of all elements.
        (
            json!({"emails": [{"value": "a"}, {"value": "b"}]}),
            json!({"op": "add", "path": "emails.type", "value": "work"}),
            json!({"emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "work"}]}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "emails.value", "value": "a"}),
            json!({"emails": [{"value": "a"}]}),
        ),
        // `schemas` is computed.
        (json!({}), json!({"op": "add", "path": "schemas", "value": ["urn:x"]}), json!({})),
        // Passwords are dropped.
        (json!({}), json!({"op": "add", "path": "password", "value": "x"}), json!({})),
        (json!({}), json!({"op": "add", "value": {"password": "x"}}), json!({})),
        // Text stays as it is.
        (
            json!({}),
            json!({"op": "add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+1 (555) 0100 "}),
            json!({"phoneNumbers": [{"type": "mobile", "value": "+1 (555) 0100 "}]}),
        ),
        (json!({}), json!({"op": "add", "path": "title", "value": ""}), json!({"title": ""})),
    ]);
}

#[test]
fn add_to_the_extension_names_its_schema() {
    let path = |rest: &str| format!("{ENTERPRISE_USER}{rest}");
    for (operation, extension) in [
        (
            json!({"op": "add", "path": path(":department"), "value": "R&D"}),
            json!({"department": "R&D"}),
        ),
        (
            json!({"op": "add", "path": path(".department"), "value": "R&D"}),
            json!({"department": "R&D"}),
        ),
        (
            json!({"op": "add", "path": path(""), "value": {"department": "R&D"}}),
            json!({"department": "R&D"}),
        ),
        (
            json!({"op": "add", "path": path(":manager.value"), "value": "m"}),
            json!({"manager": {"value": "m"}}),
        ),
        (
            json!({"op": "add", "path": path(":manager"), "value": "m"}),
            json!({"manager": {"value": "m"}}),
        ),
        (
            json!({"op": "add", "path": "manager", "value": [{"$ref": "r", "value": "m"}]}),
            json!({"manager": {"value": "m", "$ref": "r"}}),
        ),
        (
            json!({"op": "add", "path": "manager[value eq \"m\"].$ref", "value": "r"}),
            json!({"manager": {"value": "m", "$ref": "r"}}),
        ),
        (
            json!({"op": "add", "value": {path(":department"): "R&D", path(":manager.value"): "m"}}),
            json!({"department": "R&D", "manager": {"value": "m"}}),
        ),
        (
            json!({"op": "add", "value": {path(""): {"manager": {"value": "m", "displayName": "M"}, "manager.$ref": "r"}}}),
            json!({"manager": {"value": "m", "$ref": "r"}}),
        ),
    ] {
        assert_eq!(
            user(&stored(&json!({})), &json!([operation])),
            employed(&json!({}), &extension),
            "{operation}"
        );
    }
}

#[test]
fn one_value_is_primary() {
    let before = json!({"emails": [{"value": "a", "primary": true}, {"value": "b"}]});
    for operation in [
        json!({"op": "add", "path": "emails[value eq \"b\"].primary", "value": "True"}),
        json!({"op": "replace", "path": "emails[value eq \"b\"].primary", "value": true}),
        json!({"op": "add", "path": "emails[value eq \"b\"]", "value": {"primary": true}}),
        json!({"op": "add", "path": "emails", "value": [{"value": "b", "primary": true}]}),
    ] {
        assert_eq!(
            user(&stored(&before), &json!([operation])),
            stored(
                &json!({"emails": [{"value": "a", "primary": false}, {"value": "b", "primary": true}]})
            ),
            "{operation}"
        );
    }
    for operation in [
        json!({"op": "add", "path": "emails.primary", "value": true}),
        json!({"op": "add", "path": "emails", "value": [{"value": "c", "primary": true}, {"value": "d", "primary": true}]}),
    ] {
        assert_eq!(refused(&stored(&before), &json!([operation])), Some(ScimType::InvalidValue));
    }
}

#[test]
fn add_that_cannot_be() {
    let current = stored(&json!({"name": {"givenName": "A"}}));
    for (operation, kind) in [
        (json!({"op": "add", "path": "title"}), ScimType::InvalidValue),
        (json!({"op": "add"}), ScimType::InvalidValue),
        (json!({"op": "add", "value": "x"}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "title", "value": 7}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "name", "value": "Ann"}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "emails", "value": 7}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "userName", "value": ""}), ScimType::InvalidValue),
        (json!({"op": "add", "path": "userName", "value": null}), ScimType::Mutability),
        (json!({"op": "add", "path": "id", "value": "x"}), ScimType::Mutability),
        (json!({"op": "add", "path": "meta.version", "value": "x"}), ScimType::Mutability),
        (json!({"op": "add", "path": "groups", "value": [{"value": "g"}]}), ScimType::Mutability),
        (json!({"op": "add", "path": "manager.displayName", "value": "M"}), ScimType::Mutability),
        (
            json!({"op": "add", "path": "emails[type ne \"work\"].value", "value": "b"}),
            ScimType::NoTarget,
        ),
        (
            json!({"op": "add", "path": "emails[type pr]", "value": {"value": "b"}}),
            ScimType::NoTarget,
        ),
        (
            json!({"op": "add", "path": "emails[type eq \"a\" or type eq \"b\"]", "value": {"value": "b"}}),
            ScimType::NoTarget,
        ),
        (json!({"op": "add", "path": "title.x", "value": "b"}), ScimType::InvalidPath),
        (
            json!({"op": "add", "path": "title[value eq \"x\"]", "value": "b"}),
            ScimType::InvalidPath,
        ),
        (json!({"op": "add", "path": "emails.value[a pr]", "value": "b"}), ScimType::InvalidPath),
        (json!({"op": "add", "path": "emails[", "value": "b"}), ScimType::InvalidPath),
        (
            json!({"op": "add", "path": "emails[primary eq \"maybe\"].value", "value": "b"}),
            ScimType::InvalidFilter,
        ),
        (
            json!({"op": "add", "path": "emails[primary gt true].value", "value": "b"}),
            ScimType::InvalidFilter,
        ),
        (json!({"op": "add", "path": ENTERPRISE_USER, "value": "x"}), ScimType::InvalidValue),
        (json!({"op": "add", "value": {"a b": 1}}), ScimType::InvalidPath),
    ] {
        if operation["path"] == "userName" && operation["value"] == "" {
            // The resource as a whole is refused, not one operation.
            let error = super::try_user(&current, &json!([operation])).unwrap_err();
            assert_eq!(error.scim_type, Some(kind));
            continue;
        }
        assert_eq!(refused(&current, &json!([operation])), Some(kind), "{operation}");
    }
}
