//! What must stay, and what a resource holds that it should not.

use serde_json::json;

use super::{map, patch, stored};
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
fn what_was_taken_for_an_extension_goes_with_the_next_change() {
    let user = stored(&json!({"schemas": [USER, ERROR], ERROR: {"x": "y"}}));
    let operations = json!([{"op": "add", "path": "title", "value": "x"}]);
    let after = patch(&Definition::user(), &user, &operations).unwrap().body;
    assert_eq!(after, map(&json!(stored(&json!({"title": "x"})))));
    let again = json!([{"op": "add", "path": format!("{ERROR}:x"), "value": "y"}]);
    let error = patch(&Definition::user(), &user, &again).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{error}");
}
