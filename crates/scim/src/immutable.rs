//! What can be set once and not changed (RFC 7643 §7, RFC 7644 §3.5.1, §3.5.2).

use serde_json::Value;

use crate::definition::Definition;
use crate::schema::{Attribute, Mutability};
use crate::{Error, Map};

/// Refuses a change of what is immutable and has a value, wherever it stands and however the
/// change was asked for.
pub(crate) fn check(definition: &Definition, before: &Map, after: &Map) -> Result<(), Error> {
    check_part("", &definition.core().attributes, before, after)?;
    let nothing = Map::new();
    for schema in definition.extensions() {
        if let Some(Value::Object(old)) = before.get(&schema.id) {
            let new = after.get(&schema.id).and_then(Value::as_object).unwrap_or(&nothing);
            check_part(&format!("{}:", schema.id), &schema.attributes, old, new)?;
        }
    }
    Ok(())
}

fn check_part(
    prefix: &str,
    attributes: &[Attribute],
    before: &Map,
    after: &Map,
) -> Result<(), Error> {
    for attribute in attributes {
        let Some(old) = before.get(&attribute.name) else {
            continue;
        };
        let new = after.get(&attribute.name);
        let path = format!("{prefix}{}", attribute.name);
        if is_immutable(attribute) {
            if new != Some(old) {
                return Err(changed(&path));
            }
            continue;
        }
        if !attribute.sub_attributes.iter().any(is_immutable) {
            continue;
        }
        match (old, new) {
            (Value::Array(old), Some(Value::Array(new))) => {
                check_elements(&path, attribute, old, new)?;
            }
            (Value::Object(old), Some(Value::Object(new))) => {
                check_part(&format!("{path}."), &attribute.sub_attributes, old, new)?;
            }
            // A value that goes as a whole takes its parts with it.
            _ => {}
        }
    }
    Ok(())
}

/// In a list, values come and go; but one that stays what it is in its other parts must stay the
/// same in those that are immutable.
fn check_elements(
    path: &str,
    attribute: &Attribute,
    before: &[Value],
    after: &[Value],
) -> Result<(), Error> {
    let parts = |item: &Value, immutable: bool| -> Map {
        let has =
            |name: &str| attribute.sub(name).is_some_and(|sub| is_immutable(sub) == immutable);
        let map = item.as_object().into_iter().flatten();
        map.filter(|(name, _)| has(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let fixed = |items: &[Value]| items.iter().map(|item| parts(item, true)).collect::<Vec<_>>();
    let (old, new) = (fixed(before), fixed(after));
    for (item, was) in before.iter().zip(&old) {
        let others = parts(item, false);
        if was.is_empty() || others.is_empty() || new.contains(was) {
            continue;
        }
        let edited = after
            .iter()
            .zip(&new)
            .any(|(item, is)| !old.contains(is) && parts(item, false) == others);
        if edited {
            return Err(changed(path));
        }
    }
    Ok(())
}

fn is_immutable(attribute: &Attribute) -> bool {
    attribute.mutability == Mutability::Immutable
}

fn changed(path: &str) -> Error {
    Error::mutability(format!("{path} is immutable and has a value"))
}
