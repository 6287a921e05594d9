//! Comparisons with `primary` of a list's values, of which a missing one is false (RFC 7643 §2.4).

use super::Op;
use super::target::element_target;
use super::typed::{Expr, Target, Value};
use crate::path::AttrPath;
use crate::schema::{Attribute, Type};

/// The comparison of the sub-attribute `name` of an attribute with a value; `None` if it is no
/// `primary`. A `list` is given where all values are compared and not one of them.
pub(super) fn settle(
    list: Option<Target>,
    attribute: &Attribute,
    name: &str,
    op: Op,
    value: &Value,
) -> Option<Expr> {
    let Value::Boolean(value) = *value else { return None };
    let target = element_target(attribute, &AttrPath::new(name, None))?;
    let is_primary = name.eq_ignore_ascii_case("primary")
        && attribute.multi_valued
        && target.kind == Type::Boolean
        && target.multi.is_none();
    if !is_primary {
        return None;
    }
    let is_true = Expr::Compare { target, op: Op::Eq, value: Value::Boolean(true) };
    let wanted = if (op == Op::Eq) == value { is_true } else { is_true.negate() };
    let Some(target) = list else { return Some(wanted) };
    if op == Op::Eq && value {
        return None;
    }
    let some = |filter| Expr::Element { target: target.clone(), filter: Box::new(filter) };
    Some(match op {
        // As of every attribute, `ne` is also true of who has no value at all.
        Op::Ne => Expr::Any(vec![some(Expr::Always).negate(), some(wanted)]),
        _ => some(wanted),
    })
}
