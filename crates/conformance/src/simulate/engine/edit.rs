//! Changes of a person, before they are written in any spelling.

use serde_json::{Map, Value, json};

use crate::json::{get, is_blank, same};
use crate::simulate::body::name_extension;

/// A place in a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::simulate) enum Place {
    /// An attribute.
    Plain(String),
    /// A part of an attribute.
    Part(String, String),
    /// The value of the element of a list that has a type.
    Typed(String, String),
    /// An attribute of an extension.
    Extension(String, String),
}

/// What a place gets; `None` takes away what is there.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::simulate) struct Edit {
    pub(in crate::simulate) place: Place,
    pub(in crate::simulate) value: Option<Value>,
}

impl Edit {
    /// Gives an attribute a value.
    pub(in crate::simulate) fn plain(name: &str, value: impl Into<Value>) -> Self {
        Self { place: Place::Plain(name.into()), value: Some(value.into()) }
    }

    /// Gives a part of an attribute a value.
    pub(in crate::simulate) fn part(name: &str, part: &str, value: impl Into<Value>) -> Self {
        Self { place: Place::Part(name.into(), part.into()), value: Some(value.into()) }
    }

    /// Gives the element with a type a value.
    pub(in crate::simulate) fn typed(list: &str, kind: &str, value: impl Into<Value>) -> Self {
        Self { place: Place::Typed(list.into(), kind.into()), value: Some(value.into()) }
    }

    /// Gives an attribute of an extension a value.
    pub(in crate::simulate) fn extension(urn: &str, name: &str, value: impl Into<Value>) -> Self {
        Self { place: Place::Extension(urn.into(), name.into()), value: Some(value.into()) }
    }

    /// Takes away what is at a place.
    pub(in crate::simulate) fn clear(place: Place) -> Self {
        Self { place, value: None }
    }

    /// Makes the change in a body.
    pub(in crate::simulate) fn apply(&self, body: &mut Map<String, Value>) {
        match &self.place {
            Place::Plain(name) => put(body, name, self.value.clone()),
            Place::Part(name, part) => {
                if let Some(inner) = inner(body, name) {
                    put(inner, part, self.value.clone());
                }
            }
            Place::Extension(urn, name) => {
                name_extension(body, urn);
                if let Some(inner) = inner(body, urn) {
                    put(inner, name, self.value.clone());
                }
            }
            Place::Typed(list, kind) => self.apply_to_list(body, list, kind),
        }
    }

    fn apply_to_list(&self, body: &mut Map<String, Value>, list: &str, kind: &str) {
        let items = body.entry(list).or_insert_with(|| json!([]));
        let Value::Array(items) = items else {
            return;
        };
        let position = items.iter().position(|item| item["type"] == kind);
        match (&self.value, position) {
            (Some(value), Some(position)) => items[position]["value"] = value.clone(),
            (Some(value), None) => items.push(json!({"type": kind, "value": value})),
            (None, Some(position)) => {
                items.remove(position);
            }
            (None, None) => {}
        }
        if items.is_empty() {
            body.remove(list);
        }
    }

    /// Whether a body shows the change already.
    pub(in crate::simulate) fn is_in(&self, body: &Map<String, Value>) -> bool {
        match (&self.value, self.place.find(body)) {
            (Some(wanted), Some(found)) => same(wanted, found),
            (None, found) => is_blank(found),
            (Some(wanted), None) => is_blank(Some(wanted)),
        }
    }
}

impl Place {
    /// What a body has there.
    pub(in crate::simulate) fn find<'a>(&self, body: &'a Map<String, Value>) -> Option<&'a Value> {
        match self {
            Self::Plain(name) => get(body, name),
            Self::Part(name, part) | Self::Extension(name, part) => {
                get(get(body, name)?.as_object()?, part)
            }
            Self::Typed(list, kind) => {
                let items = get(body, list)?.as_array()?.iter().filter_map(Value::as_object);
                let mut typed = items.filter(|item| {
                    let told = get(item, "type").and_then(Value::as_str);
                    told.is_some_and(|told| told.eq_ignore_ascii_case(kind))
                });
                get(typed.next()?, "value")
            }
        }
    }

    /// The place as the path of a PATCH operation (RFC 7644 §3.5.2).
    pub(in crate::simulate) fn path(&self) -> String {
        match self {
            Self::Plain(name) => name.clone(),
            Self::Part(name, part) => format!("{name}.{part}"),
            Self::Typed(list, kind) => format!("{list}[type eq \"{kind}\"].value"),
            Self::Extension(urn, name) => format!("{urn}:{name}"),
        }
    }
}

/// All that a body says, as changes; what names it and what it is made of is left out.
pub(in crate::simulate) fn edits_of(body: &Map<String, Value>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (name, value) in body {
        match value {
            _ if matches!(name.as_str(), "schemas" | "meta" | "id" | "groups" | "password") => {}
            Value::Object(inner) if name.starts_with("urn:") => {
                edits.extend(inner.iter().map(|(part, v)| Edit::extension(name, part, v.clone())));
            }
            Value::Object(inner) => {
                edits.extend(inner.iter().map(|(part, v)| Edit::part(name, part, v.clone())));
            }
            Value::Array(items) => edits.extend(items.iter().filter_map(|item| {
                let kind = item["type"].as_str()?;
                Some(Edit::typed(name, kind, item["value"].clone()))
            })),
            Value::Null => {}
            plain => edits.push(Edit::plain(name, plain.clone())),
        }
    }
    edits
}

fn put(body: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => body.insert(name.to_owned(), value),
        None => body.remove(name),
    };
}

fn inner<'a>(body: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    body.entry(name).or_insert_with(|| json!({})).as_object_mut()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::body::object;
    use crate::urn;

    #[test]
    fn a_change_is_made_and_seen() {
        let mut body =
            object(json!({"schemas": [urn::USER], "emails": [{"type": "work", "value": "a"}]}));
        let edits = [
            Edit::plain("title", "Lead"),
            Edit::part("name", "familyName", "Lee"),
            Edit::typed("emails", "work", "b"),
            Edit::typed("phoneNumbers", "mobile", "1"),
            Edit::extension(urn::ENTERPRISE, "department", "Retail"),
        ];
        for edit in &edits {
            assert!(!edit.is_in(&body), "{edit:?}");
            edit.apply(&mut body);
            assert!(edit.is_in(&body), "{edit:?}");
        }
        assert_eq!(body["schemas"], json!([urn::USER, urn::ENTERPRISE]));
        let all = edits_of(&body);
        assert!(edits.iter().all(|edit| all.contains(edit)), "{all:?}");
        let gone = Edit::clear(Place::Typed("phoneNumbers".into(), "mobile".into()));
        gone.apply(&mut body);
        assert!(gone.is_in(&body) && !body.contains_key("phoneNumbers"), "{body:?}");
    }
}
