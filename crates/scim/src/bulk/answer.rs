//! The answer (RFC 7644 §3.7.3).

use serde_json::{Value, json};

use crate::{Error, etag, urn};

/// How an operation ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `method`, as the operation's [`Entry`](super::Entry) has it.
    pub method: Option<String>,
    /// `bulkId`, if it was given.
    pub bulk_id: Option<String>,
    /// The address of the resource; `None` where a POST made none.
    pub location: Option<String>,
    /// The version that the resource has now, if it is there.
    pub version: Option<i64>,
    /// The HTTP status of success, or what stood against it.
    pub result: Result<u16, Error>,
}

/// The message about those operations that were carried out, in the order of the request.
pub fn answer(outcomes: &[Outcome]) -> Value {
    let operations: Vec<Value> = outcomes.iter().map(one).collect();
    json!({"schemas": [urn::BULK_RESPONSE], "Operations": operations})
}

fn one(outcome: &Outcome) -> Value {
    let status = match &outcome.result {
        Ok(status) => *status,
        Err(error) => error.status,
    };
    // As in errors, `status` is a string.
    let mut map = json!({"status": status.to_string()});
    let parts = [
        ("method", outcome.method.as_deref().map(Value::from)),
        ("bulkId", outcome.bulk_id.as_deref().map(Value::from)),
        ("location", outcome.location.as_deref().map(Value::from)),
        ("version", outcome.version.map(|version| etag::format(version).into())),
        ("response", outcome.result.as_ref().err().map(Error::to_value)),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            map[name] = value;
        }
    }
    map
}
