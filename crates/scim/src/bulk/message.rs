//! The message (RFC 7644 §3.7).

use std::collections::HashMap;

use serde_json::Value;

use super::path::BulkPath;
use crate::{Error, Limits, Map, json, urn};

/// A bulk request: operations, of which each may be wrong by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkRequest {
    /// After how many errors the server stops (§3.7.3); `None` for never.
    pub fail_on_errors: Option<usize>,
    /// The operations, in their order.
    pub operations: Vec<Entry>,
}

/// One operation as it was sent: what its answer repeats, and what it asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `method`, in capitals; as it was sent if it is none that a bulk request can have.
    pub method: Option<String>,
    /// `bulkId`.
    pub bulk_id: Option<String>,
    /// `path`, if it is well-formed.
    pub path: Option<BulkPath>,
    /// What is to be done, or why it cannot.
    pub operation: Result<Operation, Error>,
}

/// A well-formed operation. Its path is in its [`Entry`].
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What to do.
    pub method: Method,
    /// The version that the client means, as `If-Match` would name it.
    pub version: Option<String>,
    /// The body; empty for DELETE.
    pub data: Map,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Creates a resource.
    Post,
    /// Replaces one.
    Put,
    /// Changes parts of one.
    Patch,
    /// Removes one.
    Delete,
}

impl Method {
    const ALL: [Method; 4] = [Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The name of the HTTP method.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// Levels of the whole message. What is too deep within one operation shall fail with that alone.
const MAX_DEPTH: usize = 100;
/// Levels of the data of a PATCH around a value: the message, the list, the operation.
const PATCH_DEPTH: usize = 3;

impl BulkRequest {
    /// Reads the message. Keys and methods may be in any case, and unless the rules are strict
    /// `schemas` may be missing. What is wrong with the message as a whole is 400 `invalidSyntax`,
    /// too many operations are 413; what is wrong with one operation is left to that one.
    pub fn parse(body: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut message = json::parse_object(body, MAX_DEPTH)?;
        let schemas = json::take(&mut message, "schemas");
        if limits.rules.schemas_required {
            json::require_schemas(schemas.as_ref(), urn::BULK_REQUEST)?;
        } else {
            json::check_schemas(schemas.as_ref(), urn::BULK_REQUEST)?;
        }
        let fail_on_errors = fail_on_errors(json::take(&mut message, "failOnErrors"))?;
        let Some(Value::Array(operations)) = json::take(&mut message, "Operations") else {
            return Err(Error::invalid_syntax("Operations must be a list of operations"));
        };
        if operations.is_empty() {
            return Err(Error::invalid_syntax("Operations must hold at least one operation"));
        }
        if operations.len() > limits.max_bulk_operations {
            return Err(Error::payload_too_large(format!(
                "there are {} operations, which is more than maxOperations ({})",
                operations.len(),
                limits.max_bulk_operations
            )));
        }
        let mut operations: Vec<Entry> =
            operations.into_iter().map(|operation| Entry::read(operation, limits)).collect();
        refuse_repeated(&mut operations);
        Ok(Self { fail_on_errors, operations })
    }
}

fn fail_on_errors(value: Option<Value>) -> Result<Option<usize>, Error> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    match value.as_u64().filter(|errors| *errors > 0) {
        Some(errors) => Ok(Some(usize::try_from(errors).unwrap_or(usize::MAX))),
        None => Err(Error::invalid_syntax("failOnErrors must be a whole number from 1")),
    }
}

/// A `bulkId` stands for one resource: the second operation that gives it fails.
fn refuse_repeated(operations: &mut [Entry]) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for (at, entry) in operations.iter_mut().enumerate() {
        if entry.method.as_deref() != Some(Method::Post.name()) {
            continue;
        }
        let Some(bulk_id) = &entry.bulk_id else { continue };
        if let Some(before) = first.get(bulk_id) {
            entry.operation = Err(Error::invalid_value(format!(
                "bulkId '{bulk_id}' is that of Operations[{before}] already"
            )));
        } else {
            first.insert(bulk_id.clone(), at);
        }
    }
}

impl Entry {
    fn read(operation: Value, limits: &Limits) -> Self {
        let mut entry = Self {
            method: None,
            bulk_id: None,
            path: None,
            operation: Err(Error::invalid_syntax("an operation must be an object")),
        };
        if let Value::Object(map) = operation {
            entry.operation = entry.fill(map, limits);
        }
        entry
    }

    /// Reads all parts before the first that is wrong counts: the answer repeats them.
    fn fill(&mut self, mut map: Map, limits: &Limits) -> Result<Operation, Error> {
        let method = text(&mut map, "method");
        let bulk_id = text(&mut map, "bulkId");
        let path = text(&mut map, "path");
        let version = text(&mut map, "version");

        let sent = method?;
        let known = Method::ALL.into_iter().find(|method| {
            sent.as_ref().is_some_and(|sent| method.name().eq_ignore_ascii_case(sent))
        });
        self.method = known.map(|method| method.name().to_owned()).or(sent);
        self.bulk_id = bulk_id?;
        let path = path?.ok_or_else(|| Error::invalid_syntax("path is missing"))?;
        let path = self.path.insert(BulkPath::parse(&path)?);
        let method = known.ok_or_else(|| match &self.method {
            None => Error::invalid_syntax("method is missing"),
            Some(_) => Error::invalid_syntax("method must be POST, PUT, PATCH or DELETE"),
        })?;
        match (method, &path.id) {
            (Method::Post, Some(_)) => {
                let detail = "POST needs the path of an endpoint, such as /Users, without an id";
                return Err(Error::invalid_syntax(detail));
            }
            (Method::Post, None) if self.bulk_id.is_none() => {
                return Err(Error::invalid_syntax("bulkId is missing, which POST needs"));
            }
            (Method::Put | Method::Patch | Method::Delete, None) => {
                let detail = "needs the path of a resource, such as /Users/{id}";
                return Err(Error::invalid_syntax(format!("{} {detail}", method.name())));
            }
            _ => {}
        }
        let version = version?;
        let data = match json::take(&mut map, "data") {
            _ if method == Method::Delete => Map::new(),
            Some(Value::Object(data)) => data,
            None | Some(Value::Null) => return Err(Error::invalid_syntax("data is missing")),
            Some(other) => {
                return Err(Error::invalid_syntax(format!(
                    "data must be an object, not {}",
                    json::describe(&other)
                )));
            }
        };
        let more = if method == Method::Patch { PATCH_DEPTH } else { 0 };
        json::check_depth(&data, limits.max_depth + more)?;
        Ok(Operation { method, version, data })
    }
}

/// A part that is a text and not empty; null is as if it were not there.
fn text(map: &mut Map, name: &str) -> Result<Option<String>, Error> {
    match json::take(map, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(Error::invalid_syntax(format!(
            "{name} must be a string, not {}",
            json::describe(&other)
        ))),
    }
}
