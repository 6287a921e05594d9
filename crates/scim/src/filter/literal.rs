//! Literals, brought to the type of the attribute that they are compared with.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::typed::Value;
use super::{Literal, Op};
use crate::schema::{Comparison, Type};

/// Which operators a type has (RFC 7644 §3.4.2.2, table 3).
pub(super) fn has_operator(kind: Type, op: Op) -> bool {
    match kind {
        Type::String | Type::Reference => true,
        Type::Boolean | Type::Binary => matches!(op, Op::Eq | Op::Ne),
        Type::Integer | Type::Decimal | Type::DateTime => !matches!(op, Op::Co | Op::Sw | Op::Ew),
        Type::Complex => false,
    }
}

/// The value that a literal means for an attribute; `None` if it can mean none. `exact` wants it to
/// be of the attribute's type.
pub(super) fn convert(
    literal: &Literal,
    kind: Type,
    comparison: Comparison,
    exact: bool,
) -> Option<Value> {
    let is_text = matches!(literal, Literal::Text(_));
    let text_expected = kind.is_text() || kind == Type::DateTime;
    if exact && is_text != text_expected {
        return None;
    }
    match kind {
        Type::Boolean => match literal {
            Literal::Boolean(value) => Some(Value::Boolean(*value)),
            // Entra ID sends booleans as strings.
            Literal::Text(text) if text.eq_ignore_ascii_case("true") => Some(Value::Boolean(true)),
            Literal::Text(text) if text.eq_ignore_ascii_case("false") => {
                Some(Value::Boolean(false))
            }
            _ => None,
        },
        Type::Integer | Type::Decimal => match literal {
            Literal::Number(number) => number_value(number),
            Literal::Text(text) => number_value(&text.trim().parse().ok()?),
            _ => None,
        },
        Type::DateTime => match literal {
            Literal::Text(text) => instant(text).map(Value::Instant),
            _ => None,
        },
        // A string may have been written without quotation marks, so that it looks like a number.
        Type::String | Type::Reference | Type::Binary => {
            let text = match literal {
                Literal::Text(text) => text.clone(),
                Literal::Number(number) => number.to_string(),
                Literal::Boolean(value) => value.to_string(),
                Literal::Null => return None,
            };
            Some(Value::Text(comparison.normalize(&text).into_owned()))
        }
        Type::Complex => None,
    }
}

pub(super) fn number_value(number: &serde_json::Number) -> Option<Value> {
    match number.as_i64() {
        Some(whole) => Some(Value::Integer(whole)),
        None => number.as_f64().map(Value::Decimal),
    }
}

/// Microseconds since 1970 of an `xsd:dateTime` (RFC 7643 §2.3.5). A missing offset means UTC, a
/// missing time midnight.
pub fn instant(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_microsecond());
    }
    let civil: DateTime = text.parse().ok()?;
    Some(Offset::UTC.to_timestamp(civil).ok()?.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_literal_is_of_the_attributes_type() {
        let text = || Literal::Text("1".into());
        let number = || Literal::Number(1.into());
        for (literal, kind, loose, exact) in [
            (Literal::Text("True".into()), Type::Boolean, true, false),
            (Literal::Boolean(true), Type::Boolean, true, true),
            (text(), Type::Integer, true, false),
            (number(), Type::Decimal, true, true),
            (number(), Type::String, true, false),
            (Literal::Boolean(true), Type::Reference, true, false),
            (text(), Type::String, true, true),
            (Literal::Text("2015-01-01".into()), Type::DateTime, true, true),
        ] {
            let converts = |exact| convert(&literal, kind, Comparison::Fold, exact).is_some();
            assert_eq!((converts(false), converts(true)), (loose, exact), "{literal} {kind:?}");
        }
    }

    #[test]
    fn instants_in_every_form() {
        let expected = Some(1_420_070_400_000_000);
        for text in [
            "2015-01-01T00:00:00Z",
            "2015-01-01T00:00:00.000Z",
            "2015-01-01T01:00:00+01:00",
            "2015-01-01T00:00:00",
            "2015-01-01",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("yesterday"), None);
    }
}
