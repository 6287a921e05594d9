//! Where references are found, and that it does not matter when ids are put in their place.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bulk::{BulkRequest, Method, Spot, referenced, spots, substitute};
use crate::{Limits, Map};

fn map(value: Value) -> Map {
    let Value::Object(map) = value else { panic!("an object") };
    map
}

fn found(method: Method, data: Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    spots(method, &map(data), &mut |Spot { attribute, text }| {
        found.extend(referenced(text).map(|id| (attribute.to_owned(), id.to_owned())));
    });
    found
}

#[test]
fn references_stand_where_ids_do() {
    let data = json!({
        "bulkId:key": 1,
        "manager": {"value": "bulkId:m", "$ref": "../Users/bulkId:m/"},
        "members": [{"value": "bulkId:é b"}, "bulkId:c", {"$ref": "bulkId:d"}],
        "note": "see bulkId:x",
        "path": "value eq \"bulkId:x\"",
        "url": "https://h/Users/bulkId:x",
        "other": "bulkid:x",
    });
    let expected = [
        ("manager", "m"),
        ("manager", "m"),
        ("members", "é b"),
        ("members", "c"),
        ("members", "d"),
    ];
    let expected = expected.map(|(attribute, id)| (attribute.to_owned(), id.to_owned()));
    assert_eq!(found(Method::Post, data), expected);
}

#[test]
fn the_paths_of_a_patch_hold_references() {
    let patch = json!({"Operations": [
        {"op": "remove", "path": "members[value eq \"bulkId:a\" or value eq \"x\\\"bulkId:no\"]"},
        {"op": "add", "Path": "members", "value": [{"value": "bulkId:b"}]},
        {"op": "add", "path": "x.bulkId:no", "value": "[value eq \"bulkId:no\"]"},
    ]});
    let ids: Vec<String> = found(Method::Patch, patch).into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn ids_take_the_place_of_references() {
    let mut data = map(json!({"Operations": [
        {"op": "add", "path": "members[value eq \"bulkId:a\" or value eq \"bulkId:a\"]",
            "value": ["bulkId:a", "bulkId:unknown", {"$ref": "/Users/bulkId:a/"}, "bulkId:aa"]},
    ]}));
    substitute(Method::Patch, &mut data, &|id| (id == "a").then(|| "17".to_owned()));
    let expected = json!({"Operations": [
        {"op": "add", "path": "members[value eq \"17\" or value eq \"17\"]",
            "value": ["17", "bulkId:unknown", {"$ref": "/Users/17/"}, "bulkId:aa"]},
    ]});
    assert_eq!(Value::Object(data), expected);
}

/// Data as clients send them, with `@0` to `@3` where ids stand.
fn data() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        (0..4u8).prop_map(|at| Value::from(format!("@{at}"))),
        "[a-z\"\\\\/ é]{0,5}".prop_map(Value::from),
        Just(json!(true)),
    ];
    let leaf = prop_oneof![
        4 => text,
        1 => (0..4u8).prop_map(|at| json!({"$ref": format!("https://h/Users/@{at}")})),
        1 => (0..4u8).prop_map(|at| json!({"value": format!("@{at}"), "type": "User"})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z$]{1,4}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn message(data: &Value, filter: u8) -> String {
    let path = format!("members[value eq \"@{filter}\"]");
    json!({"Operations": [
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"x": data}},
        {"method": "PATCH", "path": format!("/Groups/@{filter}"), "data": {"Operations": [
            {"op": "add", "path": path, "value": data},
        ]}},
    ]})
    .to_string()
}

proptest! {
    /// A request with references, understood and then given ids, is the request that a client
    /// would have sent had it known the ids.
    #[test]
    fn it_does_not_matter_when_ids_are_put_in(data in data(), filter in 0..4u8) {
        let text = message(&data, filter);
        let fill = |text: &str, prefix: &str| {
            (0..4).fold(text.to_owned(), |text, at| text.replace(&format!("@{at}"), &format!("{prefix}{at}")))
        };
        let limits = Limits { max_depth: 20, ..Limits::default() };
        let parse = |text: &str| BulkRequest::parse(text.as_bytes(), &limits).unwrap();
        let id = |bulk_id: &str| Some(format!("id-{bulk_id}"));
        let mut substituted = parse(&fill(&text, "bulkId:"));
        for entry in &mut substituted.operations {
            if let Some(path) = &mut entry.path
                && let Some(id) = path.reference().and_then(id) {
                path.id = Some(id);
            }
            let operation = entry.operation.as_mut().unwrap();
            substitute(operation.method, &mut operation.data, &id);
        }
        prop_assert_eq!(substituted, parse(&fill(&text, "id-")));
    }
}
