//! The operations, one after the other, on a copy.

use serde_json::Value;

use super::dispatch::{Origin, at_path, at_place, in_schema};
use super::{Op, Operation, PatchRequest};
use crate::definition::{Definition, Learned, Place};
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
        let has_or_sets_active = workspace.body.contains_key("active") || sets_active(operation);
        step(&mut workspace, operation)
            .map_err(|error| error.at(format_args!("Operations[{at}]")))?;
        if has_or_sets_active && operation.op != Op::Remove {
            keep_active(&mut workspace);
        }
    }
    workspace.finish(Some(current))?;
    Ok(Patched { body: workspace.body, members: workspace.members, learned: workspace.learned })
}

/// A user whose `active` was set to nothing is not active, and that is said instead of left to be
/// guessed. Only what is removed has no value afterwards (RFC 7644 §3.5.2.2).
fn keep_active(workspace: &mut Workspace<'_>) {
    if workspace.definition.has_active() && !workspace.body.contains_key("active") {
        workspace.body.insert("active".into(), Value::Bool(false));
    }
}

fn sets_active(operation: &Operation) -> bool {
    let is_active = |name: &str| name.eq_ignore_ascii_case("active");
    match (&operation.path, &operation.value) {
        (Some(path), _) => path.attr.urn.is_none() && is_active(&path.attr.name),
        (None, Some(Value::Object(map))) => map.keys().any(|key| is_active(key)),
        (None, _) => false,
    }
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
    let mut targets = Vec::with_capacity(map.len());
    for (key, value) in map {
        // The keys of an object have no order, so that what one teaches cannot change what
        // another means.
        match target(&workspace.definition, key, value) {
            Ok(target) => targets.push((target, value)),
            Err(_) if value.is_null() => {}
            Err(error) => return Err(error),
        }
    }
    targets.into_iter().try_for_each(|((path, place), value)| {
        at_place(workspace, op, &path, place, Some(value), Origin::Key)
    })
}

/// What the key of a value or of a body means.
pub(crate) fn target(
    definition: &Definition,
    key: &str,
    value: &Value,
) -> Result<(PatchPath, Place), Error> {
    let path = PatchPath::parse(key)?;
    let is_object = path.filter.is_none() && value.is_object();
    let place = definition.place(&path.attr, is_object, false)?;
    Ok((path, place))
}

/// Adds the value of a body's key that is a path (`name.givenName`, `urn:…:User:department`).
pub(crate) fn add_at_key(
    workspace: &mut Workspace<'_>,
    (path, place): (PatchPath, Place),
    value: &Value,
) -> Result<(), Error> {
    at_place(workspace, Op::Add, &path, place, Some(value), Origin::Key)
}

/// Adds the value of a key in the object of an extension that is a path there.
pub(crate) fn add_in_schema(
    workspace: &mut Workspace<'_>,
    urn: &str,
    key: &str,
    value: &Value,
) -> Result<(), Error> {
    in_schema(workspace, Op::Add, urn, key, value)
}
