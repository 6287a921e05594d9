//! [`Expr`] on a resource in memory. Databases must agree with what is written here.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value as Json;

use super::typed::{Expr, Root, Target, Value};
use super::{Op, literal::instant};
use crate::schema::Type;

impl Expr {
    /// Whether a resource, rendered in full with `meta`, `members` and `groups`, matches. The
    /// condition of an [`Expr::Element`] is evaluated on the element.
    pub fn matches(&self, resource: &Json) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(resource)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(resource)),
            Self::Not(inner) => !inner.matches(resource),
            Self::Never => false,
            Self::Always => true,
            Self::Present(target) => target.values(resource).any(is_present),
            Self::Compare { target, op: Op::Ne, value } => {
                // RFC 7644 has no word on missing values: `ne` is taken as the opposite of `eq`.
                let mut scalars = target.scalars(resource).peekable();
                scalars.peek().is_none()
                    || scalars.any(|scalar| scalar.compare(value) != Some(Ordering::Equal))
            }
            Self::Compare { target, op, value } => {
                target.scalars(resource).any(|scalar| scalar.satisfies(*op, value))
            }
            Self::Element { target, filter } => {
                target.values(resource).any(|element| filter.matches(element))
            }
        }
    }
}

impl Target {
    /// The JSON values at this place, not null.
    pub(crate) fn values<'r>(&'r self, resource: &'r Json) -> impl Iterator<Item = &'r Json> {
        let (to_list, rest) = self.steps.split_at(self.multi.unwrap_or(self.steps.len()));
        let found = descend(resource, to_list);
        let list = match found {
            Some(Json::Array(items)) if self.multi.is_some() => items.as_slice(),
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        list.iter().filter_map(move |item| descend(item, rest)).filter(|value| !value.is_null())
    }

    /// The values at this place in the form in which they compare.
    fn scalars<'r>(&'r self, resource: &'r Json) -> impl Iterator<Item = Scalar<'r>> {
        // A user whose `active` was taken away has no access: it counts as false.
        let absent = self.root == Root::Active && self.values(resource).next().is_none();
        self.values(resource)
            .filter_map(|value| scalar(self, value))
            .chain(absent.then_some(Scalar::Boolean(false)))
    }
}

fn descend<'r>(mut value: &'r Json, steps: &[String]) -> Option<&'r Json> {
    for step in steps {
        value = value.as_object()?.get(step)?;
    }
    Some(value)
}

fn is_present(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => items.iter().any(is_present),
        Json::Object(map) => map.values().any(is_present),
        Json::Bool(_) | Json::Number(_) => true,
    }
}

/// A value in the form in which it compares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar<'r> {
    Text(Cow<'r, str>),
    Boolean(bool),
    Integer(i64),
    Decimal(f64),
    Instant(i64),
}

/// The form in which a stored value compares; `None` if it is not of the target's type.
pub(crate) fn scalar<'r>(target: &Target, value: &'r Json) -> Option<Scalar<'r>> {
    match (target.kind, value) {
        (Type::Boolean, Json::Bool(value)) => Some(Scalar::Boolean(*value)),
        (Type::Integer | Type::Decimal, Json::Number(number)) => match number.as_i64() {
            Some(whole) => Some(Scalar::Integer(whole)),
            None => number.as_f64().map(Scalar::Decimal),
        },
        (Type::DateTime, Json::String(text)) => instant(text).map(Scalar::Instant),
        (kind, Json::String(text)) if kind.is_text() => {
            Some(Scalar::Text(target.comparison.normalize(text)))
        }
        // A learned attribute may hold values from before its type became string.
        (Type::String, Json::Number(number)) => Some(Scalar::Text(number.to_string().into())),
        (Type::String, Json::Bool(value)) => Some(Scalar::Text(value.to_string().into())),
        _ => None,
    }
}

impl Scalar<'_> {
    fn satisfies(&self, op: Op, value: &Value) -> bool {
        if let (Self::Text(text), Value::Text(part)) = (self, value) {
            match op {
                Op::Co => return text.contains(part.as_str()),
                Op::Sw => return text.starts_with(part.as_str()),
                Op::Ew => return text.ends_with(part.as_str()),
                _ => {}
            }
        }
        let Some(ordering) = self.compare(value) else {
            return false;
        };
        match op {
            Op::Eq => ordering.is_eq(),
            Op::Ne => ordering.is_ne(),
            Op::Gt => ordering.is_gt(),
            Op::Ge => ordering.is_ge(),
            Op::Lt => ordering.is_lt(),
            Op::Le => ordering.is_le(),
            Op::Co | Op::Sw | Op::Ew => false,
        }
    }

    fn compare(&self, value: &Value) -> Option<Ordering> {
        let value = match value {
            Value::Text(text) => Scalar::Text(text.as_str().into()),
            Value::Boolean(value) => Scalar::Boolean(*value),
            Value::Integer(value) => Scalar::Integer(*value),
            Value::Decimal(value) => Scalar::Decimal(*value),
            Value::Instant(value) => Scalar::Instant(*value),
        };
        self.order(&value)
    }

    /// The order of two values; `None` if they are of different types.
    pub(crate) fn order(&self, other: &Scalar<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Scalar::Text(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Scalar::Boolean(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Scalar::Integer(b)) | (Self::Instant(a), Scalar::Instant(b)) => {
                Some(a.cmp(b))
            }
            (Self::Decimal(a), Scalar::Decimal(b)) => a.partial_cmp(b),
            (Self::Integer(a), Scalar::Decimal(b)) => mixed(*a, *b),
            (Self::Decimal(a), Scalar::Integer(b)) => mixed(*b, *a).map(Ordering::reverse),
            _ => None,
        }
    }
}

/// Compares a whole number with one that may have a fraction, without rounding the first.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the casts are of values that were checked to fit, or only of the bounds of i64"
)]
fn mixed(a: i64, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b >= i64::MAX as f64 {
        return Some(Ordering::Less);
    }
    if b < i64::MIN as f64 {
        return Some(Ordering::Greater);
    }
    let whole = b.trunc();
    Some(a.cmp(&(whole as i64)).then_with(|| 0.0_f64.total_cmp(&(b - whole))))
}
