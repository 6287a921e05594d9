//! Comparison of what was wanted with what came.
//!
//! SCIM names are compared without regard to case (RFC 7643 §2.1), and a missing attribute, `null`,
//! `""`, `[]` and `{}` all say "no value" (RFC 7643 §2.5; identity providers send and expect the
//! empty text in that sense too).

use serde_json::{Map, Value};

/// The first place where an answer lacks what was wanted.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    /// Where, as a path a person can read.
    pub(crate) path: String,
    /// What was wanted there.
    pub(crate) wanted: Value,
    /// What was there; `None` for nothing.
    pub(crate) got: Option<Value>,
}

/// An attribute of an object; an exact name wins over one that differs in case.
pub(crate) fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

/// Whether it says "no value".
pub(crate) fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(map)) => map.is_empty(),
        Some(_) => false,
    }
}

/// Whether `got` shows `wanted`: equal texts, numbers and booleans, arrays of the same length, and
/// objects that hold at least what is wanted. Types are never converted.
pub(crate) fn same(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => wanted
            .iter()
            .all(|(name, value)| get(got, name).is_some_and(|found| same(value, found))),
        (Value::Array(wanted), Value::Array(got)) => {
            wanted.len() == got.len() && wanted.iter().zip(got).all(|(a, b)| same(a, b))
        }
        (Value::Number(wanted), Value::Number(got)) => {
            wanted == got || wanted.as_f64() == got.as_f64()
        }
        _ => wanted == got,
    }
}

/// The first difference between a resource as it was sent and as it came back, or `None`.
///
/// What a server adds is fine: more attributes, and more sub-attributes in an element. Elements of
/// an array may come in any order, but there must be as many.
pub(crate) fn difference(path: &str, wanted: &Value, got: Option<&Value>) -> Option<Difference> {
    if is_blank(Some(wanted)) {
        return (!is_blank(got)).then(|| here(path, wanted, got));
    }
    match (wanted, got) {
        (Value::Object(wanted), Some(Value::Object(got))) => wanted
            .iter()
            .find_map(|(name, value)| difference(&join(path, name), value, get(got, name))),
        (Value::Array(wanted_items), Some(Value::Array(got_items))) => {
            let complete = wanted_items.len() == got_items.len()
                && wanted_items.iter().all(|item| {
                    got_items.iter().any(|g| difference(path, item, Some(g)).is_none())
                });
            (!complete).then(|| here(path, wanted, got))
        }
        (wanted, Some(found)) if same(wanted, found) => None,
        _ => Some(here(path, wanted, got)),
    }
}

fn here(path: &str, wanted: &Value, got: Option<&Value>) -> Difference {
    Difference { path: path.to_owned(), wanted: wanted.clone(), got: got.cloned() }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn first(wanted: &Value, got: &Value) -> Option<String> {
        difference("", wanted, Some(got)).map(|found| found.path)
    }

    #[test]
    fn servers_may_add_but_not_change() {
        let wanted = json!({"name": {"givenName": "Zoë"}, "emails": [{"value": "z@example.com"}]});
        let richer = json!({"id": "1", "NAME": {"givenname": "Zoë", "formatted": "Zoë"},
            "emails": [{"value": "z@example.com", "display": "z"}]});
        assert_eq!(first(&wanted, &richer), None);
        let changed = json!({"name": {"givenName": "Zoe"}, "emails": [{"value": "z@example.com"}]});
        assert_eq!(first(&wanted, &changed), Some("name.givenName".into()));
    }

    #[test]
    fn arrays_have_no_order_but_a_length() {
        let wanted = json!({"floors": ["3", "4"]});
        assert_eq!(first(&wanted, &json!({"floors": ["4", "3"]})), None);
        assert_eq!(first(&wanted, &json!({"floors": ["3", "4", "5"]})), Some("floors".into()));
        assert_eq!(first(&wanted, &json!({"floors": ["3", "5"]})), Some("floors".into()));
    }

    #[test]
    fn empty_wishes_want_nothing() {
        let wanted = json!({"a": "", "b": [], "c": null});
        assert_eq!(first(&wanted, &json!({"c": []})), None);
        assert_eq!(first(&wanted, &json!({"b": ["x"]})), Some("b".into()));
    }

    #[test]
    fn types_are_not_converted() {
        assert!(!same(&json!(true), &json!("true")));
        assert!(!same(&json!(1), &json!("1")));
        assert!(same(&json!(1), &json!(1.0)));
        assert!(!same(&json!(false), &json!(null)));
    }
}
