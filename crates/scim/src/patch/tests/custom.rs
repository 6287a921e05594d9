use serde_json::json;

use super::{patch, stored, try_user};
use crate::Definition;
use crate::schema::Type;
use crate::urn::{ENTERPRISE_USER, USER};

const ACME: &str = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";

#[test]
fn unknown_attributes_are_learned_as_in_a_post() {
    let acme = |attribute: serde_json::Value| json!({"schemas": [USER, ACME], ACME: attribute});
    for (operation, after) in [
        (json!({"op": "add", "path": "badge", "value": "B1"}), json!({"badge": "B1"})),
        (
            json!({"op": "replace", "value": {"badge": {"id": 1, "x": null}}}),
            json!({"badge": {"id": 1}}),
        ),
        (json!({"op": "add", "path": "badge.id", "value": 1}), json!({"badge": {"id": 1}})),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"].id", "value": 1}),
            json!({"badges": [{"type": "a", "id": 1}]}),
        ),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"]", "value": {"id": 1}}),
            json!({"badges": [{"type": "a", "id": 1}]}),
        ),
        (
            json!({"op": "add", "path": "badges[type eq \"a\"]", "value": "1"}),
            json!({"badges": [{"type": "a", "value": "1"}]}),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge"), "value": "B1"}),
            acme(json!({"badge": "B1"})),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge"), "value": {"id": 1}}),
            acme(json!({"badge": {"id": 1}})),
        ),
        (
            json!({"op": "add", "path": format!("{ACME}:badge.id"), "value": 1}),
            acme(json!({"badge": {"id": 1}})),
        ),
        (
            json!({"op": "add", "path": ACME, "value": {"badge": "B1", "level.min": 2}}),
            acme(json!({"badge": "B1", "level": {"min": 2}})),
        ),
        (json!({"op": "add", "value": {ACME: {"badge": "B1"}}}), acme(json!({"badge": "B1"}))),
        (
            json!({"op": "add", "value": {format!("{ACME}:badge"): "B1"}}),
            acme(json!({"badge": "B1"})),
        ),
        (
            json!({"op": "add", "path": "urn:acme:badges", "value": {"id": 1}}),
            json!({"schemas": [USER, "urn:acme:badges"], "urn:acme:badges": {"id": 1}}),
        ),
        (
            json!({"op": "add", "path": "urn:acme:badges:id", "value": 1}),
            json!({"schemas": [USER, "urn:acme:badges"], "urn:acme:badges": {"id": 1}}),
        ),
        (
            json!({"op": "add", "path": format!("{ENTERPRISE_USER}:desk"), "value": 7}),
            json!({"schemas": [USER, ENTERPRISE_USER], ENTERPRISE_USER: {"desk": 7}}),
        ),
        (
            json!({"op": "add", "path": "addresses[type eq \"work\"].building", "value": "7"}),
            json!({"addresses": [{"type": "work", "building": "7"}]}),
        ),
        (
            json!({"op": "add", "path": "emails[kind eq \"x\"].value", "value": "a"}),
            json!({"emails": [{"kind": "x", "value": "a"}]}),
        ),
        (json!({"op": "add", "path": "name.nick", "value": "A"}), json!({"name": {"nick": "A"}})),
    ] {
        let patched = try_user(&stored(&json!({})), &json!([operation]))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(patched.body, stored(&after), "{operation}");
        assert!(!patched.learned.is_empty(), "{operation}");
        // Who has learned it does not learn it again, and finds it by any operation.
        let mut definition = Definition::user();
        for learned in &patched.learned {
            assert!(definition.learn(learned), "{operation}");
        }
        let again = patch(&definition, &stored(&json!({})), &json!([operation])).unwrap();
        assert_eq!((again.body, again.learned), (patched.body, vec![]), "{operation}");
    }
}

#[test]
fn nothing_is_learned_from_nulls_and_removals() {
    for operation in [
        json!({"op": "add", "path": "badge", "value": null}),
        json!({"op": "replace", "path": "badge", "value": []}),
        json!({"op": "remove", "path": "badge"}),
        json!({"op": "add", "value": {"badge": null}}),
        json!({"op": "add", "path": ACME, "value": {"badge": null}}),
    ] {
        let patched = try_user(&stored(&json!({})), &json!([operation])).unwrap();
        assert_eq!((patched.body, patched.learned), (stored(&json!({})), vec![]), "{operation}");
    }
}

#[test]
fn what_one_operation_taught_the_next_one_knows() {
    let patched = try_user(
        &stored(&json!({})),
        &json!([
            {"op": "add", "path": "floors", "value": ["3", "4", "3"]},
            {"op": "remove", "path": "floors[value eq \"3\"]"},
            {"op": "add", "path": "FLOORS", "value": "5"},
            {"op": "remove", "path": "floors", "value": ["4"]},
            {"op": "add", "path": "level", "value": 1},
            {"op": "replace", "path": "Level", "value": 1.5},
            {"op": "add", "path": format!("{ACME}:badges"), "value": [{"type": "a", "id": 1}]},
            {"op": "replace", "path": format!("{ACME}:badges[type eq \"a\"].id"), "value": 2},
        ]),
    )
    .unwrap();
    assert_eq!(
        patched.body,
        stored(
            &json!({"schemas": [USER, ACME], "floors": ["5"], "level": 1.5, ACME: {"badges": [{"type": "a", "id": 2}]}})
        )
    );
    let mut definition = Definition::user();
    for learned in &patched.learned {
        definition.learn(learned);
    }
    let kind =
        |name: &str| definition.core().attribute(name).map(|one| (one.kind, one.multi_valued));
    assert_eq!(kind("floors"), Some((Type::String, true)));
    assert_eq!(kind("level"), Some((Type::Decimal, false)));
}

#[test]
fn a_custom_attribute_may_change_its_shape() {
    let mut current = stored(&json!({}));
    let mut definition = Definition::user();
    for (operation, after) in [
        (json!({"op": "add", "path": "x", "value": {"a": 1}}), json!({"x": {"a": 1}})),
        (json!({"op": "add", "path": "x", "value": {"b": 2}}), json!({"x": {"a": 1, "b": 2}})),
        (json!({"op": "replace", "path": "x.a", "value": "y"}), json!({"x": {"a": "y", "b": 2}})),
        (json!({"op": "replace", "path": "x", "value": "text"}), json!({"x": "text"})),
        (json!({"op": "replace", "path": "x", "value": ["a", 1]}), json!({"x": ["a", 1]})),
        (json!({"op": "add", "path": "x", "value": "b"}), json!({"x": ["a", 1, "b"]})),
        (
            json!({"op": "replace", "path": "x[value eq \"a\"]", "value": "c"}),
            json!({"x": ["c", 1, "b"]}),
        ),
        (json!({"op": "remove", "path": "x", "value": ["C", 1, "b"]}), json!({})),
    ] {
        let patched = patch(&definition, &current, &json!([operation]))
            .unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(patched.body, stored(&after), "{operation}");
        current = patched.body;
        for learned in &patched.learned {
            definition.learn(learned);
        }
    }
}
