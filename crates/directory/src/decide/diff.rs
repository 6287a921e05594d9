//! What changed between two states of a resource, attribute by attribute, for history and events.

use serde_json::{Map, Value, json};

/// The changes from `before` to `after`: `{"path", "before"?, "after"?}` each, in the order of the
/// attributes' names. Complex attributes and extensions are compared by sub-attribute, multi-valued
/// attributes as a whole.
pub(super) fn changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Value> {
    let mut found = Vec::new();
    collect("", before, after, 0, &mut found);
    found
}

/// Changes as an event tells of them.
pub(super) fn told(changes: Vec<Value>) -> String {
    let changes = Value::Array(changes);
    format!(r#"{{"changes":{changes}}}"#)
}

/// A path is at most extension, attribute, sub-attribute.
const DEPTH: usize = 3;

fn collect(
    prefix: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    depth: usize,
    found: &mut Vec<Value>,
) {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        if old == new {
            continue;
        }
        let path = join(prefix, name);
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) if depth < DEPTH => {
                collect(&path, old, new, depth + 1, found);
            }
            (None, Some(Value::Object(new))) if depth < DEPTH => {
                collect(&path, &Map::new(), new, depth + 1, found);
            }
            (Some(Value::Object(old)), None) if depth < DEPTH => {
                collect(&path, old, &Map::new(), depth + 1, found);
            }
            (Some(old), Some(new)) => {
                found.push(json!({"path": path, "before": old, "after": new}));
            }
            (Some(old), None) => found.push(json!({"path": path, "before": old})),
            (None, Some(new)) => found.push(json!({"path": path, "after": new})),
            (None, None) => {}
        }
    }
}

/// Attribute paths as RFC 7644 §3.5.2 writes them: a schema URN is followed by a colon, an
/// attribute by a dot.
fn join(prefix: &str, name: &str) -> String {
    let is_urn = |text: &str| text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    match prefix {
        "" => name.to_owned(),
        urn if is_urn(urn) && !urn_has_attribute(urn) => format!("{urn}:{name}"),
        attribute => format!("{attribute}.{name}"),
    }
}

/// Whether a path that begins with a URN already has an attribute behind it. The names of schemas
/// end in a resource type (`…:2.0:User`), the attributes of ours in a lower-case name.
fn urn_has_attribute(path: &str) -> bool {
    path.rsplit(':').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("an object") };
        map
    }

    #[test]
    fn names_what_was_added_changed_and_removed() {
        let urn = scim::urn::ENTERPRISE_USER;
        let before = object(json!({
            "userName": "a", "title": "x", "name": {"givenName": "A", "familyName": "B"},
        }));
        let after = object(json!({
            "userName": "a", "name": {"givenName": "A", "familyName": "C"}, "active": true,
            urn: {"department": "R", "manager": {"value": "m"}},
        }));
        assert_eq!(
            Value::Array(changes(&before, &after)),
            json!([
                {"path": "active", "after": true},
                {"path": "name.familyName", "before": "B", "after": "C"},
                {"path": "title", "before": "x"},
                {"path": format!("{urn}:department"), "after": "R"},
                {"path": format!("{urn}:manager.value"), "after": "m"},
            ])
        );
    }

    #[test]
    fn equal_states_have_no_changes() {
        let same = object(json!({"emails": [{"value": "a"}], "name": {"givenName": "A"}}));
        assert!(changes(&same, &same).is_empty());
    }
}
