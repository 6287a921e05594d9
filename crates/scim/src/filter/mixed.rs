//! Comparisons with what is text by its type, and may hold something else all the same: an
//! attribute that was learned from numbers or objects becomes text when somebody sends a word, and
//! the values that are there stay what they were.

use super::literal::{convert, has_operator, number_value};
use super::typed::{Expr, Root, Target, Value};
use super::{Literal, Op};
use crate::schema::Type;

/// The comparison of a target with what its type takes for `value`, and a learned one with the
/// `literal`. A number in a filter compares with numbers as a number, and with text as before.
pub(super) fn settle(target: Target, op: Op, value: Value, literal: Option<&Literal>) -> Expr {
    match literal.and_then(|literal| number(&target, op, literal)) {
        Some(number) => compare(target, op, value, number),
        None => Expr::Compare { target, op, value },
    }
}

/// Whether `value` is there: `target` is a value as a whole and `part` the part of an object that
/// has the same name.
pub(super) fn present(target: Target, part: Option<Target>) -> Expr {
    let Some(part) = part else {
        return Expr::Present(target);
    };
    // An object is there as a whole, but it is no text; all text comes after the empty one.
    let value = Value::Text(String::new());
    let is_text = Expr::Compare { target: target.clone(), op: Op::Ge, value };
    Expr::Any(vec![Expr::All(vec![is_text, Expr::Present(target)]), Expr::Present(part)])
}

/// The comparison of `value` where it means a value as a whole, of which `whole` is the comparison,
/// or the part of an object that has the same name, which was learned as well. A part whose type
/// cannot be compared so equals nothing.
pub(super) fn whole_or_part(
    whole: Expr,
    part: Option<Target>,
    op: Op,
    literal: &Literal,
    exact: bool,
) -> Expr {
    let part = part.filter(|part| has_operator(part.kind, op)).and_then(|part| {
        let value = convert(literal, part.kind, part.comparison, exact)?;
        Some(settle(part, op, value, Some(literal)))
    });
    match (part, op) {
        (None, _) => whole,
        // Of what is missing, `ne` is true.
        (Some(part), Op::Ne) => Expr::All(vec![whole, part]),
        (Some(part), _) => Expr::Any(vec![whole, part]),
    }
}

/// The number that a literal is, if there may be numbers to compare it with.
fn number(target: &Target, op: Op, literal: &Literal) -> Option<Value> {
    let has_order = !matches!(op, Op::Co | Op::Sw | Op::Ew);
    match literal {
        Literal::Number(number) if has_order && target.kind == Type::String => number_value(number),
        _ => None,
    }
}

fn compare(target: Target, op: Op, text: Value, number: Value) -> Expr {
    let of = |kind: Type| Target { kind, ..target.clone() };
    let numbers = of(Type::Decimal);
    match op {
        Op::Ne => differs(target, text, number),
        Op::Eq => Expr::Any(vec![
            Expr::Compare { target: numbers, op, value: number },
            Expr::Compare { target, op, value: text },
        ]),
        // Of references only texts are seen. The text of a number would have another order.
        _ => Expr::Any(vec![
            Expr::Compare { target: numbers, op, value: number },
            Expr::Compare { target: of(Type::Reference), op, value: text },
        ]),
    }
}

/// `ne`: nothing is there, or a value that is neither the text nor the number.
fn differs(target: Target, text: Value, number: Value) -> Expr {
    let Some(at) = target.multi else {
        return compare(target, Op::Eq, text, number).negate();
    };
    let (to_list, rest) = target.steps.split_at(at.min(target.steps.len()));
    let list = Target { steps: to_list.to_vec(), ..target.clone() };
    let part = Target { root: Root::Element, steps: rest.to_vec(), multi: None, ..target.clone() };
    let is_there = (!rest.is_empty()).then(|| Expr::Present(part.clone()));
    let other = compare(part, Op::Eq, text, number).negate();
    let filter = Expr::all(is_there.into_iter().chain([other]).collect());
    Expr::Any(vec![
        Expr::Present(target).negate(),
        Expr::Element { target: list, filter: Box::new(filter) },
    ])
}
