//! The entries of a resource's body, one by one.

use serde_json::Value;

use crate::definition::{Located, Relation};
use crate::members::{self, MemberChange};
use crate::patch;
use crate::path::AttrPath;
use crate::value::Context;
use crate::workspace::{Workspace, in_part};
use crate::{Error, Map, json};

/// Reads every entry of a body. Keys that are paths rather than names come last, as operations on
/// what the names brought.
pub(super) fn read_all(workspace: &mut Workspace<'_>, sent: Map) -> Result<(), Error> {
    let mut paths = Vec::new();
    top_level(workspace, sent, &mut paths)?;
    for (path, value) in paths {
        patch::add_at_key(workspace, &path, &value)?;
    }
    Ok(())
}

fn top_level(
    workspace: &mut Workspace<'_>,
    sent: Map,
    paths: &mut Vec<(String, Value)>,
) -> Result<(), Error> {
    for (key, value) in sent {
        if value.is_null() {
            continue;
        }
        if key.contains(':') {
            qualified(workspace, key, value, paths)?;
        } else if key.contains(['.', '[']) {
            paths.push((key, value));
        } else {
            named(workspace, &key, value)?;
        }
    }
    Ok(())
}

/// An entry whose key is the plain name of an attribute.
fn named(workspace: &mut Workspace<'_>, key: &str, value: Value) -> Result<(), Error> {
    let limits = workspace.limits;
    let definition = &*workspace.definition;
    let mut context = Context::new(limits, &definition.core().id);
    match definition.locate_name(key, None, false) {
        Located::Attribute { attribute, .. } => {
            if definition.relation() == Some(Relation::Members) && attribute.name == "members" {
                let members = members::parse(&value, limits)?;
                workspace.members.push(MemberChange::Add(members));
                return Ok(());
            }
            // What only the server writes is passed over (RFC 7644 §3.3), and `schemas` is
            // computed from what is there.
            if attribute.is_read_only() || attribute.name == "schemas" {
                return Ok(());
            }
            if let Some(value) = context.assign(attribute, value)? {
                workspace.body.insert(attribute.name.clone(), value);
            }
        }
        _ if is_password(key) => return Ok(()),
        _ => {
            if let Some(value) = context.custom(key, None, value)? {
                workspace.body.insert(key.to_owned(), value);
            }
        }
    }
    let Context { found, work, .. } = context;
    workspace.absorb(found, work)
}

/// An entry whose key begins with a URN.
fn qualified(
    workspace: &mut Workspace<'_>,
    key: String,
    value: Value,
    paths: &mut Vec<(String, Value)>,
) -> Result<(), Error> {
    let extension = match workspace.definition.locate(&key) {
        Located::Schema { extension: Some(urn) } => urn.to_owned(),
        Located::Schema { extension: None } => {
            return top_level(workspace, object(&key, value)?, paths);
        }
        Located::Foreign => {
            let path =
                AttrPath::parse(&key).map_err(|error| Error::invalid_syntax(error.detail))?;
            let (urn, attribute) = workspace.foreign(&path, value.is_object());
            if attribute.is_some() {
                paths.push((key, value));
                return Ok(());
            }
            urn
        }
        Located::Attribute { .. } | Located::Unknown { .. } => {
            paths.push((key, value));
            return Ok(());
        }
    };
    let sent = object(&key, value)?;
    read_extension(workspace, &extension, sent, paths)
}

fn object(key: &str, value: Value) -> Result<Map, Error> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(Error::invalid_value(format!(
            "'{key}' must hold an object, not {}",
            json::describe(&other)
        ))),
    }
}

/// The object of an extension.
fn read_extension(
    workspace: &mut Workspace<'_>,
    urn: &str,
    sent: Map,
    paths: &mut Vec<(String, Value)>,
) -> Result<(), Error> {
    let definition = &*workspace.definition;
    let mut context = Context::new(workspace.limits, urn);
    let schema = definition.extension(urn);
    let mut read = Map::new();
    for (key, value) in sent {
        if key.contains(['.', '[']) {
            paths.push((format!("{urn}:{key}"), value));
            continue;
        }
        let known = schema.and_then(|schema| schema.attribute(&key));
        if known.is_some_and(crate::schema::Attribute::is_read_only) {
            continue;
        }
        let value = match known {
            Some(attribute) => context.assign(attribute, value)?,
            None => context.custom(&key, None, value)?,
        };
        if let Some(value) = value {
            read.insert(known.map_or(key, |known| known.name.clone()), value);
        }
    }
    in_part(&mut workspace.body, Some(urn), |part| part.extend(read));
    let Context { found, work, .. } = context;
    workspace.absorb(found, work)
}

/// Passwords are accepted and dropped; the schema does not have them.
pub(crate) fn is_password(name: &str) -> bool {
    name.eq_ignore_ascii_case("password")
}
