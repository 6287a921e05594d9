//! Who must be in a group, and who is.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::exchange::{Exchange, show};
use crate::Failure;
use crate::failure::shorten;
use crate::json::{get, is_blank};

/// An answered group has this name.
pub(super) fn named(
    exchange: &Exchange,
    group: &Map<String, Value>,
    name: &str,
) -> Result<(), Failure> {
    let found = get(group, "displayName");
    if found == Some(&json!(name)) {
        return Ok(());
    }
    Err(exchange.wrong(format!("a group with the displayName {name:?}"), show(found)))
}

/// The ids of the members of an answered group, as often as they are listed.
pub(super) fn members<'a>(
    exchange: &Exchange,
    group: &'a Map<String, Value>,
) -> Result<Vec<&'a str>, Failure> {
    let listed = get(group, "members");
    match listed {
        _ if is_blank(listed) => Ok(Vec::new()),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_object().and_then(|m| get(m, "value")).and_then(Value::as_str))
            .collect::<Option<_>>()
            .ok_or_else(|| exchange.wrong("members that each have a value", show(listed))),
        other => Err(exchange.wrong("members as an array", show(other))),
    }
}

/// The members of an answered group are exactly these.
pub(super) fn exact_members(
    exchange: &Exchange,
    group: &Map<String, Value>,
    wanted: &BTreeSet<String>,
) -> Result<(), Failure> {
    let values = members(exchange, group)?;
    let got: BTreeSet<&str> = values.iter().copied().collect();
    let missing: Vec<&str> =
        wanted.iter().map(String::as_str).filter(|id| !got.contains(id)).collect();
    let surplus: Vec<&&str> = got.iter().filter(|id| !wanted.contains(**id)).collect();
    if missing.is_empty() && surplus.is_empty() && values.len() == got.len() {
        return Ok(());
    }
    let expected = format!("exactly {} members", wanted.len());
    let got = format!(
        "{} members: missing {missing:?}, not wanted {surplus:?}, {} listed twice",
        values.len(),
        values.len() - got.len(),
    );
    Err(exchange.wrong(expected, shorten(&got)))
}
