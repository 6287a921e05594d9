//! References to resources that other operations create: `bulkId:` and a `bulkId`, in the place of
//! an id (RFC 7644 §3.7.2).

use std::iter::once;
use std::ops::Range;

use serde_json::Value;

use super::Method;
use crate::Map;

const PREFIX: &str = "bulkId:";

/// The `bulkId` to which a text refers, if it does.
pub fn referenced(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// A text in the data of an operation that can be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The outermost key above it: in the body of a resource, the attribute.
    pub attribute: &'a str,
    /// The text.
    pub text: &'a str,
}

/// Shows every text in the data of an operation that can be an id: each string as a whole, the last
/// segment of a `$ref`, and what the filters in the paths of a PATCH compare with. Keys are names
/// and never ids.
pub fn spots<'a>(method: Method, data: &'a Map, see: &mut impl FnMut(Spot<'a>)) {
    for (attribute, value) in data {
        let mut look = |form: Form, text: &'a str| {
            for range in form.ranges(text) {
                if let Some(text) = text.get(range) {
                    see(Spot { attribute, text });
                }
            }
        };
        visit(value, Form::of_attribute(method, attribute), &mut look);
    }
}

/// Puts ids in the place of references: `id` says which, by `bulkId`. References for which it has
/// none stay.
pub fn substitute(method: Method, data: &mut Map, id: &impl Fn(&str) -> Option<String>) {
    let mut put = |form: Form, text: &mut String| {
        if !text.contains(PREFIX) {
            return;
        }
        // From the last to the first, so that places before stay where they are.
        for range in form.ranges(text).into_iter().rev() {
            if let Some(id) = text.get(range.clone()).and_then(referenced).and_then(id) {
                text.replace_range(range, &id);
            }
        }
    };
    for (attribute, value) in data {
        change(value, Form::of_attribute(method, attribute), &mut put);
    }
}

/// Where an id can stand in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// It is the text.
    Whole,
    /// It may also be the last segment of an address.
    Address,
    /// The text is an operation of a PATCH, or holds such.
    Operations,
    /// The strings in the path of a PATCH.
    Path,
}

impl Form {
    fn of_attribute(method: Method, name: &str) -> Self {
        if method == Method::Patch && name.eq_ignore_ascii_case("Operations") {
            Self::Operations
        } else {
            Self::Whole.of_key(name)
        }
    }

    fn of_key(self, name: &str) -> Self {
        match self {
            Self::Operations if name.eq_ignore_ascii_case("path") => Self::Path,
            _ if name.eq_ignore_ascii_case("$ref") => Self::Address,
            _ => Self::Whole,
        }
    }

    fn ranges(self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Whole | Self::Operations => once(0..text.len()).collect(),
            Self::Address => {
                let end = text.trim_end_matches('/').len();
                let start = text[..end].rfind('/').map_or(0, |slash| slash + 1);
                once(start..end).collect()
            }
            Self::Path => literals(text),
        }
    }
}

/// The insides of the strings of a path.
fn literals(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut escaped) = (None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (byte, start) {
            _ if escaped => escaped = false,
            (b'\\', Some(_)) => escaped = true,
            (b'"', None) => start = Some(at + 1),
            (b'"', Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn visit<'a>(value: &'a Value, form: Form, look: &mut impl FnMut(Form, &'a str)) {
    match value {
        Value::String(text) => look(form, text),
        Value::Array(items) => items.iter().for_each(|item| visit(item, form, look)),
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| visit(value, form.of_key(key), look));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn change(value: &mut Value, form: Form, put: &mut impl FnMut(Form, &mut String)) {
    match value {
        Value::String(text) => put(form, text),
        Value::Array(items) => items.iter_mut().for_each(|item| change(item, form, put)),
        Value::Object(map) => {
            map.iter_mut().for_each(|(key, value)| change(value, form.of_key(key), put));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
