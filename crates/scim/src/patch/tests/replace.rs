use serde_json::json;

use super::{employed, refused, stored, table, try_user, user};
use crate::ScimType;
use crate::urn::ENTERPRISE_USER;

#[test]
fn replace_row_by_row() {
    table(&[
        // Without path: each attribute that is named; lists as a whole; of complex values the
        // parts that are named.
        (
            json!({"title": "a", "emails": [{"value": "1"}], "name": {"givenName": "A"}, "locale": "de"}),
            json!({"op": "replace", "value": {"title": "b", "emails": [{"value": "2"}], "name": {"familyName": "L"}}}),
            json!({"title": "b", "emails": [{"value": "2"}], "name": {"givenName": "A", "familyName": "L"}, "locale": "de"}),
        ),
        (
            json!({"title": "a"}),
            json!({"op": "replace", "value": {"title": null, "id": "x"}}),
            json!({}),
        ),
        (
            json!({}),
            json!({"op": "replace", "value": {"emails[type eq \"work\"].value": "a"}}),
            json!({"emails": [{"type": "work", "value": "a"}]}),
        ),
        // Single simple; what is absent is added.
        (
            json!({"title": "a"}),
            json!({"op": "replace", "path": "title", "value": "b"}),
            json!({"title": "b"}),
        ),
        (json!({}), json!({"op": "replace", "path": "title", "value": "b"}), json!({"title": "b"})),
        // Single complex.
        (
            json!({"name": {"givenName": "A", "familyName": "L"}}),
            json!({"op": "replace", "path": "name", "value": {"familyName": "M"}}),
            json!({"name": {"givenName": "A", "familyName": "M"}}),
        ),
        (
            json!({"name": {"givenName": "A"}}),
            json!({"op": "replace", "path": "name.givenName", "value": null}),
            json!({}),
        ),
        // Lists without filter.
        (
            json!({"emails": [{"value": "1"}, {"value": "2"}]}),
            json!({"op": "replace", "path": "emails", "value": [{"value": "3"}]}),
            json!({"emails": [{"value": "3"}]}),
        ),
        (
            json!({"emails": [{"value": "1"}]}),
            json!({"op": "replace", "path": "emails", "value": []}),
            json!({}),
        ),
        (
            json!({"emails": [{"value": "1"}]}),
            json!({"op": "replace", "path": "emails", "value": null}),
            json!({}),
        ),
        // A filter that matches: the element becomes the value, or its part is set.
        (
            json!({"emails": [{"type": "work", "value": "a", "display": "x"}, {"type": "home", "value": "b"}]}),
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": {"type": "work", "value": "c"}}),
            json!({"emails": [{"type": "work", "value": "c"}, {"type": "home", "value": "b"}]}),
        ),
        (
            json!({"emails": [{"type": "work", "value": "a", "display": "x"}, {"type": "home", "value": "b"}]}),
            json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "c"}),
            json!({"emails": [{"type": "work", "value": "c", "display": "x"}, {"type": "home", "value": "b"}]}),
        ),
        (
            json!({"emails": [{"type": "work", "value": "a"}, {"type": "home", "value": "b"}]}),
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": null}),
            json!({"emails": [{"type": "home", "value": "b"}]}),
        ),
        // A filter that matches nothing makes an element, as for add.
        (
            json!({}),
            json!({"op": "replace", "path": "addresses[type eq \"work\"].locality", "value": "Bern"}),
            json!({"addresses": [{"type": "work", "locality": "Bern"}]}),
        ),
        (
            json!({}),
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": {"value": "a"}}),
            json!({"emails": [{"type": "work", "value": "a"}]}),
        ),
        // Booleans as strings; a client that leaves out what is false.
        (
            json!({}),
            json!({"op": "Replace", "path": "active", "value": "False"}),
            json!({"active": false}),
        ),
        (
            json!({}),
            json!({"op": "replace", "value": {"active": "FALSE"}}),
            json!({"active": false}),
        ),
        (json!({}), json!({"op": "replace", "path": "active"}), json!({"active": false})),
    ]);
}

#[test]
fn an_unassigned_active_is_false() {
    for operation in [
        json!({"op": "replace", "path": "active", "value": null}),
        json!({"op": "replace", "path": "active", "value": []}),
        json!({"op": "replace", "value": {"active": null}}),
        json!({"op": "Replace", "path": "active", "value": [{"$ref": null, "value": "False"}]}),
    ] {
        let expected = stored(&json!({"active": false}));
        assert_eq!(user(&stored(&json!({})), &json!([operation])), expected, "{operation}");
    }
}

#[test]
fn a_removed_active_is_absent_until_it_is_set() {
    let mut without = stored(&json!({}));
    without.remove("active");
    let remove = json!({"op": "remove", "path": "active"});
    assert_eq!(user(&stored(&json!({})), &json!([remove])), without);
    let others =
        json!([{"op": "add", "path": "title", "value": "x"}, {"op": "remove", "path": "title"}]);
    assert_eq!(user(&without, &others), without);
    for set in [json!({"path": "active", "value": null}), json!({"value": {"active": null}})] {
        let mut set = set;
        set["op"] = json!("replace");
        let expected = stored(&json!({"active": false}));
        assert_eq!(user(&without, &json!([set])), expected, "{set}");
    }
}

#[test]
fn an_active_of_another_schema_is_an_attribute_like_any_other() {
    let path = "urn:acme:2.0:User:active";
    let operation = json!([{"op": "replace", "path": path}]);
    assert_eq!(refused(&stored(&json!({})), &operation), Some(ScimType::InvalidValue));
}

#[test]
fn one_value_may_come_in_a_list() {
    table(&[
        (
            json!({}),
            json!({"op": "replace", "path": "active", "value": [false]}),
            json!({"active": false}),
        ),
        (
            json!({"emails": [{"type": "work", "value": "a", "display": "x"}]}),
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": [{"value": "n", "type": "work"}]}),
            json!({"emails": [{"type": "work", "value": "n"}]}),
        ),
        (
            json!({}),
            json!({"op": "add", "path": "emails[type eq \"work\"]", "value": ["n"]}),
            json!({"emails": [{"type": "work", "value": "n"}]}),
        ),
        (
            json!({"emails": [{"type": "work", "value": "a"}, {"value": "b"}]}),
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": []}),
            json!({"emails": [{"value": "b"}]}),
        ),
    ]);
    let several =
        json!([{"op": "replace", "path": "emails[type eq \"work\"]", "value": ["a", "b"]}]);
    let error = try_user(&stored(&json!({})), &several).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    assert!(error.detail.contains("replaced by one value, not by 2"), "{}", error.detail);
}

#[test]
fn an_empty_manager_is_none() {
    let before = employed(
        &json!({}),
        &json!({"department": "R&D", "manager": {"value": "m", "$ref": "Users/m"}}),
    );
    let qualified = format!("{ENTERPRISE_USER}:manager");
    for (path, value) in [
        ("manager", json!("")),
        ("manager", json!([""])),
        ("manager", json!({"value": ""})),
        ("manager", json!([{"value": "", "$ref": "Users/n"}])),
        ("manager.value", json!("")),
        (qualified.as_str(), json!("")),
    ] {
        for op in ["add", "replace"] {
            let operation = json!([{"op": op, "path": path, "value": value}]);
            let after = employed(&json!({}), &json!({"department": "R&D"}));
            assert_eq!(user(&before, &operation), after, "{operation}");
        }
    }
}

#[test]
fn later_operations_find_what_earlier_ones_made() {
    let body = user(
        &stored(&json!({})),
        &json!([
            {"op": "Add", "path": "addresses[type eq \"work\"].streetAddress", "value": "1 Main St"},
            {"op": "Add", "path": "addresses[type eq \"work\"].locality", "value": "Bern"},
            {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "a@x"},
            {"op": "Replace", "path": "emails[type eq \"work\"].primary", "value": "True"},
        ]),
    );
    assert_eq!(
        body,
        stored(&json!({
            "addresses": [{"type": "work", "streetAddress": "1 Main St", "locality": "Bern"}],
            "emails": [{"type": "work", "value": "a@x", "primary": true}],
        }))
    );
}

#[test]
fn replace_in_the_extension() {
    let before = employed(
        &json!({}),
        &json!({"department": "R&D", "manager": {"value": "m", "$ref": "Users/m"}}),
    );
    for (operation, extension) in [
        (
            json!({"op": "replace", "path": ENTERPRISE_USER, "value": {"division": "X"}}),
            json!({"department": "R&D", "division": "X", "manager": {"value": "m", "$ref": "Users/m"}}),
        ),
        // A reference goes with the value that it belonged to.
        (
            json!({"op": "replace", "path": "manager", "value": "n"}),
            json!({"department": "R&D", "manager": {"value": "n"}}),
        ),
        (
            json!({"op": "replace", "path": "manager.value", "value": "n"}),
            json!({"department": "R&D", "manager": {"value": "n"}}),
        ),
        (
            json!({"op": "replace", "path": "manager", "value": {"value": "n", "$ref": "Users/n"}}),
            json!({"department": "R&D", "manager": {"value": "n", "$ref": "Users/n"}}),
        ),
        (
            json!({"op": "replace", "path": "manager", "value": {"value": "m"}}),
            json!({"department": "R&D", "manager": {"value": "m", "$ref": "Users/m"}}),
        ),
        (json!({"op": "replace", "path": "manager", "value": null}), json!({"department": "R&D"})),
        (json!({"op": "replace", "path": "manager", "value": []}), json!({"department": "R&D"})),
    ] {
        assert_eq!(
            user(&before, &json!([operation])),
            employed(&json!({}), &extension),
            "{operation}"
        );
    }
    let gone = user(&before, &json!([{"op": "replace", "path": ENTERPRISE_USER, "value": null}]));
    assert_eq!(gone, stored(&json!({})));
}

#[test]
fn replace_that_cannot_be() {
    let current = employed(&json!({}), &json!({"manager": {"value": "m"}}));
    for (operation, kind) in [
        (json!({"op": "replace", "path": "title"}), ScimType::InvalidValue),
        (json!({"op": "replace"}), ScimType::InvalidValue),
        (json!({"op": "replace", "path": "userName", "value": null}), ScimType::Mutability),
        (json!({"op": "replace", "value": {"userName": null}}), ScimType::Mutability),
        (json!({"op": "replace", "path": "id", "value": "x"}), ScimType::Mutability),
        (json!({"op": "replace", "path": "groups.display", "value": "x"}), ScimType::Mutability),
        (
            json!({"op": "replace", "path": "emails[not (type eq \"x\")].value", "value": "b"}),
            ScimType::NoTarget,
        ),
        (
            json!({"op": "replace", "path": "manager[value eq \"n\"].$ref", "value": "r"}),
            ScimType::NoTarget,
        ),
        (json!({"op": "replace", "path": "active", "value": "maybe"}), ScimType::InvalidValue),
    ] {
        assert_eq!(refused(&current, &json!([operation])), Some(kind), "{operation}");
    }
}
