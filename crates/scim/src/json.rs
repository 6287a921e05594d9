//! Reading JSON without losing anything: what `serde_json` would let pass in silence (a key that
//! occurs twice, NUL characters, deep nesting, digits of an integer) is refused.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::{Error, Map};

/// Reads the object that a message consists of. Anything else is 400 `invalidSyntax`; an integer
/// that could not be answered as it was sent is 400 `invalidValue`.
pub(crate) fn parse_object(bytes: &[u8], max_depth: usize) -> Result<Map, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Error::invalid_syntax("the request has no body"));
    }
    let invalid = |error: serde_json::Error| Error::invalid_syntax(format!("the body: {error}"));
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let large = Cell::new(false);
    let reader = Strict { max_depth, depth: 0, large: &large };
    let value = reader.deserialize(&mut deserializer).map_err(invalid)?;
    deserializer.end().map_err(invalid)?;
    if large.get() && has_long_integer(bytes) {
        return Err(Error::invalid_value(
            "the body: an integer has more than 64 bits and would lose digits; send it as a string",
        ));
    }
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(Error::invalid_syntax("the body must be a JSON object")),
    }
}

/// Up to this many keys are compared with each other; beyond, through a set.
const FEW_KEYS: usize = 24;

/// From here on `serde_json` reads an integer as the number with a fraction that is next to it.
const LARGE: f64 = 9_223_372_036_854_775_808.0;

/// Whether JSON holds an integer for which 64 bits are too few.
fn has_long_integer(json: &[u8]) -> bool {
    let mut rest = json;
    while let [first, after @ ..] = rest {
        rest = match first {
            b'"' => after_string(after),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                let end = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
                let (number, after) = rest.split_at(end);
                let number = std::str::from_utf8(number).unwrap_or_default();
                let is_integer = !number.contains(['.', 'e', 'E']);
                if is_integer && number.parse::<i64>().is_err() && number.parse::<u64>().is_err() {
                    return true;
                }
                after
            }
            _ => after,
        };
    }
    false
}

/// What follows a string, of which the opening quote is gone.
fn after_string(mut rest: &[u8]) -> &[u8] {
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'"', _) => return after,
            (b'\\', [_, after @ ..]) => after,
            _ => after,
        };
    }
    rest
}

#[derive(Clone, Copy)]
struct Strict<'a> {
    max_depth: usize,
    depth: usize,
    /// Set when a number is so large that it may have been an integer.
    large: &'a Cell<bool>,
}

impl Strict<'_> {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= self.max_depth {
            return Err(E::custom(format_args!(
                "objects and lists are nested more than {} levels deep",
                self.max_depth
            )));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if value.abs() >= LARGE {
            self.large.set(true);
        }
        Ok(value.into())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        no_nul(&text)?;
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut map = Map::new();
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(key) = access.next_key::<String>()? {
            no_nul(&key)?;
            // RFC 7643 §2.1: names that differ only in case are the same name.
            let repeated = if map.len() < FEW_KEYS {
                map.keys().any(|known: &String| known.eq_ignore_ascii_case(&key))
            } else {
                if seen.is_empty() {
                    seen.extend(map.keys().map(|known| known.to_ascii_lowercase()));
                }
                !seen.insert(key.to_ascii_lowercase())
            };
            if repeated {
                return Err(de::Error::custom(format_args!("the key '{key}' occurs twice")));
            }
            let value = access.next_value_seed(inner)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

fn no_nul<E: de::Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') {
        return Err(E::custom("a string holds the character U+0000"));
    }
    Ok(())
}

/// Refuses data that were read with a greater depth allowed around them.
pub(crate) fn check_depth(data: &Map, max_depth: usize) -> Result<(), Error> {
    fn fits(value: &Value, left: usize) -> bool {
        match value {
            Value::Array(items) => left > 0 && items.iter().all(|item| fits(item, left - 1)),
            Value::Object(map) => left > 0 && map.values().all(|value| fits(value, left - 1)),
            _ => true,
        }
    }
    if max_depth > 0 && data.values().all(|value| fits(value, max_depth - 1)) {
        return Ok(());
    }
    Err(Error::invalid_syntax(format!(
        "objects and lists are nested more than {max_depth} levels deep"
    )))
}

/// Checks the `schemas` of a message, which may be missing but must not name another one.
pub(crate) fn check_schemas(schemas: Option<&Value>, urn: &str) -> Result<(), Error> {
    let named = match schemas {
        None | Some(Value::Null) => true,
        Some(Value::Array(all)) => {
            all.is_empty()
                || all.iter().filter_map(Value::as_str).any(|one| crate::urn::eq(one, urn))
        }
        Some(_) => false,
    };
    if named {
        return Ok(());
    }
    Err(Error::invalid_syntax(format!("schemas must be [\"{urn}\"]")))
}

/// The same where `schemas` must not be missing.
pub(crate) fn require_schemas(schemas: Option<&Value>, urn: &str) -> Result<(), Error> {
    match schemas {
        Some(Value::Array(all)) if !all.is_empty() => check_schemas(schemas, urn),
        _ => Err(Error::invalid_syntax(format!("schemas must be [\"{urn}\"]"))),
    }
}

/// The value of a key in any case.
pub(crate) fn take(map: &mut Map, name: &str) -> Option<Value> {
    if let Some(value) = map.remove(name) {
        return Some(value);
    }
    let key = map.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
    map.remove(&key)
}

/// What a JSON value is, for messages.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &[u8]) -> String {
        let error = parse_object(text, 4).unwrap_err();
        assert_eq!(error.scim_type, Some(crate::ScimType::InvalidSyntax));
        error.detail
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        assert!(refused(br#"{"a": 1, "a": 2}"#).contains("'a' occurs twice"));
        assert!(refused(br#"{"x": {"userName": 1, "USERNAME": 2}}"#).contains("occurs twice"));
        assert!(refused(br#"{"a": "\u0000"}"#).contains("U+0000"));
        assert!(refused(br#"{"a": {"b": {"c": {"d": {}}}}}"#).contains("4 levels"));
        assert!(refused(b"").contains("no body"));
        assert!(refused(b" \n").contains("no body"));
        refused(b"[]");
        refused(b"{} x");
        refused(b"{\"a\": \"\xFF\"}");
        refused(br#"{"a": "\ud800"}"#);
    }

    #[test]
    fn many_keys_are_compared_too() {
        let keys: Vec<String> = (0..100).map(|n| format!("\"k{n}\": 0")).collect();
        assert!(parse_object(format!("{{{}}}", keys.join(",")).as_bytes(), 4).is_ok());
        assert!(refused(format!("{{{}, \"K7\": 1}}", keys.join(",")).as_bytes()).contains("K7"));
        assert!(refused(format!("{{{}, \"K99\": 1}}", keys.join(",")).as_bytes()).contains("K99"));
    }

    #[test]
    fn an_integer_keeps_its_digits_or_is_refused() {
        let read = |text: &str| parse_object(format!("{{\"a\": {text}}}").as_bytes(), 4);
        for kept in ["18446744073709551615", "-9223372036854775808", "0", "-1"] {
            assert_eq!(read(kept).unwrap()["a"].to_string(), kept);
        }
        for lost in [
            "12345678901234567890123",
            "18446744073709551616",
            "-9223372036854775809",
            "[1e30, 18446744073709551616]",
            "[\"\\\"\", 99999999999999999999]",
        ] {
            let error = read(lost).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{lost}");
        }
        // A number with a fraction or an exponent says itself that it is not exact.
        for other in [
            "1e22",
            "1.5E+30",
            "[1e30, \"\\\\\", \"18446744073709551616 \\\" 99999999999999999999\"]",
        ] {
            assert!(read(other).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(parse_object(b"\xEF\xBB\xBF{}", 4).unwrap().len(), 0);
    }
}
