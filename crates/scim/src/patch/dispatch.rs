//! From the path of an operation to the code that carries it out.

use serde_json::Value;

use super::write::Site;
use super::{Op, apply, members, remove, unknown, write};
use crate::definition::{Located, Relation};
use crate::path::{AttrPath, PatchPath};
use crate::resource::is_password;
use crate::schema::{Attribute, Type};
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
    let dropped = Value::Bool(false);
    let value = match (op, value) {
        (Op::Replace, None) if path.attr.name.eq_ignore_ascii_case("active") => Some(&dropped),
        (Op::Add | Op::Replace, None) => return Err(Error::invalid_value("value is missing")),
        (_, value) => value,
    };
    let text = path.attr.to_string();
    let located = if path.attr.urn.is_some() {
        workspace.definition.locate(&text)
    } else {
        let sub = path.attr.sub.as_deref();
        workspace.definition.locate_name(&path.attr.name, sub, origin == Origin::Path)
    };
    match located {
        Located::Schema { extension } => {
            let extension = extension.map(str::to_owned);
            if path.filter.is_some() {
                return Err(Error::invalid_path(format!("brackets cannot follow '{text}'")));
            }
            whole_schema(workspace, op, &text, extension.as_deref(), value)
        }
        Located::Attribute { .. } => known(workspace, op, path, &text, value, origin),
        Located::Unknown { name, .. } if is_password(name) => Ok(()),
        // What is not there need not be removed.
        Located::Unknown { .. } | Located::Foreign if op == Op::Remove => Ok(()),
        Located::Unknown { extension, name, sub } => {
            let urn = extension.unwrap_or(&workspace.definition.core().id).to_owned();
            let is_core = extension.is_none();
            let (name, sub) = (name.to_owned(), sub.map(str::to_owned));
            let attr = AttrPath { urn: None, name, sub };
            unknown::learn(workspace, (!is_core).then_some(urn.as_str()), &urn, &attr, path, value)
        }
        Located::Foreign => foreign(workspace, op, path, value),
    }
}

/// A path whose URN is of no known schema.
fn foreign(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    value: Option<&Value>,
) -> Result<(), Error> {
    let object = path.filter.is_none() && value.is_some_and(Value::is_object);
    let (urn, attr) = workspace.foreign(&path.attr, object);
    match attr {
        Some(attr) => unknown::learn(workspace, Some(&urn), &urn, &attr, path, value),
        None => whole_schema(workspace, op, &urn, Some(&urn), value),
    }
}

/// An operation on all attributes of a schema at once.
fn whole_schema(
    workspace: &mut Workspace<'_>,
    op: Op,
    text: &str,
    extension: Option<&str>,
    value: Option<&Value>,
) -> Result<(), Error> {
    match (op, extension, value) {
        (Op::Remove, None, _) => {
            Err(Error::no_target(format!("'{text}' is the core schema: name an attribute")))
        }
        (Op::Remove, Some(urn), _) | (_, Some(urn), Some(Value::Null)) => {
            workspace.body.remove(urn);
            Ok(())
        }
        (_, None, Some(Value::Object(map))) => apply::at_keys(workspace, op, map),
        (_, Some(urn), Some(Value::Object(map))) => map.iter().try_for_each(|(key, value)| {
            let attr = AttrPath::parse(key).map_err(|error| Error::invalid_syntax(error.detail))?;
            if workspace
                .definition
                .extension(urn)
                .and_then(|schema| schema.attribute(&attr.name))
                .is_some_and(Attribute::is_read_only)
            {
                return Ok(());
            }
            let path = PatchPath {
                attr: AttrPath { urn: Some(urn.to_owned()), ..attr },
                filter: None,
                sub: None,
            };
            in_schema(workspace, op, urn, &path, value)
        }),
        (_, _, other) => Err(Error::invalid_value(format!(
            "'{text}' must hold an object, not {}",
            other.map_or("nothing", json::describe)
        ))),
    }
}

/// One attribute of a schema whose URN need not be known yet.
fn in_schema(
    workspace: &mut Workspace<'_>,
    op: Op,
    urn: &str,
    path: &PatchPath,
    value: &Value,
) -> Result<(), Error> {
    if workspace.definition.extension(urn).is_some() {
        return at_path(workspace, op, path, Some(value), Origin::Key);
    }
    let attr = AttrPath { urn: None, ..path.attr.clone() };
    unknown::learn(workspace, Some(urn), urn, &attr, path, Some(value))
}

/// An attribute that the definition has.
fn known(
    workspace: &mut Workspace<'_>,
    op: Op,
    path: &PatchPath,
    text: &str,
    value: Option<&Value>,
    origin: Origin,
) -> Result<(), Error> {
    let Workspace { definition, limits, body, members, appended, .. } = workspace;
    let definition = &**definition;
    let located = if path.attr.urn.is_some() {
        definition.locate(text)
    } else {
        definition.locate_name(&path.attr.name, path.attr.sub.as_deref(), origin == Origin::Path)
    };
    let Located::Attribute { extension, attribute, sub } = located else {
        return Ok(());
    };
    if sub.is_some() && path.filter.is_some() {
        return Err(Error::invalid_path(format!(
            "'{path}': brackets cannot follow a sub-attribute"
        )));
    }
    let sub = sub.or(path.sub.as_deref());
    check_shape(path, attribute, sub)?;
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
            Op::Remove => Err(Error::mutability("schemas is required")),
            // It is computed from what the resource holds.
            Op::Add | Op::Replace => Ok(()),
        };
    }
    if definition.relation() == Some(Relation::Members)
        && extension.is_none()
        && attribute.name == "members"
    {
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
    if attribute.kind == Type::Complex {
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
