use serde_json::json;

use super::{refused, stored, try_user, user};
use crate::patch::{Op, PatchRequest};
use crate::{Limits, ScimType};

fn parse(body: &str) -> Result<PatchRequest, crate::Error> {
    PatchRequest::parse(body.as_bytes(), &Limits::default())
}

#[test]
fn the_message_may_be_written_in_many_ways() {
    for body in [
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"title","value":1}]}"#,
        r#"{"schemas":["URN:ietf:params:scim:api:messages:2.0:patchop"],"operations":[{"OP":"ADD","Path":" title ","VALUE":1}]}"#,
        r#"{"Operations":[{"op":"Add","path":"title","value":1,"more":2}]}"#,
        r#"{"schemas":[],"Operations":[{"op":"Add","path":"title","value":1}]}"#,
    ] {
        let request = parse(body).unwrap();
        assert_eq!(request.operations.len(), 1);
        let operation = &request.operations[0];
        assert_eq!((operation.op, &operation.value), (Op::Add, &Some(json!(1))));
        assert_eq!(operation.path.as_ref().unwrap().to_string(), "title");
    }
}

#[test]
fn malformed_messages_are_refused() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"Operations":[]}"#,
        r#"{"Operations":{}}"#,
        r#"{"Operations":[7]}"#,
        r#"{"Operations":[{"path":"title","value":1}]}"#,
        r#"{"Operations":[{"op":"move","path":"title"}]}"#,
        r#"{"Operations":[{"op":7}]}"#,
        r#"{"Operations":[{"op":"add","Op":"add","value":{}}]}"#,
        r#"{"schemas":["urn:x"],"Operations":[{"op":"add","value":{}}]}"#,
        r#"{"schemas":"urn:x","Operations":[{"op":"add","value":{}}]}"#,
    ] {
        assert_eq!(parse(body).unwrap_err().scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
    let error =
        parse(r#"{"Operations":[{"op":"add","value":{}},{"op":"add","path":7}]}"#).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidPath));
    assert!(error.detail.starts_with("Operations[1]"), "{}", error.detail);
}

#[test]
fn too_many_operations_are_too_large() {
    let operations: Vec<_> = (0..3).map(|_| json!({"op": "remove", "path": "title"})).collect();
    let body = json!({"Operations": operations}).to_string();
    let limits = Limits { max_operations: 2, ..Limits::default() };
    assert_eq!(PatchRequest::parse(body.as_bytes(), &limits).unwrap_err().status, 413);
}

#[test]
fn all_operations_or_none() {
    let current = stored(&json!({"title": "a"}));
    let operations = json!([
        {"op": "replace", "path": "title", "value": "b"},
        {"op": "remove", "path": "userName"},
    ]);
    assert_eq!(refused(&current, &operations), Some(ScimType::Mutability));
    assert!(try_user(&current, &operations).unwrap_err().detail.starts_with("Operations[1]"));
}

#[test]
fn no_change_leaves_the_body_equal() {
    let current = stored(&json!({"title": "a", "emails": [{"value": "a", "type": "work"}]}));
    let operations = json!([
        {"op": "replace", "path": "title", "value": "a"},
        {"op": "add", "path": "emails", "value": [{"type": "work", "value": "a"}]},
        {"op": "replace", "value": {"id": "other", "active": "True"}},
        {"op": "remove", "path": "nickName"},
    ]);
    assert_eq!(user(&current, &operations), current);
}

#[test]
fn the_stored_body_is_bounded() {
    let limits = Limits { max_resource_bytes: 200, max_values: 2, ..Limits::default() };
    let run = |operations: serde_json::Value| {
        let body = json!({"Operations": operations}).to_string();
        let request = PatchRequest::parse(body.as_bytes(), &limits)?;
        super::apply(&crate::Definition::user(), &stored(&json!({})), &request, &limits)
    };
    let long = run(json!([{"op": "add", "path": "title", "value": "x".repeat(200)}])).unwrap_err();
    assert_eq!(long.status, 413);
    let add = |value: &str| json!({"op": "add", "path": "roles", "value": value});
    assert!(run(json!([add("a"), add("b"), add("b")])).is_ok());
    assert_eq!(run(json!([add("a"), add("b"), add("c")])).unwrap_err().status, 413);
}
