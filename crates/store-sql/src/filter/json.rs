//! Conditions on the stored JSON.

use scim::filter::Op;
use scim::filter::typed::{Root, Target, Value};
use scim::schema::Type;

use super::{column, compare};
use crate::dialect::{Dialect, Doc};
use crate::statement::Sql;

/// Whether there is a value.
pub(super) fn present<D: Dialect>(sql: &mut Sql<'_, D>, doc: Doc<'_>, target: &Target) {
    if target.multi.is_none() {
        let text = sql.dialect.json_present(doc, &target.steps);
        sql.push(&text);
        return;
    }
    exists(sql, doc, target, |sql, alias, rest| {
        let text = sql.dialect.json_present(Doc::Element(alias), rest);
        sql.push(&text);
    });
}

/// Whether a value compares so.
pub(super) fn compare<D: Dialect>(
    sql: &mut Sql<'_, D>,
    doc: Doc<'_>,
    target: &Target,
    op: Op,
    value: &Value,
) {
    if target.multi.is_none() {
        let Some(scalar) = scalar(sql.dialect, doc, &target.steps, target) else {
            sql.push("FALSE");
            return;
        };
        compare::total(sql, &scalar, op, value);
        return;
    }
    if op == Op::Ne {
        sql.push("(NOT ");
        exists(sql, doc, target, |sql, alias, rest| {
            let scalar = scalar(sql.dialect, Doc::Element(alias), rest, target);
            sql.push(scalar.as_deref().unwrap_or("NULL")).push(" IS NOT NULL");
        });
        sql.push(" OR ");
    }
    exists(sql, doc, target, |sql, alias, rest| {
        match scalar(sql.dialect, Doc::Element(alias), rest, target) {
            Some(scalar) => compare::raw(sql, &scalar, op, value),
            None => _ = sql.push("FALSE"),
        }
    });
    if op == Op::Ne {
        sql.push(")");
    }
}

/// Whether there is an element in the list on the way to the target that satisfies what `inner`
/// appends, given the element's alias and the steps from it to the target.
pub(super) fn exists<'t, D: Dialect>(
    sql: &mut Sql<'_, D>,
    doc: Doc<'_>,
    target: &'t Target,
    inner: impl FnOnce(&mut Sql<'_, D>, &str, &'t [String]),
) {
    let (to_list, rest) = split(target);
    let alias = sql.alias();
    let elements = sql.dialect.elements(doc, to_list, &alias);
    sql.push("EXISTS (SELECT 1 FROM ").push(&elements).push(" WHERE ");
    inner(sql, &alias, rest);
    sql.push(")");
}

/// The steps to the list on the way to the target, and those from its elements.
pub(crate) fn split(target: &Target) -> (&[String], &[String]) {
    let at = target.multi.unwrap_or(target.steps.len()).min(target.steps.len());
    target.steps.split_at(at)
}

/// The value at a place in the form in which it compares, null if it is not of the target's type.
pub(crate) fn scalar<D: Dialect>(
    dialect: &D,
    doc: Doc<'_>,
    steps: &[String],
    target: &Target,
) -> Option<String> {
    if target.root == Root::UserName {
        return Some(column::NAME.to_owned());
    }
    Some(match target.kind {
        Type::Boolean => dialect.json_boolean(doc, steps),
        Type::Integer | Type::Decimal => dialect.json_number(doc, steps),
        Type::DateTime => dialect.instant(&dialect.json_text(doc, steps, false)),
        Type::String | Type::Binary | Type::Reference => {
            // A learned attribute may hold values from before its type became string.
            let text = dialect.json_text(doc, steps, target.kind == Type::String);
            compare::normalized(dialect, target.comparison, &text)
        }
        Type::Complex => return None,
    })
}
