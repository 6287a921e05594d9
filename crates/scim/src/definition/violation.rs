//! What in a stored resource stands against what was declared.

use serde_json::Value;

use super::Definition;
use crate::schema::{Attribute, COMMON, Schema, find};
use crate::value::Context;
use crate::{Limits, Map, Rules};

/// Something in a resource that stands against a declaration. It tells no value, which may be
/// personal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Violation {
    /// The attribute, with the URN of its extension.
    pub path: String,
    /// What is wrong.
    pub problem: String,
}

impl Definition {
    /// Everything in a body that stands against what was declared, in the order of the schemas.
    pub fn violations(&self, body: &Map) -> Vec<Violation> {
        let mut found = Vec::new();
        if !self.has_declarations() {
            return found;
        }
        for key in body.keys().filter(|key| key.contains(':')) {
            if self.is_refused_schema(key) {
                found.push(violation(key.clone(), "the schema is refused"));
            } else if self.is_custom() && !self.has_extension(key) {
                found.push(violation(key.clone(), "the schema is not declared"));
            }
        }
        self.check_part(&self.core, "", body, &mut found);
        for schema in &self.extensions {
            match body.get(&schema.id) {
                Some(Value::Object(part)) => {
                    self.check_part(schema, &format!("{}:", schema.id), part, &mut found);
                }
                _ if self.is_required_schema(&schema.id) => {
                    found.push(violation(schema.id.clone(), "is required"));
                }
                _ => {}
            }
        }
        found
    }

    fn check_part(&self, schema: &Schema, prefix: &str, part: &Map, found: &mut Vec<Violation>) {
        let is_core = prefix.is_empty();
        for name in part.keys().filter(|name| !is_core || !name.contains(':')) {
            let is_known =
                schema.attribute(name).is_some() || is_core && find(&COMMON, name).is_some();
            if !is_known && !self.may_learn(&schema.id, name) {
                let refused = self.is_refused(&schema.id, name);
                let problem = if refused { "is refused" } else { "is not declared" };
                found.push(violation(format!("{prefix}{name}"), problem));
            }
        }
        for attribute in schema.attributes.iter().filter(|attribute| attribute.is_declared()) {
            let path = format!("{prefix}{}", attribute.name);
            match part.get(&attribute.name) {
                value if attribute.required && value.is_none_or(is_empty) => {
                    found.push(violation(path, "is required"));
                }
                Some(value) => check_value(&schema.id, &path, attribute, value, found),
                None => {}
            }
        }
    }
}

fn check_value(
    schema: &str,
    path: &str,
    attribute: &Attribute,
    value: &Value,
    found: &mut Vec<Violation>,
) {
    let limits = Limits {
        rules: Rules { known_only: true, exact_types: true, ..Rules::TOLERANT },
        ..Limits::default()
    };
    if let Err(error) = Context::new(&limits, schema).assign(attribute, value.clone()) {
        found.push(violation(path.to_owned(), &error.detail));
        return;
    }
    let required = attribute.sub_attributes.iter().filter(|sub| sub.required);
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    for sub in required {
        if items.iter().any(|item| item.get(&sub.name).is_none_or(is_empty)) {
            found.push(violation(format!("{path}.{}", sub.name), "is required"));
        }
    }
}

/// Whether nothing is said: of what is required, as of `userName`, a text of spaces is no value.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn violation(path: String, problem: &str) -> Violation {
    Violation { path, problem: problem.to_owned() }
}
