use serde_json::json;

use super::{employed, refused, stored, table, user};
use crate::ScimType;
use crate::urn::{ENTERPRISE_USER, USER};

#[test]
fn remove_single_values() {
    table(&[
        // Single values; one that was sent along does not matter.
        (json!({"title": "a"}), json!({"op": "remove", "path": "title"}), json!({})),
        (json!({"title": "a"}), json!({"op": "Remove", "path": "title", "value": "b"}), json!({})),
        (json!({}), json!({"op": "remove", "path": "title"}), json!({})),
        // Parts of complex values; an empty parent goes.
        (
            json!({"name": {"givenName": "A", "familyName": "L"}}),
            json!({"op": "remove", "path": "name.givenName"}),
            json!({"name": {"familyName": "L"}}),
        ),
        (
            json!({"name": {"givenName": "A"}}),
            json!({"op": "remove", "path": "name.givenName"}),
            json!({}),
        ),
        (json!({"name": {"givenName": "A"}}), json!({"op": "remove", "path": "name"}), json!({})),
        (
            json!({"name": {"givenName": "A"}}),
            json!({"op": "remove", "path": "name.foo"}),
            json!({"name": {"givenName": "A"}}),
        ),
    ]);
}

#[test]
fn remove_from_lists() {
    let emails = json!({"emails": [{"type": "work", "value": "A", "display": "x"}, {"type": "home", "value": "b"}]});
    table(&[
        // Lists without filter and value.
        (emails.clone(), json!({"op": "remove", "path": "emails"}), json!({})),
        (emails.clone(), json!({"op": "remove", "path": "emails", "value": null}), json!({})),
        // Lists with value: what is listed and nothing else.
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails", "value": [{"value": "a"}]}),
            json!({"emails": [{"type": "home", "value": "b"}]}),
        ),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails", "value": {"value": "a", "type": "WORK"}}),
            json!({"emails": [{"type": "home", "value": "b"}]}),
        ),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails", "value": [{"value": "a", "type": "home"}]}),
            emails.clone(),
        ),
        (emails.clone(), json!({"op": "remove", "path": "emails", "value": ["A", "b"]}), json!({})),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails", "value": [{"type": "home"}]}),
            json!({"emails": [{"type": "work", "value": "A", "display": "x"}]}),
        ),
        (emails.clone(), json!({"op": "remove", "path": "emails", "value": []}), emails.clone()),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails", "value": [{}, null]}),
            emails.clone(),
        ),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails.value", "value": "b"}),
            json!({"emails": [{"type": "work", "value": "A", "display": "x"}]}),
        ),
    ]);
}

#[test]
fn remove_through_filters() {
    let emails = json!({"emails": [{"type": "work", "value": "A", "display": "x"}, {"type": "home", "value": "b"}]});
    table(&[
        // Lists with filter.
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails[type eq \"work\"]"}),
            json!({"emails": [{"type": "home", "value": "b"}]}),
        ),
        (emails.clone(), json!({"op": "remove", "path": "emails[type pr]"}), json!({})),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails[type eq \"other\"]"}),
            emails.clone(),
        ),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails[foo eq \"other\"]"}),
            emails.clone(),
        ),
        (
            emails.clone(),
            json!({"op": "remove", "path": "emails[type eq \"work\"].display"}),
            json!({"emails": [{"type": "work", "value": "A"}, {"type": "home", "value": "b"}]}),
        ),
        (
            json!({"emails": [{"value": "a"}, {"value": "b", "type": "x"}]}),
            json!({"op": "remove", "path": "emails.value"}),
            json!({"emails": [{"type": "x"}]}),
        ),
    ]);
}

#[test]
fn remove_what_is_not_there() {
    table(&[
        // Nothing there, nothing known.
        (json!({}), json!({"op": "remove", "path": "emails[type eq \"work\"].value"}), json!({})),
        (json!({}), json!({"op": "remove", "path": "foo.bar"}), json!({})),
        (json!({}), json!({"op": "remove", "path": "urn:acme:2.0:User:badge"}), json!({})),
        (json!({}), json!({"op": "remove", "path": "urn:acme:2.0:User"}), json!({})),
        (json!({}), json!({"op": "remove", "path": "password"}), json!({})),
    ]);
}

#[test]
fn the_last_value_takes_its_schema_along() {
    let both = employed(&json!({}), &json!({"department": "R&D", "manager": {"value": "m"}}));
    for path in [
        "manager",
        "manager[value eq \"m\"]",
        "manager.value",
        &format!("{ENTERPRISE_USER}:manager"),
    ] {
        let operation = json!([{"op": "remove", "path": path}]);
        assert_eq!(
            user(&both, &operation),
            employed(&json!({}), &json!({"department": "R&D"})),
            "{path}"
        );
    }
    assert_eq!(user(&both, &json!([{"op": "remove", "path": "manager[value eq \"n\"]"}])), both);
    assert_eq!(
        user(&both, &json!([{"op": "remove", "path": ENTERPRISE_USER}])),
        stored(&json!({}))
    );
    let one = employed(&json!({}), &json!({"department": "R&D"}));
    assert_eq!(user(&one, &json!([{"op": "remove", "path": "department"}])), stored(&json!({})));
}

#[test]
fn an_extension_goes_with_its_schema() {
    let both = employed(&json!({"title": "x"}), &json!({"department": "R&D"}));
    let capitals = ENTERPRISE_USER.to_uppercase();
    for operation in [
        json!({"op": "remove", "path": "schemas", "value": [ENTERPRISE_USER]}),
        json!({"op": "remove", "path": "schemas", "value": capitals}),
        json!({"op": "remove", "path": "schemas", "value": ["urn:scim:schemas:extension:enterprise:1.0"]}),
        json!({"op": "remove", "path": format!("schemas[value eq \"{ENTERPRISE_USER}\"]")}),
        json!({"op": "remove", "path": format!("schemas[value eq \"{capitals}\"]")}),
    ] {
        assert_eq!(user(&both, &json!([operation])), stored(&json!({"title": "x"})), "{operation}");
    }
    for operation in [
        json!({"op": "remove", "path": "schemas", "value": []}),
        json!({"op": "remove", "path": "schemas", "value": ["urn:acme:2.0:User"]}),
        json!({"op": "remove", "path": "schemas[value eq \"urn:acme:2.0:User\"]"}),
    ] {
        assert_eq!(user(&both, &json!([operation])), both, "{operation}");
    }
    // Later operations find it gone (RFC 7644 §3.5.2: one after the other).
    let operations = json!([
        {"op": "remove", "path": "schemas", "value": [ENTERPRISE_USER]},
        {"op": "add", "path": "costCenter", "value": "9"},
    ]);
    assert_eq!(
        user(&both, &operations),
        employed(&json!({"title": "x"}), &json!({"costCenter": "9"}))
    );
    for (operation, kind) in [
        (json!({"op": "remove", "path": "schemas"}), ScimType::Mutability),
        (
            json!({"op": "remove", "path": "schemas", "value": [ENTERPRISE_USER, USER]}),
            ScimType::Mutability,
        ),
        (json!({"op": "remove", "path": "schemas[value pr]"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "schemas", "value": [7]}), ScimType::InvalidValue),
    ] {
        assert_eq!(refused(&both, &json!([operation])), Some(kind), "{operation}");
    }
}

#[test]
fn remove_that_cannot_be() {
    let current = stored(&json!({"emails": [{"value": "a"}]}));
    for (operation, kind) in [
        (json!({"op": "remove"}), ScimType::NoTarget),
        (json!({"op": "remove", "value": {"title": "x"}}), ScimType::NoTarget),
        (json!({"op": "remove", "path": ""}), ScimType::NoTarget),
        (
            json!({"op": "remove", "path": "urn:ietf:params:scim:schemas:core:2.0:User"}),
            ScimType::NoTarget,
        ),
        (json!({"op": "remove", "path": "userName"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "schemas"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "id"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "groups[value eq \"g\"]"}), ScimType::Mutability),
        (json!({"op": "remove", "path": "title.x"}), ScimType::InvalidPath),
        (json!({"op": "remove", "path": "emails[type eq"}), ScimType::InvalidPath),
        (json!({"op": "remove", "path": "emails[type is \"x\"]"}), ScimType::InvalidFilter),
    ] {
        assert_eq!(refused(&current, &json!([operation])), Some(kind), "{operation}");
    }
}
