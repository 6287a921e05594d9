//! `add` and `replace` (RFC 7644 §3.5.2.1, §3.5.2.3) on an attribute that is known.

use serde_json::Value;

use super::{Op, plain, select};
use crate::definition::Definition;
use crate::filter::Filter;
use crate::schema::{Attribute, Mutability, Type};
use crate::value::{Context, settle_primary};
use crate::{Error, Map};

/// What an operation aims at.
pub(super) struct Site<'x> {
    pub(super) definition: &'x Definition,
    pub(super) attribute: &'x Attribute,
    /// The sub-attribute, as the path names it.
    pub(super) sub: Option<&'x str>,
    pub(super) filter: Option<&'x Filter>,
}

/// Adds or replaces in the part of the body that holds the attribute.
pub(super) fn write(
    context: &mut Context<'_>,
    part: &mut Map,
    site: &Site<'_>,
    op: Op,
    value: &Value,
) -> Result<(), Error> {
    let attribute = site.attribute;
    if attribute.has_parts() && !attribute.multi_valued {
        return single_complex(context, part, site, op, value);
    }
    if attribute.multi_valued {
        return multi(context, part, site, op, value);
    }
    match context.assign(attribute, value.clone())? {
        Some(value) => {
            part.insert(attribute.name.clone(), value);
            Ok(())
        }
        None => clear(part, attribute),
    }
}

/// Unassigns an attribute.
pub(super) fn clear(part: &mut Map, attribute: &Attribute) -> Result<(), Error> {
    if attribute.required {
        return Err(Error::mutability(format!("{} is required", attribute.name)));
    }
    part.remove(&attribute.name);
    Ok(())
}

fn single_complex(
    context: &mut Context<'_>,
    part: &mut Map,
    site: &Site<'_>,
    op: Op,
    value: &Value,
) -> Result<(), Error> {
    let attribute = site.attribute;
    // An error throws the whole copy away, so the value need not be put back.
    let mut map = match part.remove(&attribute.name) {
        Some(Value::Object(map)) => map,
        Some(known) if !known.is_null() && plain::is_plain(attribute, &known) => {
            return single_plain(context, part, site, known, value);
        }
        // An attribute may have been declared complex after a simple value was stored.
        _ => Map::new(),
    };
    if let Some(filter) = site.filter {
        if map.is_empty() {
            map = select::described(context, site, filter, value)?;
        } else {
            let item = [Value::Object(map)];
            if select::matching(context, site, filter, &item)?.is_empty() {
                return Err(select::no_target(site, filter));
            }
            let [Value::Object(unchanged)] = item else {
                return Ok(());
            };
            map = unchanged;
        }
    }
    match site.sub {
        Some(sub) => set_alone(context, attribute, &mut map, sub, value)?,
        None if value.is_null() || value.as_array().is_some_and(Vec::is_empty) => {
            return clear(part, attribute);
        }
        None => {
            if op == Op::Replace && context.limits.rules.whole_complex {
                map.clear();
            }
            if let Some(other) = merge(context, attribute, &mut map, value)? {
                // A custom attribute that no longer is complex.
                part.insert(attribute.name.clone(), other);
                return Ok(());
            }
        }
    }
    if map.is_empty() || context.refers_to_nobody(attribute, &map) {
        return clear(part, attribute);
    }
    part.insert(attribute.name.clone(), Value::Object(map));
    Ok(())
}

/// Changes a value without parts, where the attribute's other values may have some.
fn single_plain(
    context: &mut Context<'_>,
    part: &mut Map,
    site: &Site<'_>,
    mut known: Value,
    value: &Value,
) -> Result<(), Error> {
    if let Some(filter) = site.filter {
        let item = std::slice::from_ref(&known);
        if select::matching(context, site, filter, item)?.is_empty() {
            return Err(select::no_target(site, filter));
        }
    }
    plain::change(context, site, &mut known, value)?;
    if known.is_null() {
        return clear(part, site.attribute);
    }
    part.insert(site.attribute.name.clone(), known);
    Ok(())
}

/// Sets the parts of a complex value that `value` names; a null clears one. What is not an object
/// and cannot be made one is returned.
fn merge(
    context: &mut Context<'_>,
    attribute: &Attribute,
    map: &mut Map,
    value: &Value,
) -> Result<Option<Value>, Error> {
    if let Value::Object(parts) = value {
        let id = parts.iter().find(|(name, _)| name.eq_ignore_ascii_case("value"));
        forget_reference(map, id.map(|(_, id)| id));
        for (name, value) in parts {
            set(context, attribute, map, name, value)?;
        }
        return Ok(None);
    }
    match context.element(attribute, value.clone())? {
        Some(Value::Object(parts)) => {
            forget_reference(map, parts.get("value"));
            map.extend(parts);
            Ok(None)
        }
        other => Ok(other),
    }
}

/// Sets one part of a complex value; null clears it.
fn set(
    context: &mut Context<'_>,
    attribute: &Attribute,
    map: &mut Map,
    name: &str,
    value: &Value,
) -> Result<(), Error> {
    if let Some((name, value)) = context.sub(attribute, name, value.clone())? {
        put(map, name, value);
    }
    Ok(())
}

/// Sets one part of a complex value by an operation of its own.
fn set_alone(
    context: &mut Context<'_>,
    attribute: &Attribute,
    map: &mut Map,
    name: &str,
    value: &Value,
) -> Result<(), Error> {
    if let Some((name, value)) = context.sub(attribute, name, value.clone())? {
        put_alone(map, name, value);
    }
    Ok(())
}

fn put(map: &mut Map, name: String, value: Option<Value>) {
    match value {
        None => _ = map.remove(&name),
        Some(value) => _ = map.insert(name, value),
    }
}

fn put_alone(map: &mut Map, name: String, value: Option<Value>) {
    if name.eq_ignore_ascii_case("value") {
        forget_reference(map, Some(value.as_ref().unwrap_or(&Value::Null)));
    }
    put(map, name, value);
}

/// A `$ref` belongs to its `value`: when that changes, the old one would point elsewhere. One that
/// is sent with the new value is set after this.
fn forget_reference(map: &mut Map, value: Option<&Value>) {
    if value.is_some() && map.get("value").is_some() && map.get("value") != value {
        map.remove("$ref");
    }
}

fn multi(
    context: &mut Context<'_>,
    part: &mut Map,
    site: &Site<'_>,
    op: Op,
    value: &Value,
) -> Result<(), Error> {
    let attribute = site.attribute;
    // An error throws the whole copy away, so the list need not be put back.
    let mut items = take_items(part, attribute);
    let touched = change_items(context, site, op, value, &mut items)?;
    context.work += touched.len();
    if settle_primary(&attribute.name, &mut items, touched.into_iter())? {
        context.work += items.len();
    }
    if items.is_empty() {
        return clear(part, attribute);
    }
    part.insert(attribute.name.clone(), Value::Array(items));
    Ok(())
}

/// Takes the values of a multi-valued attribute out of the body.
pub(super) fn take_items(part: &mut Map, attribute: &Attribute) -> Vec<Value> {
    match part.remove(&attribute.name) {
        None => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(single) => vec![single],
    }
}

/// Carries out an operation on a list. Returns the positions of the values that it wrote.
fn change_items(
    context: &mut Context<'_>,
    site: &Site<'_>,
    op: Op,
    value: &Value,
    items: &mut Vec<Value>,
) -> Result<Vec<usize>, Error> {
    let attribute = site.attribute;
    let value = match (site.filter, site.sub) {
        (Some(_), None) => one_of(context, value),
        _ => value,
    };
    let mut touched = match (site.filter, site.sub) {
        (None, None) => {
            let new = context.list(attribute, value.clone())?;
            if op == Op::Replace {
                items.clear();
            }
            let first = items.len();
            items.extend(new);
            return Ok((first..items.len()).collect());
        }
        (None, Some(_)) => plain::with_parts(attribute, items),
        (Some(filter), _) => select::matching(context, site, filter, items)?,
    };
    if touched.is_empty() {
        if value.is_null() {
            return Ok(touched);
        }
        touched.push(items.len());
        let new = match site.filter {
            Some(filter) => select::described(context, site, filter, value)?,
            None => Map::new(),
        };
        let is_plain = new.is_empty() && site.sub.is_none() && attribute.kind != Type::Complex;
        items.push(if is_plain { Value::Null } else { Value::Object(new) });
    }
    for &at in &touched {
        let Some(item) = items.get_mut(at) else {
            continue;
        };
        change_item(context, site, op, value, item)?;
    }
    let before = items.len();
    items.retain(|item| !item.is_null() && !item.as_object().is_some_and(Map::is_empty));
    if items.len() < before {
        // The positions have moved; nothing that was cleared is primary.
        return Ok(Vec::new());
    }
    Ok(touched)
}

/// What is meant for each value that a filter selects. Old jobs of Entra ID send it in a list of
/// one; an empty list is no value (RFC 7643 §2.5).
fn one_of<'v>(context: &Context<'_>, value: &'v Value) -> &'v Value {
    match value.as_array().map(Vec::as_slice) {
        Some([]) => &Value::Null,
        Some([single]) if !context.limits.rules.exact_types => single,
        _ => value,
    }
}

/// Changes one value that an operation selected; it becomes null or empty if it is cleared.
fn change_item(
    context: &mut Context<'_>,
    site: &Site<'_>,
    op: Op,
    value: &Value,
    item: &mut Value,
) -> Result<(), Error> {
    let attribute = site.attribute;
    if let (None, Value::Array(several)) = (site.sub, value) {
        return Err(Error::invalid_value(format!(
            "{}: a value that a filter selects is replaced by one value, not by {}",
            attribute.name,
            several.len()
        )));
    }
    if !attribute.has_parts() || plain::is_plain(attribute, item) {
        return plain::change(context, site, item, value);
    }
    let mut map = match item.take() {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    match site.sub {
        Some(sub) => {
            if let Some((name, value)) = context.sub(attribute, sub, value.clone())? {
                refuse_change(attribute, &map, &name, value.as_ref())?;
                put_alone(&mut map, name, value);
            }
        }
        None if value.is_null() => map.clear(),
        None => {
            // RFC 7644 §3.5.2.3: a value that a filter selected is replaced as a whole. One that
            // was made from the filter keeps what the filter said.
            if op == Op::Replace && !is_described(site, &map) {
                map.clear();
            }
            // A simple value for an element that a filter selected is the element's `value`.
            if !value.is_object() && attribute.sub("value").is_some() {
                set_alone(context, attribute, &mut map, "value", value)?;
            } else if let Some(other) = merge(context, attribute, &mut map, value)? {
                *item = other;
                return Ok(());
            }
        }
    }
    *item = Value::Object(map);
    Ok(())
}

/// Refuses to give another value to an immutable part of an element. What is left of the list cannot
/// tell that from one element that goes and another that comes. The value has been read: one and the
/// same can be sent in several forms.
fn refuse_change(
    attribute: &Attribute,
    map: &Map,
    sub: &str,
    value: Option<&Value>,
) -> Result<(), Error> {
    match attribute.sub(sub) {
        Some(sub)
            if sub.mutability == Mutability::Immutable
                && map.get(&sub.name).is_some_and(|known| Some(known) != value) =>
        {
            let path = format!("{}.{}", attribute.name, sub.name);
            Err(Error::mutability(format!("{path} is immutable and has a value")))
        }
        _ => Ok(()),
    }
}

/// Whether an element holds nothing but what the filter demands.
fn is_described(site: &Site<'_>, map: &Map) -> bool {
    site.filter.and_then(select::terms).is_some_and(|terms| terms.len() >= map.len())
}
