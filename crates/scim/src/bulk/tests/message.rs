//! What is wrong with a message, and what with one operation of it.

use serde_json::{Value, json};

use crate::bulk::{BulkRequest, Entry, Method, Outcome, answer};
use crate::urn::{BULK_REQUEST, BULK_RESPONSE, ERROR};
use crate::{Error, Limits, ScimType};

fn parse(message: &Value) -> Result<BulkRequest, Error> {
    BulkRequest::parse(message.to_string().as_bytes(), &Limits::default())
}

fn one(operation: Value) -> Entry {
    parse(&json!({"Operations": [operation]})).unwrap().operations.remove(0)
}

fn refused(operation: Value) -> Error {
    one(operation.clone()).operation.expect_err(&operation.to_string())
}

#[test]
fn names_and_methods_come_in_any_case() {
    let request = parse(&json!({
        "SCHEMAS": [BULK_REQUEST.to_uppercase()],
        "failonerrors": 2,
        "operations": [
            {"Method": "post", "PATH": "/users", "bulkid": "a", "DATA": {"userName": "ann"}},
            {"method": "Delete", "path": "Users/1", "version": "W/\"1\"", "data": 7},
        ],
    }))
    .unwrap();
    assert_eq!(request.fail_on_errors, Some(2));
    let [post, delete] = request.operations.as_slice() else { panic!("two operations") };
    let wanted = post.operation.as_ref().unwrap();
    assert_eq!((post.method.as_deref(), wanted.method), (Some("POST"), Method::Post));
    assert_eq!((post.bulk_id.as_deref(), &wanted.data["userName"]), (Some("a"), &json!("ann")));
    let wanted = delete.operation.as_ref().unwrap();
    assert_eq!((wanted.method, wanted.version.as_deref()), (Method::Delete, Some("W/\"1\"")));
    assert!(wanted.data.is_empty());
}

#[test]
fn strict_rules_want_the_message_named() {
    let limits = Limits { rules: crate::Rules::INTEROP, ..Limits::default() };
    let strict = |message: Value| BulkRequest::parse(message.to_string().as_bytes(), &limits);
    let operations = json!([{"method": "DELETE", "path": "/Users/1"}]);
    for schemas in [Value::Null, json!([]), json!(["urn:x"])] {
        let error = strict(json!({"schemas": schemas, "Operations": operations})).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{schemas}");
    }
    assert!(strict(json!({"Operations": operations})).is_err());
    assert!(strict(json!({"schemas": [BULK_REQUEST], "Operations": operations})).is_ok());
}

#[test]
fn a_wrong_envelope_is_refused_as_a_whole() {
    let operation = json!({"method": "DELETE", "path": "/Users/1"});
    for message in [
        json!([]),
        json!({}),
        json!({"Operations": null}),
        json!({"Operations": []}),
        json!({"Operations": {"method": "POST"}}),
        json!({"schemas": ["urn:x"], "Operations": [operation]}),
        json!({"schemas": "urn:x", "Operations": [operation]}),
        json!({"failOnErrors": 0, "Operations": [operation]}),
        json!({"failOnErrors": "1", "Operations": [operation]}),
        json!({"failOnErrors": 1.5, "Operations": [operation]}),
        json!({"failOnErrors": -1, "Operations": [operation]}),
    ] {
        let error = parse(&message).expect_err(&message.to_string());
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{message}");
    }
    for message in [
        json!({"Operations": [operation]}),
        json!({"schemas": null, "failOnErrors": null, "Operations": [operation]}),
        json!({"schemas": [], "failOnErrors": 1, "Operations": [operation]}),
    ] {
        assert!(parse(&message).is_ok(), "{message}");
    }
}

#[test]
fn too_many_operations_are_refused_by_the_name_of_the_limit() {
    let operation = json!({"method": "DELETE", "path": "/Users/1"});
    let limit = Limits::default().max_bulk_operations;
    let message = |count| json!({"Operations": vec![operation.clone(); count]});
    assert!(parse(&message(limit)).is_ok());
    let error = parse(&message(limit + 1)).unwrap_err();
    assert_eq!(error.status, 413);
    assert!(error.detail.contains("maxOperations (1000)"), "{}", error.detail);
}

#[test]
fn a_wrong_operation_fails_alone() {
    let data = json!({"userName": "ann"});
    for (operation, says) in [
        (json!("x"), "an operation must be an object"),
        (json!({"path": "/Users"}), "method is missing"),
        (json!({"method": 1, "path": "/Users"}), "method must be a string"),
        (json!({"method": "GET", "path": "/Users/1"}), "method must be POST"),
        (json!({"method": "POST", "bulkId": "a", "data": data}), "path is missing"),
        (json!({"method": "POST", "path": "/Users", "data": data}), "bulkId is missing"),
        (json!({"method": "POST", "path": "/Users", "bulkId": "", "data": data}), "bulkId is"),
        (json!({"method": "POST", "path": "/Users", "bulkId": 1, "data": data}), "bulkId must be"),
        (json!({"method": "POST", "path": "/Users", "bulkId": "a"}), "data is missing"),
        (json!({"method": "POST", "path": "/Users", "bulkId": "a", "data": []}), "not a list"),
        (
            json!({"method": "POST", "path": "/Users/1", "bulkId": "a", "data": data}),
            "without an id",
        ),
        (json!({"method": "PUT", "path": "/Users", "data": data}), "PUT needs the path"),
        (json!({"method": "DELETE", "path": "/Users"}), "DELETE needs the path"),
        (json!({"method": "PATCH", "path": "/Users/1"}), "data is missing"),
        (json!({"method": "DELETE", "path": "/Users/1", "version": 3}), "version must be"),
        (json!({"method": "POST", "path": "/Bulk", "bulkId": "a", "data": {}}), "/Bulk cannot"),
    ] {
        let error = refused(operation.clone());
        assert_eq!(error.scim_type, Some(ScimType::InvalidSyntax), "{operation}");
        assert!(error.detail.contains(says), "{operation}: {}", error.detail);
    }
    let other = one(json!({"method": "BREW", "path": "/Users/1", "bulkId": "a"}));
    assert_eq!((other.method.as_deref(), other.bulk_id.as_deref()), (Some("BREW"), Some("a")));
}

#[test]
fn a_bulk_id_stands_for_one_resource() {
    let post = json!({"method": "POST", "path": "/Users", "bulkId": "a", "data": {}});
    let put = json!({"method": "PUT", "path": "/Users/1", "bulkId": "a", "data": {}});
    let request = parse(&json!({"Operations": [put, post, post]})).unwrap();
    let fails: Vec<bool> = request.operations.iter().map(|one| one.operation.is_err()).collect();
    assert_eq!(fails, [false, false, true], "only what is created is named");
    let error = request.operations[2].operation.clone().unwrap_err();
    assert!(error.detail.contains("Operations[1]"), "{}", error.detail);
}

#[test]
fn data_are_as_deep_as_alone_and_no_deeper() {
    let nested = |levels| (0..levels).fold(json!(1), |value, _| json!([value]));
    let limits = Limits::default();
    let post = |levels| json!({"method": "POST", "path": "/Users", "bulkId": "a", "data": {"x": nested(levels)}});
    assert!(one(post(limits.max_depth - 1)).operation.is_ok());
    assert!(refused(post(limits.max_depth)).detail.contains("levels deep"));
    let patch = |levels| {
        let operation = json!({"op": "add", "path": "x", "value": nested(levels)});
        json!({"method": "PATCH", "path": "/Users/1", "data": {"Operations": [operation]}})
    };
    assert!(one(patch(limits.max_depth)).operation.is_ok());
    assert!(refused(patch(limits.max_depth + 1)).detail.contains("levels deep"));
}

#[test]
fn the_answer_has_what_the_rfc_asks_for() {
    let done = Outcome {
        method: Some("POST".into()),
        bulk_id: Some("a".into()),
        location: Some("https://h/Users/1".into()),
        version: Some(1),
        result: Ok(201),
    };
    let result = Err(Error::uniqueness("taken"));
    let failed = Outcome { location: None, version: None, result, ..done.clone() };
    assert_eq!(
        answer(&[done, failed]),
        json!({"schemas": [BULK_RESPONSE], "Operations": [
            {"method": "POST", "bulkId": "a", "status": "201", "version": "W/\"1\"",
                "location": "https://h/Users/1"},
            {"method": "POST", "bulkId": "a", "status": "409", "response": {"schemas": [ERROR],
                "status": "409", "scimType": "uniqueness", "detail": "taken"}},
        ]})
    );
}
