//! From the path of an operation to the code that carries it out.

use serde_json::Value;

use super::write::Site;
use super::{Op, apply, members, remove, schemas, strict, unknown, write};
use crate::definition::{Place, Relation};
use crate::path::{AttrPath, PatchPath};
use crate::resource::is_password;
use crate::schema::Attribute;
use crate::value::Context;
use crate::workspace::{Workspace, in_part};
use crate::{Error, json};

/// Where a path comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The operation's `path`.
    Path,
    /// A key of a value or of a body: attributes that only the server writes are passed over, and
    /// a name without URN is never an extension's.
    Key,
}

pub(super) fn at_path(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    value: Option<&Value>,
    origin: Origin,
) -> Result<(), Error> {
    // Clients that leave out false values mean one when they replace `active` by nothing.
    let value = match (op, value) {
        (Op::Replace, None) if is_active(workspace, path) => Some(&Value::Bool(false)),
        (Op::Add | Op::Replace, None) => return Err(Error::invalid_value("value is missing")),
        (_, value) => value,
    };
    let is_object = path.filter.is_none() && value.is_some_and(Value::is_object);
    match workspace.definition.place(&path.attr, is_object, origin == Origin::Path) {
        Ok(place) => at_place(workspace, op, path, place, value, origin),
        // What cannot be there need not be removed.
        Err(_)
            if (op == Op::Remove || value.is_some_and(Value::is_null))
                && !workspace.limits.rules.known_only =>
        {
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Whether a path is that of a user's `active`.
fn is_active(workspace: &Workspace<'_>, path: &PatchPath) -> bool {
    let core = &workspace.definition.core().id;
    workspace.definition.has_active()
        && path.attr.name.eq_ignore_ascii_case("active")
        && path.attr.urn.as_ref().is_none_or(|urn| crate::urn::eq(urn, core))
}

/// Carries an operation out whose path has been understood.
pub(super) fn at_place(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    place: Place,
    value: Option<&Value>,
    origin: Origin,
) -> Result<(), Error> {
    let (extension, name, sub) = match place {
        Place::Schema { extension } => {
            if path.filter.is_some() {
                return Err(Error::invalid_path(format!("brackets cannot follow '{}'", path.attr)));
            }
            let extension = extension.map(|urn| workspace.spelling(urn));
            if workspace.limits.rules.known_only {
                // An extension is an attribute of the resource (RFC 7643 §3.3), the core schema
                // would be no path at all.
                match &extension {
                    None => return Err(Error::invalid_path(format!("'{path}' is no attribute"))),
                    Some(urn) if !workspace.definition.has_extension(urn) => {
                        return Err(workspace.definition.unknown(path));
                    }
                    Some(_) => {}
                }
            }
            return whole_schema(workspace, op, path, extension.as_deref(), value);
        }
        Place::Attribute { extension, name, sub } => {
            (extension.map(|urn| workspace.spelling(urn)), name, sub)
        }
    };
    let extension = extension.as_deref();
    if workspace.definition.attribute_in(extension, &name).is_some() {
        return known(workspace, op, path, (extension, &name, sub.as_deref()), value, origin);
    }
    if workspace.limits.rules.known_only {
        return Err(workspace.definition.unknown(path));
    }
    // What is not there need not be removed.
    if is_password(&name) || op == Op::Remove {
        return Ok(());
    }
    unknown::learn(workspace, extension, &AttrPath { urn: None, name, sub }, path, value)
}

/// An operation on all attributes of a schema at once.
fn whole_schema(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    extension: Option<&str>,
    value: Option<&Value>,
) -> Result<(), Error> {
    match (op, extension, value) {
        (Op::Remove, None, _) => {
            Err(Error::no_target(format!("'{path}' is the core schema: name an attribute")))
        }
        (Op::Remove, Some(urn), _) | (_, Some(urn), Some(Value::Null)) => {
            let is_there = workspace.body.contains_key(urn);
            // RFC 7644 §3.5.2.2: what is required cannot be removed.
            if is_there && workspace.definition.is_required_schema(urn) {
                return Err(Error::mutability(format!("'{urn}' is required")));
            }
            workspace.body.remove(urn);
            Ok(())
        }
        (_, None, Some(Value::Object(map))) => apply::at_keys(workspace, op, map),
        (_, Some(urn), Some(Value::Object(map))) => {
            map.iter().try_for_each(|(key, value)| in_schema(workspace, op, urn, key, value))
        }
        (_, _, other) => Err(Error::invalid_value(format!(
            "'{path}' must hold an object, not {}",
            other.map_or("nothing", json::describe)
        ))),
    }
}

/// One attribute of an extension, whose URN need not be known yet.
pub(super) fn in_schema(
    workspace: &mut Workspace<'_>,
    op: Op,
    urn: &str,
    key: &str,
    value: &Value,
) -> Result<(), Error> {
    let known = workspace.definition.attribute_in(Some(urn), key);
    // An extension within an extension (RFC 9944 §7.1) is called by its URN, which is no path.
    if let Some(name) = known.map(|known| &known.name).filter(|name| name.contains(':')) {
        let name = name.clone();
        let attr = AttrPath { urn: None, name: name.clone(), sub: None };
        let path = PatchPath { attr, filter: None, sub: None };
        let place = Place::Attribute { extension: Some(urn.to_owned()), name, sub: None };
        return at_place(workspace, op, &path, place, Some(value), Origin::Key);
    }
    let path = match PatchPath::parse(key) {
        Ok(path) if path.attr.urn.is_none() => path,
        _ if value.is_null() && !workspace.limits.rules.known_only => return Ok(()),
        Ok(_) => {
            return Err(Error::invalid_syntax(format!(
                "'{key}' cannot be the name of an attribute of '{urn}'"
            )));
        }
        Err(error) => return Err(error.for_key()),
    };
    if workspace.limits.rules.known_only && (path.filter.is_some() || path.attr.sub.is_some()) {
        return Err(workspace.definition.unknown(format_args!("{urn}:{key}")));
    }
    let AttrPath { name, sub, .. } = path.attr.clone();
    let place = Place::Attribute { extension: Some(urn.to_owned()), name, sub };
    at_place(workspace, op, &path, place, Some(value), Origin::Key)
}

/// An attribute that the definition has: its extension, its name, and the sub-attribute.
fn known(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    (extension, name, sub): (Option<&str>, &str, Option<&str>),
    value: Option<&Value>,
    origin: Origin,
) -> Result<(), Error> {
    let Workspace { definition, limits, body, members, appended, .. } = workspace;
    let definition = &**definition;
    let Some(attribute) = definition.attribute_in(extension, name) else {
        return Ok(());
    };
    if sub.is_some() && path.filter.is_some() {
        return Err(Error::invalid_path(format!(
            "'{path}': brackets cannot follow a sub-attribute"
        )));
    }
    let sub = sub.or(path.sub.as_deref());
    check_shape(path, attribute, sub)?;
    let is_members = extension.is_none()
        && definition.relation() == Some(Relation::Members)
        && attribute.name == "members";
    strict::check_path(
        definition,
        path,
        attribute,
        sub,
        limits.rules,
        is_members && op == Op::Remove,
    )?;
    if attribute.is_read_only()
        || sub.and_then(|sub| attribute.sub(sub)).is_some_and(Attribute::is_read_only)
    {
        return match origin {
            Origin::Key => Ok(()),
            Origin::Path => Err(Error::mutability(format!("'{path}' cannot be changed"))),
        };
    }
    if extension.is_none() && attribute.name == "schemas" {
        return match op {
            Op::Remove if !limits.rules.known_only => {
                schemas::remove(workspace, path.filter.as_ref(), value)
            }
            Op::Remove => Err(schemas::required()),
            // It is computed from what the resource holds.
            Op::Add | Op::Replace if limits.rules.known_only => {
                strict::check_schemas(definition, value)
            }
            Op::Add | Op::Replace => Ok(()),
        };
    }
    if is_members {
        members.extend(members::change(definition, attribute, op, path, sub, value, limits)?);
        return Ok(());
    }
    let schema = extension.unwrap_or(&definition.core().id);
    let mut context = Context::new(limits, schema);
    let site = Site { definition, attribute, sub, filter: path.filter.as_ref() };
    in_part(body, extension, |part| match (op, value) {
        (Op::Remove, value) => remove::remove(&mut context, part, &site, value),
        (op, Some(value)) => {
            if attribute.multi_valued {
                appended.insert((extension.map(str::to_owned), attribute.name.clone()));
            }
            write::write(&mut context, part, &site, op, value)
        }
        (_, None) => Ok(()),
    })?;
    let Context { found, work, .. } = context;
    workspace.absorb(found, work)
}

/// Whether brackets and a sub-attribute make sense with the attribute.
fn check_shape(path: &PatchPath, attribute: &Attribute, sub: Option<&str>) -> Result<(), Error> {
    if attribute.has_parts() {
        return Ok(());
    }
    if sub.is_some() {
        return Err(Error::invalid_path(format!("'{path}': {} has no parts", attribute.name)));
    }
    if path.filter.is_some() && !attribute.multi_valued {
        return Err(Error::invalid_path(format!(
            "'{path}': {} has only one value",
            attribute.name
        )));
    }
    Ok(())
}
