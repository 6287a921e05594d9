//! Paths to a part of a JSON answer, as scenarios write them.
//!
//! `name.givenName`, `emails[0].value`, `emails[type=work].value` (the first element whose
//! sub-attribute has that value), `members[*].value` (of every element), and `<urn:…:User>.title`
//! for a name that holds dots or colons itself. Names are found without regard to case.

use serde_json::Value;

use super::get;

/// A parsed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Name(String),
    Index(usize),
    Where { name: String, value: String },
    Every,
}

/// A path that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the path {path:?} cannot be read: {reason}")]
pub(crate) struct PathError {
    path: String,
    reason: &'static str,
}

impl Path {
    /// Reads a path.
    pub(crate) fn parse(text: &str) -> Result<Self, PathError> {
        let wrong = |reason| PathError { path: text.to_owned(), reason };
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = match rest.as_bytes()[0] {
                b'<' => {
                    let (name, after) = rest[1..].split_once('>').ok_or(wrong("< without >"))?;
                    segments.push(Segment::Name(name.to_owned()));
                    after
                }
                b'[' => {
                    let (inner, after) = rest[1..].split_once(']').ok_or(wrong("[ without ]"))?;
                    segments.push(bracket(inner).ok_or(wrong("unknown form in brackets"))?);
                    after
                }
                _ => {
                    let end = rest.find(['.', '[', '<']).unwrap_or(rest.len());
                    if end == 0 {
                        return Err(wrong("a name is missing"));
                    }
                    segments.push(Segment::Name(rest[..end].to_owned()));
                    &rest[end..]
                }
            };
            if let Some(after) = rest.strip_prefix('.') {
                if after.is_empty() {
                    return Err(wrong("it ends in a dot"));
                }
                rest = after;
            } else if !rest.is_empty() && !rest.starts_with('[') {
                return Err(wrong("a dot is missing"));
            }
        }
        if segments.is_empty() {
            return Err(wrong("it is empty"));
        }
        Ok(Self(segments))
    }

    /// What the path leads to; `None` where there is nothing.
    pub(crate) fn find(&self, document: &Value) -> Option<Value> {
        walk(&self.0, document)
    }
}

fn bracket(inner: &str) -> Option<Segment> {
    if inner == "*" {
        return Some(Segment::Every);
    }
    if let Some((name, value)) = inner.split_once('=') {
        return Some(Segment::Where { name: name.to_owned(), value: value.to_owned() });
    }
    inner.parse().ok().map(Segment::Index)
}

fn walk(segments: &[Segment], value: &Value) -> Option<Value> {
    let Some((first, rest)) = segments.split_first() else {
        return Some(value.clone());
    };
    match first {
        Segment::Name(name) => walk(rest, get(value.as_object()?, name)?),
        Segment::Index(index) => walk(rest, value.as_array()?.get(*index)?),
        Segment::Where { name, value: wanted } => {
            let mut items = value.as_array()?.iter();
            walk(rest, items.find(|item| has(item, name, wanted))?)
        }
        Segment::Every => {
            let found = value.as_array()?.iter().filter_map(|item| walk(rest, item));
            Some(Value::Array(found.collect()))
        }
    }
}

fn has(item: &Value, name: &str, wanted: &str) -> bool {
    let Some(found) = item.as_object().and_then(|object| get(object, name)) else {
        return false;
    };
    match found {
        Value::String(text) => text.eq_ignore_ascii_case(wanted),
        other => other.to_string().eq_ignore_ascii_case(wanted),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn find(path: &str, document: &Value) -> Option<Value> {
        Path::parse(path).unwrap().find(document)
    }

    #[test]
    fn every_form_finds_its_part() {
        let document = json!({
            "Name": {"givenName": "Ada"},
            "emails": [{"type": "work", "value": "w"}, {"type": "home", "primary": true}],
            "urn:a:2.0:User": {"floor": 3},
            "$ref": "x",
        });
        assert_eq!(find("name.givenname", &document), Some(json!("Ada")));
        assert_eq!(find("emails[1].primary", &document), Some(json!(true)));
        assert_eq!(find("emails[type=WORK].value", &document), Some(json!("w")));
        assert_eq!(find("emails[primary=true].type", &document), Some(json!("home")));
        assert_eq!(find("emails[*].value", &document), Some(json!(["w"])));
        assert_eq!(find("<urn:a:2.0:User>.floor", &document), Some(json!(3)));
        assert_eq!(find("$ref", &document), Some(json!("x")));
        assert_eq!(find("emails[7]", &document), None);
        assert_eq!(find("name.givenName.deeper", &document), None);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", ".a", "a.", "a..b", "a[", "a[x]", "<a", "a]b[0", "<a>b"] {
            let parsed = Path::parse(text);
            assert!(parsed.is_err(), "{text}: {parsed:?}");
        }
    }
}
