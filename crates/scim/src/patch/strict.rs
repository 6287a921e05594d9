//! What strict rules have against the path of an operation (SCIM 2.0 Interoperability Profile,
//! "Updating Resources").

use serde_json::Value;

use crate::definition::Definition;
use crate::path::PatchPath;
use crate::schema::Attribute;
use crate::{Error, Rules};

/// Refuses a sub-attribute that the attribute does not have, and a filter that no sub-attribute
/// follows. `is_removal` tells that members are removed: of them the parts are immutable (RFC 7643
/// §4.2), so that a filter can mean nothing but the member itself.
pub(super) fn check_path(
    definition: &Definition,
    path: &PatchPath,
    attribute: &Attribute,
    sub: Option<&str>,
    rules: Rules,
    is_removal: bool,
) -> Result<(), Error> {
    if rules.known_only && sub.is_some_and(|sub| attribute.sub(sub).is_none()) {
        return Err(definition.unknown(path));
    }
    let is_element = attribute.has_parts() && path.filter.is_some() && sub.is_none();
    if rules.sub_required && is_element && !is_removal {
        return Err(Error::invalid_path(format!(
            "'{path}' must go on with a sub-attribute: a filter alone does not say what to change"
        )));
    }
    Ok(())
}

/// Refuses schemas that the resource type does not have. Which of the others a resource names is
/// computed from what it holds.
pub(super) fn check_schemas(definition: &Definition, value: Option<&Value>) -> Result<(), Error> {
    let Some(Value::Array(named)) = value else {
        return Err(Error::invalid_value("schemas must be a list"));
    };
    definition.check_schemas(named)
}
