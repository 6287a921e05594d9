//! The attributes that a request names, by its parameters or by what it sends.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Tree;
use crate::definition::{Definition, Resolved};
use crate::path::{AttrPath, PatchPath};
use crate::schema::Returned;

/// Attributes, each by the JSON keys that lead to it.
#[derive(Debug, Default)]
pub(super) struct Named(BTreeSet<Vec<String>>);

impl Named {
    /// Those of a parameter, comma-separated.
    pub(super) fn by(definition: &Definition, list: &str) -> Self {
        let mut named = Self::default();
        for name in split(list) {
            // A filter after the name is no part of this parameter's grammar; clients send it.
            named.add(definition, name.split_once('[').map_or(name, |(name, _)| name).trim());
        }
        named
    }

    /// Those that the body of a request has sent. Looked at only where it makes a difference.
    pub(super) fn sent(definition: &Definition, body: &[u8]) -> Self {
        let mut named = Self::default();
        if !definition.has_requested() {
            return named;
        }
        let Ok(Value::Object(message)) = serde_json::from_slice::<Value>(body) else {
            return named;
        };
        let get = |map: &crate::Map, name: &str| {
            let mut entries = map.iter();
            entries.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        let Some(Value::Array(operations)) = get(&message, "Operations") else {
            named.add_value(definition, "", &Value::Object(message));
            return named;
        };
        for operation in operations.iter().filter_map(Value::as_object) {
            let path = get(operation, "path").and_then(|path| path.as_str().map(str::to_owned));
            let path = path.map(|path| match PatchPath::parse(&path) {
                Ok(PatchPath { attr, sub: Some(sub), .. }) => format!("{attr}.{sub}"),
                Ok(PatchPath { attr, .. }) => attr.to_string(),
                Err(_) => String::new(),
            });
            let path = path.unwrap_or_default();
            named.add(definition, &path);
            if let Some(value) = get(operation, "value") {
                named.add_value(definition, &path, &value);
            }
        }
        named
    }

    /// Whether an attribute was named, or a part of it.
    pub(super) fn has(&self, steps: &[&str]) -> bool {
        self.0.iter().any(|named| {
            named.len() >= steps.len() && named.iter().zip(steps).all(|(one, other)| one == other)
        })
    }

    /// The names as a tree.
    pub(super) fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        self.0.iter().for_each(|steps| tree.add(steps));
        tree
    }

    /// Adds what a path means; an unknown one means nothing.
    fn add(&mut self, definition: &Definition, path: &str) {
        let Ok(path) = AttrPath::parse(path) else {
            return;
        };
        match definition.resolve(&path) {
            None => {}
            Some(Resolved::Schema { extension: None }) => {
                let attributes = definition.core().attributes.iter();
                let asked = attributes.filter(|one| one.returned != Returned::Request);
                self.0.extend(asked.map(|one| vec![one.name.clone()]));
            }
            Some(resolved) => _ = self.0.insert(resolved.steps()),
        }
    }

    /// Adds the keys of an object, or of the objects of a list, at a path.
    fn add_value(&mut self, definition: &Definition, path: &str, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.add_value(definition, path, item);
                }
            }
            Value::Object(map) => {
                let is_schema = AttrPath::parse(path).is_ok_and(|path| {
                    matches!(definition.resolve(&path), Some(Resolved::Schema { .. }))
                });
                let separator = match path {
                    "" => "",
                    _ if is_schema => ":",
                    _ => ".",
                };
                for (key, value) in map {
                    let path = format!("{path}{separator}{key}");
                    self.add(definition, &path);
                    self.add_value(definition, &path, value);
                }
            }
            _ => {}
        }
    }
}

/// Splits at the commas that are not in brackets.
fn split(names: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut brackets = 0_usize;
    names.split(move |char| {
        match char {
            '"' => quoted = !quoted,
            '[' if !quoted => brackets += 1,
            ']' if !quoted => brackets = brackets.saturating_sub(1),
            ',' if !quoted && brackets == 0 => return true,
            _ => {}
        }
        false
    })
}
