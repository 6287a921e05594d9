//! The message.

use serde_json::Value;

use crate::path::PatchPath;
use crate::{Error, Limits, Map, Rules, json, urn};

/// A PATCH request: operations in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchRequest {
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What to do.
    pub op: Op,
    /// Where; `None` means that the value's keys say it.
    pub path: Option<PatchPath>,
    /// With what. `None` if there was no `value`, which is not the same as null.
    pub value: Option<Value>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Adds values, or sets one.
    Add,
    /// Takes values away.
    Remove,
    /// Puts values in the place of others.
    Replace,
}

impl Op {
    fn parse(text: &str) -> Option<Self> {
        [("add", Self::Add), ("remove", Self::Remove), ("replace", Self::Replace)]
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text))
            .map(|(_, op)| op)
    }
}

/// Levels of the message around a value: the message, the list, the operation.
const ENVELOPE_DEPTH: usize = 3;

impl PatchRequest {
    /// Reads the message. Names and operators may be in any case, and unless the rules are strict
    /// `schemas` may be missing; what else is wrong with the message is 400 `invalidSyntax`, with a
    /// path `invalidPath` or `invalidFilter`, and too many operations are 413.
    pub fn parse(body: &[u8], limits: &Limits) -> Result<Self, Error> {
        Self::from_map(json::parse_object(body, limits.max_depth + ENVELOPE_DEPTH)?, limits)
    }

    /// The same for a message that was part of another one, where it was read as JSON.
    pub fn from_map(mut message: Map, limits: &Limits) -> Result<Self, Error> {
        let schemas = json::take(&mut message, "schemas");
        if limits.rules.schemas_required {
            json::require_schemas(schemas.as_ref(), urn::PATCH_OP)?;
        } else {
            json::check_schemas(schemas.as_ref(), urn::PATCH_OP)?;
        }
        let Some(Value::Array(operations)) = json::take(&mut message, "Operations") else {
            return Err(Error::invalid_syntax("Operations must be a list of operations"));
        };
        if operations.is_empty() {
            return Err(Error::invalid_syntax("Operations must hold at least one operation"));
        }
        if operations.len() > limits.max_operations {
            return Err(Error::payload_too_large(format!(
                "there are {} operations; one request may have {}",
                operations.len(),
                limits.max_operations
            )));
        }
        let operations = operations
            .into_iter()
            .enumerate()
            .map(|(at, operation)| {
                Operation::parse(operation, limits.rules)
                    .map_err(|error| error.at(format_args!("Operations[{at}]")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { operations })
    }
}

impl Operation {
    fn parse(operation: Value, rules: Rules) -> Result<Self, Error> {
        let Value::Object(mut map) = operation else {
            return Err(Error::invalid_syntax("an operation must be an object"));
        };
        let op = match json::take(&mut map, "op") {
            Some(Value::String(text)) => Op::parse(&text)
                .ok_or_else(|| Error::invalid_syntax("op must be 'add', 'remove' or 'replace'"))?,
            Some(_) => return Err(Error::invalid_syntax("op must be a string")),
            None => return Err(Error::invalid_syntax("op is missing")),
        };
        let path = match json::take(&mut map, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::String(text)) => Some(PatchPath::parse_by(&text, rules)?),
            Some(_) => return Err(Error::invalid_path("path must be a string")),
        };
        if path.is_none() && rules.path_required {
            return Err(Error::invalid_syntax("path is missing"));
        }
        Ok(Self { op, path, value: json::take(&mut map, "value") })
    }
}
