//! Values without parts beside others that have some: a custom attribute that was learned from
//! objects becomes text when somebody sends a word, and then holds both.

use serde_json::Value;

use super::write::Site;
use crate::schema::{Attribute, Type};
use crate::value::Context;
use crate::{Error, json};

/// Whether a value has no parts, and its attribute has room for such values.
pub(super) fn is_plain(attribute: &Attribute, value: &Value) -> bool {
    attribute.kind != Type::Complex && !value.is_object()
}

/// The positions of the values that an operation on a part means which names no filter: those that
/// have parts. All of them if none has any, so that the operation is refused.
pub(super) fn with_parts(attribute: &Attribute, items: &[Value]) -> Vec<usize> {
    let positions = items.iter().enumerate();
    let found: Vec<usize> =
        positions.filter(|(_, item)| !is_plain(attribute, item)).map(|(at, _)| at).collect();
    if found.is_empty() { (0..items.len()).collect() } else { found }
}

/// Changes a value without parts; it becomes null if it is cleared. Setting a part would lose the
/// value and is 400 `invalidPath`; a part that is not there need not be cleared.
pub(super) fn change(
    context: &mut Context<'_>,
    site: &Site<'_>,
    item: &mut Value,
    value: &Value,
) -> Result<(), Error> {
    let attribute = site.attribute;
    let Some(sub) = site.sub else {
        *item = context.element(attribute, value.clone())?.unwrap_or_default();
        return Ok(());
    };
    match context.sub(attribute, sub, value.clone())? {
        Some((sub, Some(_))) => Err(Error::invalid_path(format!(
            "{name}.{sub}: the value of {name} is {found}, which has no parts: write it as a whole",
            name = attribute.name,
            found = json::describe(item)
        ))),
        _ => Ok(()),
    }
}
