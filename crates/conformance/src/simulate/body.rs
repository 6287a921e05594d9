//! Bodies of requests, as maps.

use serde_json::{Map, Value, json};

/// The object in a value; an empty one for anything else.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Puts attributes over others: objects are merged, everything else is replaced. Extensions that
/// come in are named in `schemas`.
pub(super) fn merge(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (name, value) in from {
        if name == "schemas" {
            continue;
        }
        name_extension(into, name);
        match (into.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Names an extension in `schemas`, if there are any and the attribute is one.
pub(super) fn name_extension(body: &mut Map<String, Value>, attribute: &str) {
    if attribute.starts_with("urn:")
        && let Some(Value::Array(schemas)) = body.get_mut("schemas")
        && !schemas.iter().any(|urn| urn == attribute)
    {
        schemas.push(json!(attribute));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_goes_into_objects_and_names_extensions() {
        let mut into =
            object(json!({"schemas": ["a"], "name": {"givenName": "A", "familyName": "B"}}));
        let changes =
            json!({"name": {"givenName": "C"}, "urn:x": {"y": [1]}, "schemas": ["ignored"]});
        merge(&mut into, &object(changes));
        let wanted = json!({"schemas": ["a", "urn:x"], "urn:x": {"y": [1]},
            "name": {"givenName": "C", "familyName": "B"}});
        assert_eq!(Value::Object(into), wanted);
    }
}
