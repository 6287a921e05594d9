//! Which values of an attribute a filter in a path selects, and the value that is made when it
//! selects none.

use serde_json::Value;

use super::write::Site;
use crate::filter::{Filter, Literal, Op, check_element};
use crate::schema::Type;
use crate::value::Context;
use crate::{Error, Map};

/// The positions of the elements that match, as many as the rules allow.
pub(super) fn matching(
    context: &mut Context<'_>,
    site: &Site<'_>,
    filter: &Filter,
    items: &[Value],
) -> Result<Vec<usize>, Error> {
    let rules = context.limits.rules;
    context.work += items.len();
    let expr = check_element(site.definition, site.attribute, filter, rules)?;
    let found = items.iter().enumerate().filter(|(_, item)| expr.matches(item)).map(|(at, _)| at);
    let found: Vec<usize> = found.collect();
    if rules.must_match && found.is_empty() {
        return Err(no_target(site, filter));
    }
    if rules.single_match && found.len() > 1 {
        return Err(Error::invalid_filter(format!(
            "[{filter}] matches {} values of {}; it must mean one",
            found.len(),
            site.attribute.name
        )));
    }
    Ok(found)
}

/// The element that a filter describes with its `eq` terms, so that a later operation finds it by
/// the same filter. Entra ID relies on it (`emails[type eq "work"].value` on a user without
/// one); a filter that describes none is 400 `noTarget`, as the RFC wants. `value` is what will be
/// written to the element.
pub(super) fn described(
    context: &mut Context<'_>,
    site: &Site<'_>,
    filter: &Filter,
    value: &Value,
) -> Result<Map, Error> {
    if context.limits.rules.must_match {
        return Err(no_target(site, filter));
    }
    let terms = terms(filter).ok_or_else(|| no_target(site, filter))?;
    let mut map = Map::new();
    if !site.attribute.has_parts() {
        return Ok(map);
    }
    // A value without parts is called `value` in the filter; it does not get a part of that name.
    let is_plain = site.attribute.kind != Type::Complex && site.sub.is_none() && !value.is_object();
    for (name, value) in terms {
        if is_plain && name.eq_ignore_ascii_case("value") {
            continue;
        }
        if let Some((name, Some(value))) = context.sub(site.attribute, &name, value)? {
            map.insert(name, value);
        }
    }
    Ok(map)
}

pub(super) fn no_target(site: &Site<'_>, filter: &Filter) -> Error {
    Error::no_target(format!("{} has no value that matches [{filter}]", site.attribute.name))
}

/// The names and values that a filter demands, if it consists of `eq` terms joined by `and`.
pub(super) fn terms(filter: &Filter) -> Option<Vec<(String, Value)>> {
    let parts = match filter {
        Filter::And(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    parts
        .iter()
        .map(|part| match part {
            Filter::Compare(path, Op::Eq, literal) if path.urn.is_none() && path.sub.is_none() => {
                let value = match literal {
                    Literal::Text(text) => Value::from(text.as_str()),
                    Literal::Number(number) => Value::Number(number.clone()),
                    Literal::Boolean(value) => Value::Bool(*value),
                    Literal::Null => return None,
                };
                Some((path.name.clone(), value))
            }
            _ => None,
        })
        .collect()
}
