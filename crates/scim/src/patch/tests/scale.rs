use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{group, stored, try_group, try_user};
use crate::members::MemberChange;

/// Generous: the work takes milliseconds, and what must not happen takes minutes.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn ten_thousand_members_in_one_operation() {
    let ids: Vec<Value> = (0..10_000).map(|n| json!({"value": format!("member-{n}")})).collect();
    for op in ["add", "replace", "remove"] {
        let start = Instant::now();
        let changes = group(&json!([{"op": op, "path": "members", "value": ids}]));
        let count = match &changes[..] {
            [MemberChange::Add(all) | MemberChange::Replace(all)] => all.len(),
            [MemberChange::Remove(all)] => all.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!(count, 10_000);
        assert!(start.elapsed() < SOON, "{op}: {:?}", start.elapsed());
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
    let start = Instant::now();
    assert_eq!(try_group(&operations.into()).unwrap().members.len(), 5_000);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn lists_of_a_user_grow_in_linear_time() {
    let many: Vec<Value> = (0..5_000).map(|n| json!({"value": format!("r{n}")})).collect();
    let one_by_one: Vec<Value> = (0..2_000)
        .map(|n| json!({"op": "add", "path": "roles", "value": [{"value": format!("s{n}")}]}))
        .collect();
    for operations in [
        json!([{"op": "add", "path": "roles", "value": many}, {"op": "add", "path": "roles", "value": many},
            {"op": "remove", "path": "roles", "value": many}]),
        one_by_one.into(),
    ] {
        let start = Instant::now();
        assert!(try_user(&stored(&json!({})), &operations).is_ok());
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    }
}

#[test]
fn a_request_cannot_ask_for_endless_work() {
    let many: Vec<Value> = (0..5_000).map(|n| json!({"value": format!("r{n}")})).collect();
    let mut operations = vec![json!({"op": "add", "path": "roles", "value": many})];
    operations.extend(
        (0..4_000).map(|n| json!({"op": "replace", "path": format!("roles[value eq \"r{n}\"].display"), "value": "x"})),
    );
    let start = Instant::now();
    assert_eq!(try_user(&stored(&json!({})), &operations.into()).unwrap_err().status, 413);
    assert!(start.elapsed() < 4 * SOON, "{:?}", start.elapsed());
}
