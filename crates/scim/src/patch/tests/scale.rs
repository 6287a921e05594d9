use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{PatchRequest, Patched, apply, group, stored, try_group, try_user};
use crate::members::MemberChange;
use crate::{Definition, Error, Limits, Map};

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
    assert!(start.elapsed() < 10 * SOON, "{:?}", start.elapsed());
}

/// Applies operations to a user; reading the message is not timed.
fn timed(operations: Vec<Value>) -> (Result<Patched, Error>, Duration) {
    let body = json!({"Operations": operations}).to_string();
    let request = PatchRequest::parse(body.as_bytes(), &Limits::default()).unwrap();
    let current = stored(&json!({}));
    let start = Instant::now();
    let patched = apply(&Definition::user(), &current, &request, &Limits::default());
    (patched, start.elapsed())
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
        let (patched, elapsed) = timed(vec![
            json!({"op": "add", "path": path, "value": {"a": 1}}),
            json!({"op": "add", "path": path, "value": value}),
        ]);
        let detail = patched.unwrap_err().detail;
        assert!(detail.contains("200"), "{path}: {detail}");
        assert!(elapsed < SOON, "{path}: {elapsed:?}");
    }
}

#[test]
fn the_same_value_with_ten_thousand_types() {
    let many: Vec<Value> =
        (0..10_000).map(|n| json!({"value": "r", "type": format!("t{n}")})).collect();
    let (patched, elapsed) = timed(vec![
        json!({"op": "add", "path": "roles", "value": many}),
        json!({"op": "remove", "path": "roles", "value": many}),
    ]);
    assert_eq!(patched.unwrap().body, stored(&json!({})));
    assert!(elapsed < SOON, "{elapsed:?}");
}

#[test]
fn a_large_value_is_not_copied_for_each_operation() {
    let large = json!({"op": "add", "path": "name.formatted", "value": "x".repeat(1 << 22)});
    let small = json!({"op": "replace", "path": "name.givenName", "value": "y"});
    let mut operations = vec![small; 4_900];
    operations.insert(0, large);
    let (patched, elapsed) = timed(operations);
    assert_eq!(patched.unwrap_err().status, 413);
    assert!(elapsed < SOON, "{elapsed:?}");
}
