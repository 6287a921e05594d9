//! `remove` (RFC 7644 §3.5.2.2) on an attribute that is known.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::select;
use super::write::{Site, clear, take_items};
use crate::schema::{Attribute, Type};
use crate::value::Context;
use crate::{Error, Map};

/// Removes from the part of the body that holds the attribute. What is not there is no error.
pub(super) fn remove(
    context: &mut Context<'_>,
    part: &mut Map,
    site: &Site<'_>,
    value: Option<&Value>,
) -> Result<(), Error> {
    let attribute = site.attribute;
    let value = value.filter(|value| !value.is_null());
    if !attribute.multi_valued {
        return single(context, part, site);
    }
    let listed = match (site.filter, site.sub, value) {
        (None, None, Some(value)) => Some(value),
        (None, Some(sub), Some(value)) if sub.eq_ignore_ascii_case("value") => Some(value),
        _ => None,
    };
    if listed.is_none() && site.filter.is_none() && site.sub.is_none() {
        return clear(part, attribute);
    }
    if let Some(sub) = site.sub.filter(|_| listed.is_none())
        && attribute.sub(sub).is_some_and(|sub| sub.required)
    {
        return Err(Error::mutability(format!("{}.{sub} is required", attribute.name)));
    }
    let mut items = take_items(part, attribute);
    if let Some(value) = listed {
        remove_listed(context, attribute, value, &mut items)?;
    } else {
        let selected = if let Some(filter) = site.filter {
            select::matching(context, site, filter, &items)?
        } else {
            context.work += items.len();
            (0..items.len()).collect()
        };
        let mut selected = selected.into_iter().peekable();
        let mut at = 0;
        items.retain_mut(|item| {
            let is_selected = selected.next_if_eq(&at).is_some();
            at += 1;
            !is_selected || site.sub.is_some_and(|sub| keeps_without(attribute, item, sub))
        });
    }
    if items.is_empty() {
        return clear(part, attribute);
    }
    part.insert(attribute.name.clone(), Value::Array(items));
    Ok(())
}

/// Removes from an attribute that is not multi-valued. A value that was sent along is of no
/// interest: there is only one.
fn single(context: &mut Context<'_>, part: &mut Map, site: &Site<'_>) -> Result<(), Error> {
    let attribute = site.attribute;
    if let Some(filter) = site.filter {
        // Entra ID writes `manager[value eq "…"]`.
        let selected = match part.get(&attribute.name) {
            Some(item) => select::matching(context, site, filter, std::slice::from_ref(item))?,
            None if context.limits.rules.must_match => {
                return Err(select::no_target(site, filter));
            }
            None => Vec::new(),
        };
        if selected.is_empty() {
            return Ok(());
        }
    }
    let Some(sub) = site.sub else {
        return clear(part, attribute);
    };
    if attribute.sub(sub).is_some_and(|sub| sub.required) {
        return Err(Error::mutability(format!("{}.{sub} is required", attribute.name)));
    }
    if let Some(item) = part.get_mut(&attribute.name)
        && !keeps_without(attribute, item, sub)
    {
        return clear(part, attribute);
    }
    Ok(())
}

/// Takes a sub-attribute out of a complex value; false if nothing is left.
fn keeps_without(attribute: &Attribute, item: &mut Value, sub: &str) -> bool {
    match (item, attribute.sub(sub)) {
        (Value::Object(map), Some(sub)) => {
            map.remove(&sub.name);
            !map.is_empty()
        }
        _ => true,
    }
}

/// Removes the values that the operation lists, and only them. The RFC does not have it; nearly
/// all identity providers do it, and taking it for "remove all" is the worst of mistakes.
fn remove_listed(
    context: &mut Context<'_>,
    attribute: &Attribute,
    value: &Value,
    items: &mut Vec<Value>,
) -> Result<(), Error> {
    let listed = match value {
        Value::Array(listed) => listed.as_slice(),
        single => std::slice::from_ref(single),
    };
    context.check_count(&attribute.name, listed.len())?;
    let mut by_value: HashMap<String, Kinds> = HashMap::new();
    let mut others: Vec<&Value> = Vec::new();
    for one in listed {
        match (key(attribute, one), one) {
            (Some(key), one) => by_value.entry(key).or_default().add(attribute, get(one, "type")),
            (None, Value::Null) => {}
            (None, other) => others.push(other),
        }
    }
    context.work += items.len() * (1 + others.len());
    items.retain(|item| {
        let named = key(attribute, item)
            .and_then(|key| by_value.get(&key))
            .is_some_and(|kinds| kinds.have(attribute, item));
        !named && !others.iter().any(|other| covers(item, other))
    });
    Ok(())
}

/// The `value` of an element in the form in which it compares; of a simple element, itself.
fn key(attribute: &Attribute, item: &Value) -> Option<String> {
    let (attribute, value) = match item {
        Value::Object(_) => (attribute.sub("value")?, get(item, "value")?),
        simple if attribute.kind == Type::Complex => (attribute.sub("value")?, simple),
        simple => (attribute, simple),
    };
    match value {
        Value::String(text) => Some(attribute.comparison().normalize(text).into_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// The types of the listed elements that have the same `value`.
#[derive(Default)]
struct Kinds {
    /// One has no type, and so means elements of any.
    any: bool,
    named: HashSet<String>,
}

impl Kinds {
    fn add(&mut self, attribute: &Attribute, kind: Option<&Value>) {
        match kind {
            None | Some(Value::Null) => self.any = true,
            Some(kind) => self.named.extend(type_key(attribute, kind)),
        }
    }

    fn have(&self, attribute: &Attribute, item: &Value) -> bool {
        self.any
            || get(item, "type")
                .and_then(|kind| type_key(attribute, kind))
                .is_some_and(|kind| self.named.contains(&kind))
    }
}

/// The `type` of an element in the form in which it compares.
fn type_key(attribute: &Attribute, kind: &Value) -> Option<String> {
    let kind = kind.as_str()?;
    Some(match attribute.sub("type") {
        Some(sub) => sub.comparison().normalize(kind).into_owned(),
        None => kind.to_owned(),
    })
}

/// Whether an element has every part that is listed.
fn covers(item: &Value, listed: &Value) -> bool {
    match listed {
        Value::Object(parts) => {
            let mut parts = parts.iter().filter(|(_, value)| !value.is_null()).peekable();
            parts.peek().is_some() && parts.all(|(name, value)| get(item, name) == Some(value))
        }
        other => item == other,
    }
}

fn get<'v>(item: &'v Value, name: &str) -> Option<&'v Value> {
    let map: &Map = item.as_object()?;
    map.get(name).or_else(|| {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}
