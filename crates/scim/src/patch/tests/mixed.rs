//! Custom attributes that hold text and objects.

use serde_json::{Value, json};

use super::{patch, stored};
use crate::definition::{Learned, infer};
use crate::urn::USER;
use crate::{Definition, ScimType};

/// A definition that has learned an attribute from each value in turn.
fn learned(values: &[(&str, Value)]) -> Definition {
    let mut definition = Definition::user();
    for (name, value) in values {
        definition.learn(&Learned { schema: USER.into(), attribute: infer(name, value) });
    }
    definition
}

/// Ann has sent objects, and Bob text.
fn with_parts() -> Definition {
    learned(&[
        ("badges", json!([{"a": 1}])),
        ("badges", json!(["x", "y"])),
        ("badge", json!({"a": 1})),
        ("badge", json!("x")),
    ])
}

/// Each row: what is stored, the path, what is written there, what is stored then. Nothing is
/// learned.
fn table(definition: &Definition, rows: &[(Value, &str, Value, Value)]) {
    for (before, path, value, after) in rows {
        for op in ["add", "replace"] {
            let operation = json!([{"op": op, "path": path, "value": value}]);
            let patched = patch(definition, &stored(before), &operation)
                .unwrap_or_else(|error| panic!("{before} {operation}: {error}"));
            assert_eq!(patched.body, stored(after), "{before} {operation}");
            assert_eq!(patched.learned, [], "{before} {operation}");
        }
    }
}

#[test]
fn no_text_gives_way_to_a_part() {
    for (before, path, kind) in [
        (json!({"badges": ["x", "y"]}), "badges.a", ScimType::InvalidPath),
        (json!({"badges": ["x", {"a": 1}]}), "badges[value eq \"x\"].a", ScimType::InvalidPath),
        (json!({"badges": ["x", {"a": 1}]}), "badges[a ne 2].a", ScimType::InvalidPath),
        (json!({"badges": "x"}), "badges.a", ScimType::InvalidPath),
        (json!({"badge": "x"}), "badge.a", ScimType::InvalidPath),
        (json!({"badge": "x"}), "BADGE.A", ScimType::InvalidPath),
        (json!({"badge": 7}), "badge.fresh", ScimType::InvalidPath),
        (json!({"badge": "x"}), "badge[value eq \"x\"].a", ScimType::InvalidPath),
        (json!({"badge": "x"}), "badge[a eq 1].a", ScimType::NoTarget),
    ] {
        for op in ["add", "replace"] {
            let operation = json!([{"op": op, "path": path, "value": 5}]);
            let error = patch(&with_parts(), &stored(&before), &operation).unwrap_err();
            assert_eq!(error.scim_type, Some(kind), "{before} {operation}: {error}");
            if kind == ScimType::InvalidPath {
                assert!(error.detail.contains("which has no parts"), "{}", error.detail);
            }
        }
    }
}

#[test]
fn a_part_is_set_where_there_are_parts() {
    table(
        &with_parts(),
        &[
            (
                json!({"badges": ["x", {"a": 1}, {"b": 2}]}),
                "badges.a",
                json!(5),
                json!({"badges": ["x", {"a": 5}, {"b": 2, "a": 5}]}),
            ),
            (
                json!({"badges": ["x", {"a": 1}]}),
                "badges[a eq 1].a",
                json!(5),
                json!({"badges": ["x", {"a": 5}]}),
            ),
            (json!({}), "badges.a", json!(5), json!({"badges": [{"a": 5}]})),
            (json!({}), "badges[a eq 1].a", json!(5), json!({"badges": [{"a": 5}]})),
            (json!({}), "badge.a", json!(5), json!({"badge": {"a": 5}})),
            (json!({"badge": {"a": 1}}), "badge.a", json!(5), json!({"badge": {"a": 5}})),
            // What is not there need not be cleared.
            (json!({"badges": ["x"]}), "badges.a", Value::Null, json!({"badges": ["x"]})),
            (json!({"badges": ["x"]}), "badges.a", json!([]), json!({"badges": ["x"]})),
            (
                json!({"badges": ["x"]}),
                "badges[value eq \"x\"].a",
                Value::Null,
                json!({"badges": ["x"]}),
            ),
            (json!({"badge": "x"}), "badge.a", Value::Null, json!({"badge": "x"})),
            // Written as a whole, it is what was sent.
            (json!({"badge": "x"}), "badge", json!({"a": 5}), json!({"badge": {"a": 5}})),
            (json!({"badge": "x"}), "badge[value eq \"X\"]", json!("y"), json!({"badge": "y"})),
            (json!({"badge": "x"}), "badge", Value::Null, json!({})),
            (
                json!({"badges": ["x", "y"]}),
                "badges[value eq \"y\"]",
                json!({"a": 5}),
                json!({"badges": ["x", {"a": 5}]}),
            ),
        ],
    );
}

#[test]
fn text_that_no_filter_finds_is_added_as_text() {
    for definition in [
        with_parts(),
        learned(&[
            ("badges", json!([{"value": "a", "a": 1}, "x"])),
            ("badge", json!({"value": "a"})),
            ("badge", json!("x")),
        ]),
    ] {
        table(
            &definition,
            &[
                (
                    json!({"badges": ["x"]}),
                    "badges[value eq \"y\"]",
                    json!("z"),
                    json!({"badges": ["x", "z"]}),
                ),
                (json!({}), "badges[value eq \"y\"]", json!(["z"]), json!({"badges": ["z"]})),
                (json!({}), "badge[value eq \"y\"]", json!("z"), json!({"badge": "z"})),
                (json!({}), "badge[value eq \"y\"]", Value::Null, json!({})),
            ],
        );
    }
    let several = json!([{"op": "add", "path": "badges[value eq \"x\"]", "value": ["y", "z"]}]);
    let error = patch(&with_parts(), &stored(&json!({"badges": ["x"]})), &several).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{error}");
}

#[test]
fn an_object_that_a_filter_describes_is_found_again() {
    let mut definition = with_parts();
    let mut body = stored(&json!({"badges": ["x"]}));
    for (path, value, after) in [
        ("badges[value eq \"y\"].a", json!(5), json!(["x", {"value": "y", "a": 5}])),
        ("badges[value eq \"y\"].a", json!(6), json!(["x", {"value": "y", "a": 6}])),
        ("badges[value eq \"Y\"]", json!("z"), json!(["x", {"value": "z"}])),
        ("badges[value eq \"X\"]", json!("w"), json!(["w", {"value": "z"}])),
    ] {
        let operation = json!([{"op": "replace", "path": path, "value": value}]);
        let patched = patch(&definition, &body, &operation).unwrap();
        assert_eq!(patched.body["badges"], after, "{operation}");
        body = patched.body;
        for learned in &patched.learned {
            definition.learn(learned);
        }
    }
}

#[test]
fn text_is_removed_beside_objects_that_have_a_value() {
    let definition =
        learned(&[("badges", json!([{"value": "a", "type": "w"}])), ("badges", json!(["b"]))]);
    let before = json!({"badges": [{"value": "a", "type": "w"}, "b", {"value": "B"}, "c"]});
    for (path, after) in [
        ("badges[value eq \"b\"]", json!([{"value": "a", "type": "w"}, "c"])),
        ("badges[value eq \"A\"]", json!(["b", {"value": "B"}, "c"])),
        ("badges[not (value eq \"b\")]", json!(["b", {"value": "B"}])),
        ("badges[value ne \"b\"]", json!(["b", {"value": "B"}])),
        ("badges[type eq \"w\"]", json!(["b", {"value": "B"}, "c"])),
    ] {
        let operation = json!([{"op": "remove", "path": path}]);
        let patched = patch(&definition, &stored(&before), &operation).unwrap();
        assert_eq!(patched.body, stored(&json!({"badges": after})), "{path}");
    }
}
