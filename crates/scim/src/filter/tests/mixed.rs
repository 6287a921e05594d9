//! `value` of attributes that hold text and objects.

use serde_json::{Value, json};

use crate::definition::{Learned, infer};
use crate::filter::Filter;
use crate::{Definition, urn};

fn learned(values: &[(&str, Value)]) -> Definition {
    let mut definition = Definition::user();
    for (name, value) in values {
        let attribute = infer(name, value);
        definition.learn(&Learned { schema: urn::USER.into(), attribute });
    }
    definition
}

/// Each row: a filter, and the numbers of the resources that match.
fn table(definition: &Definition, resources: &[Value], rows: &[(&str, &[usize])]) {
    for (text, expected) in rows {
        let expr = definition
            .check(&Filter::parse(text).unwrap())
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let found: Vec<usize> =
            (0..resources.len()).filter(|&at| expr.matches(&resources[at])).collect();
        assert_eq!(found, *expected, "{text}: {expr:?}");
    }
}

#[test]
fn value_is_a_text_or_the_part_of_that_name() {
    let definition =
        learned(&[("badges", json!([{"value": "a", "type": "w"}])), ("badges", json!(["b"]))]);
    let resources = [
        json!({"badges": [{"value": "a", "type": "w"}]}),
        json!({"badges": ["b"]}),
        json!({"badges": [{"type": "w"}]}),
        json!({"badges": [7, {"value": 7}, ""]}),
        json!({"badges": ["a", {"value": "B"}]}),
        json!({}),
    ];
    table(
        &definition,
        &resources,
        &[
            ("badges[value eq \"b\"]", &[1, 4]),
            ("badges[VALUE eq \"A\"]", &[0, 4]),
            ("badges[value eq \"c\"]", &[]),
            ("badges[value ne \"b\"]", &[0, 2, 3, 4]),
            ("badges[not (value eq \"b\")]", &[0, 2, 3, 4]),
            ("not (badges[value eq \"b\"])", &[0, 2, 3, 5]),
            ("badges[value sw \"b\"]", &[1, 4]),
            ("badges[value ge \"b\"]", &[1, 4]),
            ("badges[value eq 7]", &[3]),
            ("badges[value gt 6]", &[0, 1, 3, 4]),
            ("badges[value ne 7]", &[0, 1, 2, 3, 4]),
            ("badges[value pr]", &[0, 1, 3, 4]),
            ("badges[not (value pr)]", &[2, 3]),
            ("badges[value eq null]", &[2, 3]),
            ("badges[value ne null]", &[0, 1, 3, 4]),
            ("badges[value eq \"a\" and type eq \"w\"]", &[0]),
            ("badges[value eq \"b\" or type eq \"w\"]", &[0, 1, 2, 4]),
        ],
    );
}

#[test]
fn a_part_of_another_type_is_compared_where_it_can_be() {
    let definition = learned(&[
        ("badge", json!({"value": 7})),
        ("badge", json!("b")),
        ("tags", json!([{"value": ["a", "b"]}])),
        ("tags", json!("c")),
    ]);
    let resources = [
        json!({"badge": {"value": 7}, "tags": [{"value": ["a", "b"]}]}),
        json!({"badge": "b", "tags": ["b"]}),
        json!({"badge": 7, "tags": "a"}),
        json!({"badge": {"type": "w"}}),
    ];
    table(
        &definition,
        &resources,
        &[
            ("badge[value eq \"b\"]", &[1]),
            ("badge[value co \"b\"]", &[1]),
            ("badge[value ne \"b\"]", &[0, 2, 3]),
            ("badge[value eq 7]", &[0, 2]),
            ("badge[value lt 8]", &[0, 2]),
            ("badge[value ne 7]", &[1, 3]),
            ("badge[value pr]", &[0, 1, 2]),
            ("badge[not (value pr)]", &[3]),
            ("tags[value eq \"b\"]", &[0, 1]),
            ("tags[value eq \"A\"]", &[0, 2]),
            ("tags[value pr]", &[0, 1, 2]),
        ],
    );
}

#[test]
fn value_is_the_text_where_no_part_has_the_name() {
    let definition = learned(&[("badge", json!({"a": 1})), ("badge", json!("b"))]);
    let resources = [json!({"badge": {"a": 1}}), json!({"badge": "b"}), json!({})];
    table(
        &definition,
        &resources,
        &[
            ("badge[value eq \"B\"]", &[1]),
            ("badge[value ne \"b\"]", &[0, 2]),
            ("badge[a eq 1]", &[0]),
        ],
    );
}
