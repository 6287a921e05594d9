//! Large requests: their work is linear or bounded. Were it not, these sizes would take so long
//! that the runner ends the test (`.config/nextest.toml`).

use serde_json::{Value, json};

use super::{group, stored, try_group, try_user, user};
use crate::Map;
use crate::members::MemberChange;

#[test]
fn ten_thousand_members_in_one_operation() {
    let ids: Vec<Value> = (0..10_000).map(|n| json!({"value": format!("member-{n}")})).collect();
    for op in ["add", "replace", "remove"] {
        let changes = group(&json!([{"op": op, "path": "members", "value": ids}]));
        let count = match &changes[..] {
            [MemberChange::Add(all) | MemberChange::Replace(all)] => all.len(),
            [MemberChange::Remove(all)] => all.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(count, 10_000);
    }
}

#[test]
fn thousands_of_operations() {
    let operations: Vec<Value> = (0..5_000)
        .map(|n| match n % 2 {
            0 => json!({"op": "add", "path": "members", "value": [{"value": format!("m{n}")}]}),
            _ => json!({"op": "remove", "path": format!("members[value eq \"m{n}\"]")}),
        })
        .collect();
    assert_eq!(try_group(&operations.into()).unwrap().members.len(), 5_000);
}

#[test]
fn lists_of_a_user_grow_in_linear_time() {
    let many: Vec<Value> = (0..10_000).map(|n| json!({"value": format!("r{n}")})).collect();
    let one_by_one: Vec<Value> = (0..5_000)
        .map(|n| json!({"op": "add", "path": "roles", "value": [{"value": format!("s{n}")}]}))
        .collect();
    for (operations, expected) in [
        (
            json!([{"op": "add", "path": "roles", "value": many},
                {"op": "add", "path": "roles", "value": many},
                {"op": "remove", "path": "roles", "value": many}]),
            0,
        ),
        (one_by_one.into(), 5_000),
    ] {
        let body = try_user(&stored(&json!({})), &operations).unwrap().body;
        let roles = body.get("roles").and_then(Value::as_array);
        assert_eq!(roles.map_or(0, Vec::len), expected);
    }
}

#[test]
fn a_request_cannot_ask_for_endless_work() {
    let many: Vec<Value> = (0..5_000).map(|n| json!({"value": format!("r{n}")})).collect();
    let mut operations = vec![json!({"op": "add", "path": "roles", "value": many})];
    operations.extend(
        (0..450).map(|n| json!({"op": "replace", "path": format!("roles[value eq \"r{n}\"].display"), "value": "x"})),
    );
    let error = try_user(&stored(&json!({})), &operations.into()).unwrap_err();
    assert_eq!(error.status, 413);
    let detail = error.detail;
    assert!(detail.ends_with("the operations look at more than 2000000 values"), "{detail}");
    // Each operation looks at all 5,000, so that the work is used up before the last.
    assert!(detail.starts_with("Operations[3") || detail.starts_with("Operations[4"), "{detail}");
}

#[test]
fn custom_parts_by_the_thousand_are_refused_at_once() {
    let parts: Map = (0..30_000).map(|n| (format!("k{n}"), json!(1))).collect();
    let few: Vec<Value> = (0..600)
        .map(|n| (0..50).map(|m| (format!("k{}", n * 50 + m), json!(1))).collect())
        .collect();
    for (path, value) in [
        ("car", json!(parts)),
        ("cars", json!(few)),
        ("name", json!(parts)),
        ("emails", json!(few)),
        ("urn:acme:2.0:User", json!(parts)),
    ] {
        let operations = json!([{"op": "add", "path": path, "value": {"a": 1}},
            {"op": "add", "path": path, "value": value}]);
        let detail = try_user(&stored(&json!({})), &operations).unwrap_err().detail;
        assert!(detail.contains("200"), "{path}: {detail}");
    }
}

#[test]
fn the_same_value_with_ten_thousand_types() {
    let many: Vec<Value> =
        (0..10_000).map(|n| json!({"value": "r", "type": format!("t{n}")})).collect();
    let operations = json!([{"op": "add", "path": "roles", "value": many},
        {"op": "remove", "path": "roles", "value": many}]);
    assert_eq!(user(&stored(&json!({})), &operations), stored(&json!({})));
}

#[test]
fn a_large_value_is_not_copied_for_each_operation() {
    let large = json!({"op": "add", "path": "name.formatted", "value": "x".repeat(1 << 24)});
    let small = json!({"op": "replace", "path": "name.givenName", "value": "y"});
    let mut operations = vec![small; 4_900];
    operations.insert(0, large);
    assert_eq!(try_user(&stored(&json!({})), &operations.into()).unwrap_err().status, 413);
}
