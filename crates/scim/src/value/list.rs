//! Rules for the values of one multi-valued attribute (RFC 7643 §2.4).

use std::collections::HashMap;

use serde_json::Value;

use crate::Error;

/// What makes two values the same: the pair of `type` and `value`, where there is a `value`
/// (RFC 7643 §2.4 wants no pair returned twice); otherwise everything.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'v> {
    Pair(Option<&'v Value>, &'v Value),
    Whole(&'v Value),
}

fn identity(item: &Value) -> Identity<'_> {
    match item.as_object().and_then(|map| map.get("value").map(|value| (map.get("type"), value))) {
        Some((kind, value)) => Identity::Pair(kind, value),
        None => Identity::Whole(item),
    }
}

/// Merges values that are the same into the first of them. What a later one says wins.
pub(crate) fn dedupe(items: &mut Vec<Value>) {
    if items.len() < 2 {
        return;
    }
    let mut first: HashMap<Identity<'_>, usize> = HashMap::with_capacity(items.len());
    let mut same: Vec<(usize, usize)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match first.entry(identity(item)) {
            std::collections::hash_map::Entry::Occupied(known) => same.push((*known.get(), at)),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(at);
            }
        }
    }
    if same.is_empty() {
        return;
    }
    for &(into, from) in &same {
        let later = items[from].take();
        if let (Value::Object(map), Value::Object(later)) = (&mut items[into], later) {
            map.extend(later);
        }
    }
    let mut gone = same.into_iter().map(|(_, from)| from).peekable();
    let mut at = 0;
    items.retain(|_| {
        let is_gone = gone.next_if_eq(&at).is_some();
        at += 1;
        !is_gone
    });
}

fn is_primary(item: &Value) -> bool {
    item.get("primary") == Some(&Value::Bool(true))
}

/// 400 `invalidValue` if more than one value is the primary one.
pub(super) fn check_primary(name: &str, items: &[Value]) -> Result<(), Error> {
    if items.iter().filter(|item| is_primary(item)).count() > 1 {
        return Err(two_primaries(name));
    }
    Ok(())
}

fn two_primaries(name: &str) -> Error {
    Error::invalid_value(format!("{name}: only one value can be primary"))
}

/// Makes a value that an operation touched the only primary one, if it is primary (RFC 7644
/// §3.5.2). Two such values are 400 `invalidValue`. True if there was one, so that all values had
/// to be looked at.
pub(crate) fn settle_primary(
    name: &str,
    items: &mut [Value],
    touched: impl Iterator<Item = usize>,
) -> Result<bool, Error> {
    let mut winners = touched.filter(|&at| items.get(at).is_some_and(is_primary));
    let Some(winner) = winners.next() else {
        return Ok(false);
    };
    if winners.next().is_some() {
        return Err(two_primaries(name));
    }
    drop(winners);
    for (at, item) in items.iter_mut().enumerate() {
        if at != winner && is_primary(item) {
            item["primary"] = Value::Bool(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_value_is_kept_once() {
        let mut items = vec![
            json!({"value": "a", "type": "work"}),
            json!({"value": "a", "type": "home"}),
            json!({"value": "a", "type": "work", "primary": true}),
            json!("x"),
            json!({"street": "s"}),
            json!("x"),
            json!({"street": "s"}),
        ];
        dedupe(&mut items);
        assert_eq!(
            items,
            [
                json!({"value": "a", "type": "work", "primary": true}),
                json!({"value": "a", "type": "home"}),
                json!("x"),
                json!({"street": "s"}),
            ]
        );
    }
}
