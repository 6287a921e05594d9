//! Simple values (RFC 7643 §2.3).

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::{meaning, wrong_type};
use crate::filter::instant;
use crate::schema::{Attribute, Type};
use crate::{Error, Rules};

/// A value of a simple attribute, as it was sent if it is of the attribute's type; `None` if it
/// is unassigned. Unless types are exact, booleans may be written as strings, as Entra ID does.
pub(crate) fn check(
    rules: Rules,
    parent: Option<&Attribute>,
    attribute: &Attribute,
    value: Value,
) -> Result<Option<Value>, Error> {
    if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let value = if attribute.multi_valued || rules.exact_types { value } else { alone(value) };
    let (fits, expected) = match attribute.kind {
        Type::Boolean if rules.exact_types => (value.is_boolean(), "true or false"),
        Type::Boolean => match boolean(&value) {
            Some(value) => return Ok(Some(Value::Bool(value))),
            None => (false, "true or false"),
        },
        Type::String => (value.is_string(), "a string"),
        Type::Reference => (value.is_string(), "a URI"),
        Type::Integer => (value.is_i64() || value.is_u64(), "a number without fraction"),
        Type::Decimal => (value.is_number(), "a number"),
        Type::DateTime => {
            (value.as_str().is_some_and(|text| instant(text).is_some()), "a date and time")
        }
        Type::Binary => (value.as_str().is_some_and(is_base64), "base64"),
        Type::Complex => (false, "an object"),
    };
    if fits {
        if let Some(text) = value.as_str() {
            if rules.meaning_checked {
                meaning::check(parent, attribute, text)?;
            }
            if attribute.is_declared() {
                meaning::check_declared(parent, attribute, text)?;
            }
        }
        return Ok(Some(value));
    }
    if value.is_string() {
        let name = &attribute.name;
        let path = parent.map_or_else(|| name.clone(), |parent| format!("{}.{name}", parent.name));
        return Err(Error::invalid_value(format!("{path} must be {expected}")));
    }
    Err(wrong_type(parent, attribute, expected, &value))
}

/// The simple value that is alone in a list, as itself or as the `value` of an object: so old jobs
/// of Entra ID send single values. Everything else stays as it is.
fn alone(value: Value) -> Value {
    let Value::Array(items) = &value else { return value };
    let [item] = items.as_slice() else { return value };
    let single = match item {
        Value::Object(map) => {
            let mut parts = map.iter().filter(|(_, part)| !part.is_null());
            match (parts.next(), parts.next()) {
                (Some((name, part)), None) if name.eq_ignore_ascii_case("value") => part,
                _ => return value,
            }
        }
        item => item,
    };
    match single {
        Value::Bool(_) | Value::Number(_) | Value::String(_) => single.clone(),
        Value::Null | Value::Array(_) | Value::Object(_) => value,
    }
}

/// A boolean, also one that is written as a string.
pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
pub(super) const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
pub(super) const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Whether text is base64 in either alphabet; padding may be missing, lines may be broken.
fn is_base64(text: &str) -> bool {
    let joined: String;
    let text = if text.contains(|char: char| char.is_ascii_whitespace()) {
        joined = text.split_ascii_whitespace().collect();
        &joined
    } else {
        text
    };
    STANDARD.decode(text).is_ok() || URL_SAFE.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_alone_in_a_list_is_taken_out() {
        for single in [json!("x"), json!(7), json!(false)] {
            for sent in [
                json!([single]),
                json!([{"value": single}]),
                json!([{"$ref": null, "Value": single}]),
            ] {
                assert_eq!(alone(sent), single);
            }
        }
        for other in [
            json!("x"),
            json!(["x", "y"]),
            json!([["x"]]),
            json!([null]),
            json!([{"value": ["x"]}]),
            json!([{"value": "x", "type": "work"}]),
            json!({"value": "x"}),
        ] {
            assert_eq!(alone(other.clone()), other);
        }
    }

    #[test]
    fn every_simple_type_may_come_in_a_list_of_one_unless_types_are_exact() {
        for (kind, sent, expected) in [
            (Type::String, json!(["x"]), json!("x")),
            (Type::Boolean, json!([{"$ref": null, "value": "False"}]), json!(false)),
            (Type::Boolean, json!([true]), json!(true)),
            (Type::Integer, json!([7]), json!(7)),
            (Type::Decimal, json!([{"value": 0.5}]), json!(0.5)),
            (Type::DateTime, json!(["2026-11-24T02:36:16Z"]), json!("2026-11-24T02:36:16Z")),
            (Type::Reference, json!(["Users/1"]), json!("Users/1")),
            (Type::Binary, json!(["AQID"]), json!("AQID")),
        ] {
            let attribute: Attribute =
                serde_json::from_value(json!({"name": "a", "type": kind})).unwrap();
            let read = |rules, sent: &Value| check(rules, None, &attribute, sent.clone());
            assert_eq!(read(Rules::TOLERANT, &sent).unwrap(), Some(expected), "{sent}");
            let refusal = read(Rules::INTEROP, &sent).unwrap_err();
            assert_eq!(refusal.scim_type, Some(crate::ScimType::InvalidValue), "{sent}");
            assert!(read(Rules::TOLERANT, &json!([sent[0], sent[0]])).is_err(), "{sent}");
        }
    }

    #[test]
    fn base64_in_both_alphabets() {
        for text in ["", "AQID", "AQ==", "AQ", "-_8", "+/8=", "AQ\r\nID"] {
            assert!(is_base64(text), "{text}");
        }
        for text in ["A", "A*ID", "-/8="] {
            assert!(!is_base64(text), "{text}");
        }
    }
}
