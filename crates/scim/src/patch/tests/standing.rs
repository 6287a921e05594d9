//! What must stay, and what a resource holds that it should not.

use serde_json::{Value, json};

use super::{employed, map, patch, stored, user};
use crate::urn::{ERROR, USER};
use crate::{Declaration, Definition, ScimType};

const ACME: &str = "urn:acme:2.0:User";

#[test]
fn a_required_extension_cannot_be_removed() {
    let mut definition = Definition::user();
    let declaration = json!({"schema": ACME, "required": true, "attributes": [{"name": "badge"}]});
    definition.declare(&Declaration::parse(&declaration).unwrap());
    let user = stored(&json!({"schemas": [USER, ACME], ACME: {"badge": "1"}}));
    for operation in [
        json!({"op": "remove", "path": ACME}),
        json!({"op": "remove", "path": ACME.to_uppercase()}),
        json!({"op": "replace", "path": ACME, "value": null}),
    ] {
        let error = patch(&definition, &user, &json!([operation])).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::Mutability), "{operation}: {error}");
    }
    // Who never had it can be changed all the same.
    let without = stored(&json!({}));
    let remove =
        json!([{"op": "remove", "path": ACME}, {"op": "add", "path": "title", "value": "x"}]);
    assert!(patch(&definition, &without, &remove).is_ok());
}

#[test]
fn values_without_primary_are_selected_as_not_primary() {
    let user = stored(&json!({"emails": [{"value": "a", "primary": true}, {"value": "b"}]}));
    let remove = json!([{"op": "remove", "path": "emails[primary eq false]"}]);
    let after = patch(&Definition::user(), &user, &remove).unwrap().body;
    assert_eq!(after["emails"], json!([{"value": "a", "primary": true}]));
}

#[test]
fn what_is_immutable_may_be_sent_again_in_another_form() {
    let mut definition = Definition::user();
    let declaration = json!({"schema": ACME, "attributes": [
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "door", "mutability": "immutable"},
            {"name": "open", "type": "boolean", "mutability": "immutable"},
            {"name": "note"}]}]});
    definition.declare(&Declaration::parse(&declaration).unwrap());
    let keys = json!({"keys": [{"door": "x", "open": true, "note": "n"}]});
    let ann = stored(&json!({"schemas": [USER, ACME], ACME: keys}));
    let set = |path: &str, value: &Value| {
        let path = format!("{ACME}:keys{path}");
        patch(&definition, &ann, &json!([{"op": "replace", "path": path, "value": value}]))
    };
    for (path, same, other) in [
        ("[note eq \"n\"].door", json!(["x"]), json!(["y"])),
        (".door", json!([{"value": "x"}]), json!("y")),
        ("[note eq \"n\"].open", json!("True"), json!("False")),
        (".open", json!([true]), Value::Null),
    ] {
        let patched = set(path, &same).unwrap_or_else(|error| panic!("{path} {same}: {error}"));
        assert_eq!(patched.body, ann, "{path} {same}");
        let error = set(path, &other).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::Mutability), "{path} {other}: {error}");
    }
}

#[test]
fn a_reference_stays_with_a_value_that_is_sent_again_in_another_form() {
    let ann = employed(&json!({}), &json!({"manager": {"value": "m", "$ref": "Users/m"}}));
    let again = json!([{"op": "replace", "path": "manager.value", "value": ["m"]}]);
    assert_eq!(user(&ann, &again), ann);
}

#[test]
fn what_was_taken_for_an_extension_goes_with_the_next_change() {
    let user = stored(&json!({"schemas": [USER, ERROR], ERROR: {"x": "y"}}));
    let operations = json!([{"op": "add", "path": "title", "value": "x"}]);
    let after = patch(&Definition::user(), &user, &operations).unwrap().body;
    assert_eq!(after, map(&json!(stored(&json!({"title": "x"})))));
    let again = json!([{"op": "add", "path": format!("{ERROR}:x"), "value": "y"}]);
    let error = patch(&Definition::user(), &user, &again).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{error}");
}
