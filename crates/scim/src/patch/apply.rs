//! The operations, one after the other, on a copy.

use serde_json::Value;

use super::dispatch::{Origin, at_path};
use super::{Op, Operation, PatchRequest};
use crate::definition::{Definition, Learned, Located};
use crate::members::MemberChange;
use crate::path::PatchPath;
use crate::workspace::Workspace;
use crate::{Error, Limits, Map, json};

/// What a PATCH request made of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Patched {
    /// The new body; equal to the old one if nothing changed.
    pub body: Map,
    /// Changes of a group's members, to be carried out in this order.
    pub members: Vec<MemberChange>,
    /// Custom attributes that the definition does not have yet, or not as wide.
    pub learned: Vec<Learned>,
}

/// Applies a request to a stored body: each operation to what the one before it left, and all of
/// them or none.
pub fn apply(
    definition: &Definition,
    current: &Map,
    request: &PatchRequest,
    limits: &Limits,
) -> Result<Patched, Error> {
    let mut workspace = Workspace::new(definition, limits, current.clone());
    for (at, operation) in request.operations.iter().enumerate() {
        step(&mut workspace, operation)
            .map_err(|error| error.at(format_args!("Operations[{at}]")))?;
    }
    workspace.finish()?;
    Ok(Patched { body: workspace.body, members: workspace.members, learned: workspace.learned })
}

fn step(workspace: &mut Workspace<'_>, operation: &Operation) -> Result<(), Error> {
    let value = operation.value.as_ref();
    match (&operation.path, operation.op) {
        (Some(path), op) => at_path(workspace, op, path, value, Origin::Path),
        (None, Op::Remove) => Err(Error::no_target("remove needs a path")),
        (None, op) => match value {
            Some(Value::Object(map)) => at_keys(workspace, op, map),
            Some(other) => Err(Error::invalid_value(format!(
                "without a path, value must be an object, not {}",
                json::describe(other)
            ))),
            None => Err(Error::invalid_value("value is missing")),
        },
    }
}

/// An operation without path: each key of the value says where its value goes.
pub(super) fn at_keys(workspace: &mut Workspace<'_>, op: Op, map: &Map) -> Result<(), Error> {
    map.iter().try_for_each(|(key, value)| at_key(workspace, op, key, value))
}

fn at_key(workspace: &mut Workspace<'_>, op: Op, key: &str, value: &Value) -> Result<(), Error> {
    if !key.contains([':', '.', '['])
        && let Located::Attribute { attribute, .. } =
            workspace.definition.locate_name(key, None, false)
        && attribute.is_read_only()
    {
        // RFC 7644 §3.5.2.3: what only the server writes is passed over. Clients rename groups
        // with the id among the keys.
        return Ok(());
    }
    let path = PatchPath::parse(key)?;
    at_path(workspace, op, &path, Some(value), Origin::Key)
}

/// Adds the value of a body's key that is a path (`name.givenName`, `urn:…:User:department`).
pub(crate) fn add_at_key(
    workspace: &mut Workspace<'_>,
    key: &str,
    value: &Value,
) -> Result<(), Error> {
    at_key(workspace, Op::Add, key, value)
}
