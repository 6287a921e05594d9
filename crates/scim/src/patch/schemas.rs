//! `remove` on `schemas`: which schemas a resource names follows from what it holds, so that an
//! extension leaves the list by leaving the resource.

use serde_json::Value;

use crate::definition::Located;
use crate::filter::{Filter, check_element};
use crate::workspace::Workspace;
use crate::{Error, json};

/// Takes the extensions away that the value lists or the filter selects. The core schema stays
/// (RFC 7643 §3: every resource has it), and so does a list of which nothing is named.
pub(super) fn remove(
    workspace: &mut Workspace<'_>,
    filter: Option<&Filter>,
    value: Option<&Value>,
) -> Result<(), Error> {
    let named = match (filter, value) {
        (Some(filter), _) => selected(workspace, filter)?,
        (None, Some(value)) if !value.is_null() => listed(value)?,
        (None, _) => return Err(required()),
    };
    for urn in named {
        let extension = match workspace.definition.locate(&urn) {
            Located::Schema { extension: None } => return Err(required()),
            Located::Schema { extension: Some(extension) } => extension.to_owned(),
            // What the resource cannot have need not be removed.
            _ => continue,
        };
        workspace.body.remove(&extension);
    }
    Ok(())
}

/// 400 `mutability`: a resource always names its core schema.
pub(super) fn required() -> Error {
    Error::mutability("schemas is required")
}

fn listed(value: &Value) -> Result<Vec<String>, Error> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items
        .iter()
        .map(|item| match item {
            Value::String(urn) => Ok(urn.clone()),
            other => Err(Error::invalid_value(format!(
                "schemas must be a list of URNs, and {} is none",
                json::describe(other)
            ))),
        })
        .collect()
}

/// The schemas of the resource, as earlier operations left it, that a filter selects.
fn selected(workspace: &Workspace<'_>, filter: &Filter) -> Result<Vec<String>, Error> {
    let definition = &workspace.definition;
    let Some(schemas) = definition.top_level("schemas") else {
        return Ok(Vec::new());
    };
    // URNs compare without case (RFC 8141 §3), although `schemas` is `caseExact`.
    let schemas = crate::schema::Attribute { case_exact: Some(false), ..schemas.clone() };
    let expr = check_element(definition, &schemas, filter, workspace.limits.rules)?;
    let extensions = definition.extensions().iter().map(|schema| &schema.id);
    let present = extensions.filter(|urn| workspace.body.contains_key(*urn));
    Ok(std::iter::once(&definition.core().id)
        .chain(present)
        .filter(|urn| expr.matches(&Value::from(urn.as_str())))
        .cloned()
        .collect())
}
