//! Places in a resource, as the paths of PATCH operations name them.

use serde_json::{Map, Value, json};

use crate::urn;

type Outcome = Result<(), &'static str>;

/// Puts a value at a path, or takes away what is there.
pub(super) fn set(resource: &mut Map<String, Value>, path: &str, value: Option<Value>) -> Outcome {
    let path = core(path);
    if let Some((list, rest)) = path.split_once('[') {
        return set_in_list(resource, list, rest, value).ok_or("invalidPath");
    }
    let Some((outer, inner)) = path.rsplit_once(':').or_else(|| path.split_once('.')) else {
        put(resource, path, value);
        return Ok(());
    };
    let object = resource.entry(outer).or_insert_with(|| json!({})).as_object_mut();
    put(object.ok_or("invalidPath")?, inner, value);
    Ok(())
}

/// The path without the URN of a core schema, which may stand before it in any case.
fn core(path: &str) -> &str {
    for urn in [urn::USER, urn::GROUP] {
        if path.get(..urn.len()).is_some_and(|start| start.eq_ignore_ascii_case(urn)) {
            return path[urn.len()..].trim_start_matches(':');
        }
    }
    path
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    let value = match (name, value) {
        ("active", Some(Value::String(text))) => Some(json!(text.eq_ignore_ascii_case("true"))),
        ("manager", Some(Value::String(id))) => Some(json!({"value": id})),
        (_, value) => value,
    };
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.remove(name),
    };
}

/// The rest is `type eq "work"].value` or the like, without a part to remove the element; what
/// matches nothing is made.
fn set_in_list(
    resource: &mut Map<String, Value>,
    list: &str,
    rest: &str,
    value: Option<Value>,
) -> Option<()> {
    let (filter, part) = rest.split_once("].").or_else(|| rest.split_once(']'))?;
    let mut words = filter.split(' ');
    let (name, wanted) = (words.next()?, words.nth(1)?.trim_matches('"'));
    let wanted = match wanted {
        "True" => json!(true),
        text => json!(text),
    };
    let items = resource.entry(list).or_insert_with(|| json!([])).as_array_mut()?;
    let position = items.iter().position(|item| item[name] == wanted);
    match (value, position) {
        (Some(value), Some(position)) => {
            items[position].as_object_mut()?.insert(part.to_owned(), value);
        }
        (Some(value), None) => items.push(json!({name: wanted, part: value})),
        (None, Some(position)) => {
            items.remove(position);
        }
        (None, None) => {}
    }
    Some(())
}
