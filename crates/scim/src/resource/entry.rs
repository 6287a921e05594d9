//! The entries of a resource's body, one by one.

use serde_json::Value;

use crate::definition::{Definition, Located, Place, Relation};
use crate::members::{self, MemberChange};
use crate::patch;
use crate::path::PatchPath;
use crate::value::Context;
use crate::workspace::{Workspace, in_part};
use crate::{Error, Map, json};

/// The entries of a body, by what their keys are.
#[derive(Default)]
struct Entries {
    named: Vec<(String, Value)>,
    extensions: Vec<(String, Map)>,
    paths: Vec<((PatchPath, Place), Value)>,
    /// Paths in the object of an extension.
    inner: Vec<(String, String, Value)>,
}

/// Reads every entry of a body. Keys that are paths rather than names come last, as operations on
/// what the names brought.
pub(super) fn read_all(workspace: &mut Workspace<'_>, sent: Map) -> Result<(), Error> {
    if workspace.limits.rules.schemas_required {
        check_schemas(&workspace.definition, &sent)?;
    }
    // The keys of an object have no order: all are understood before any can teach something.
    let mut entries = Entries::default();
    let known_only = workspace.limits.rules.known_only;
    sort_out(&workspace.definition, sent, known_only, &mut entries)?;
    let Entries { named, extensions, paths, mut inner } = entries;
    named.into_iter().try_for_each(|(key, value)| read_named(workspace, &key, value))?;
    for (urn, sent) in extensions {
        let urn = workspace.spelling(urn);
        read_extension(workspace, urn, sent, &mut inner)?;
    }
    for (target, value) in paths {
        patch::add_at_key(workspace, target, &value)?;
    }
    inner.iter().try_for_each(|(urn, key, value)| patch::add_in_schema(workspace, urn, key, value))
}

/// RFC 7643 §3: `schemas` names the core schema, and no schema that the type does not have.
fn check_schemas(definition: &Definition, sent: &Map) -> Result<(), Error> {
    let schemas = sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("schemas"));
    let core = &definition.core().id;
    let schemas = schemas.map(|(_, schemas)| schemas);
    json::require_schemas(schemas, core)?;
    definition.check_schemas(schemas.and_then(Value::as_array).map_or(&[], Vec::as_slice))
}

fn sort_out(
    definition: &Definition,
    sent: Map,
    known_only: bool,
    entries: &mut Entries,
) -> Result<(), Error> {
    for (key, value) in sent {
        if value.is_null() && !known_only {
            continue;
        }
        if !key.contains([':', '.', '[']) {
            entries.named.push((key, value));
            continue;
        }
        if known_only {
            // Only an extension stands under a key that is more than a name (RFC 7643 §3.3).
            if !definition.has_extension(&key) {
                return Err(definition.unknown(key));
            }
            if value.is_null() {
                continue;
            }
        }
        let target = patch::target(definition, &key, &value).map_err(Error::for_key)?;
        match target {
            (PatchPath { filter: None, .. }, Place::Schema { extension: Some(urn) }) => {
                entries.extensions.push((urn, object(&key, value)?));
            }
            (PatchPath { filter: None, .. }, Place::Schema { extension: None }) => {
                sort_out(definition, object(&key, value)?, known_only, entries)?;
            }
            target => entries.paths.push((target, value)),
        }
    }
    Ok(())
}

/// An entry whose key is the plain name of an attribute.
fn read_named(workspace: &mut Workspace<'_>, key: &str, value: Value) -> Result<(), Error> {
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
        _ if limits.rules.known_only => return Err(definition.unknown(key)),
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
    urn: String,
    sent: Map,
    paths: &mut Vec<(String, String, Value)>,
) -> Result<(), Error> {
    let mut read = Map::new();
    for (key, value) in sent {
        let definition = &*workspace.definition;
        let known = definition.attribute_in(Some(&urn), &key);
        if known.is_none() && workspace.limits.rules.known_only {
            return Err(definition.unknown(format_args!("{urn}:{key}")));
        }
        // An extension within an extension (RFC 9944 §7.1) is known by its URN, which has dots.
        if known.is_none() && key.contains(['.', '[']) {
            paths.push((urn.clone(), key, value));
            continue;
        }
        if is_password(&key) {
            continue;
        }
        let mut context = Context::new(workspace.limits, &urn);
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
        let Context { found, work, .. } = context;
        workspace.absorb(found, work)?;
    }
    in_part(&mut workspace.body, Some(&urn), |part| part.extend(read));
    Ok(())
}

/// Passwords are accepted and dropped; the schema does not have them.
pub(crate) fn is_password(name: &str) -> bool {
    name.eq_ignore_ascii_case("password")
}
