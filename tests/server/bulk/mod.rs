//! Many operations in one request (RFC 7644 §3.7).

mod envelope;
mod errors;
mod import;
mod isolation;
mod limits;
mod order;
mod references;
mod versions;

use serde_json::{Value, json};
use testkit::{Answer, Caller};

use crate::support::{PATCH_OP, user};

pub(crate) const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// The message.
fn message(operations: &[Value]) -> Value {
    json!({"schemas": [BULK_REQUEST], "Operations": operations})
}

/// Sends operations; returns the answers to them, in a message that is known to be right.
pub(crate) async fn bulk(scim: &Caller, operations: &[Value]) -> Vec<Value> {
    answers(&scim.post("/Bulk", &message(operations)).await)
}

/// The same, with a number of errors after which the server stops.
async fn bulk_until(scim: &Caller, errors: usize, operations: &[Value]) -> Vec<Value> {
    let mut message = message(operations);
    message["failOnErrors"] = json!(errors);
    answers(&scim.post("/Bulk", &message).await)
}

/// The operations of a `BulkResponse`, each with what RFC 7644 §3.7.3 asks for.
fn answers(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    assert_eq!(answer.json["schemas"], json!([BULK_RESPONSE]));
    let all = answer.json["Operations"].as_array().expect("operations").clone();
    for one in &all {
        let status = one["status"].as_str().expect("the status is a string");
        let failed = !status.starts_with('2');
        assert_eq!(one.get("response").is_some(), failed, "{one}");
        if failed {
            assert_eq!(one["response"]["status"], json!(status), "{one}");
            let detail = one["response"]["detail"].as_str().expect("a detail");
            assert!(detail.len() > 9, "the detail says too little: {detail}");
        } else {
            assert!(one["location"].is_string(), "{one}");
            assert_eq!(one.get("version").is_some(), one["method"] != "DELETE", "{one}");
        }
    }
    all
}

/// The statuses of answers.
pub(crate) fn statuses(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|one| one["status"].as_str().expect("a status")).collect()
}

/// The id of the resource that an answer is about.
pub(crate) fn id(answer: &Value) -> String {
    let location = answer["location"].as_str().unwrap_or_else(|| panic!("a location: {answer}"));
    location.rsplit('/').next().expect("an id").to_owned()
}

/// The text of an error.
fn detail(answer: &Value) -> &str {
    answer["response"]["detail"].as_str().unwrap_or_else(|| panic!("an error: {answer}"))
}

pub(crate) fn post(endpoint: &str, bulk_id: &str, data: Value) -> Value {
    json!({"method": "POST", "path": endpoint, "bulkId": bulk_id, "data": data})
}

fn post_user(bulk_id: &str) -> Value {
    post("/Users", bulk_id, user(bulk_id))
}

fn put(path: &str, data: Value) -> Value {
    json!({"method": "PUT", "path": path, "data": data})
}

fn patch(path: &str, operations: Value) -> Value {
    let data = json!({"schemas": [PATCH_OP], "Operations": operations});
    json!({"method": "PATCH", "path": path, "data": data})
}

fn delete(path: &str) -> Value {
    json!({"method": "DELETE", "path": path})
}
