//! [`Expr`] as a condition in SQL. What a filter means is defined by [`Expr::matches`]; property
//! tests of the stores compare the two.

mod column;
pub(crate) mod compare;
pub(crate) mod json;
mod relation;

pub(crate) use column::{NAME, version};

use scim::filter::typed::{Expr, Root, Target, Value};
use scim::filter::{Op, typed};

use crate::access;
use crate::dialect::{Dialect, Doc};
use crate::list::Scope;
use crate::statement::{Sql, SqlValue};

/// What the targets of a condition start from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Context<'a> {
    /// A row of `resources AS r`.
    Resource,
    /// An element of a list in the stored JSON.
    Element(&'a str),
    /// A row of `members AS m`.
    Member,
    /// A row of `resources AS g` that is a group of the user `r`.
    GroupOf,
}

/// Appends a condition on `resources AS r`. It is never null, so that it can be negated.
pub(crate) fn condition<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, filter: &Expr) {
    expr(sql, scope, Context::Resource, filter);
}

/// A condition on `members AS m`, for a filter whose targets start at an element of `members`, and
/// its parameters, numbered from `first`.
pub fn member_condition<D: Dialect>(
    dialect: &D,
    directory: i64,
    filter: &Expr,
    first: usize,
) -> (String, Vec<SqlValue>) {
    let mut sql = Sql::new(dialect, first);
    let scope = Scope { directory, kind: directory::resource::Kind::Group };
    expr(&mut sql, scope, Context::Member, filter);
    sql.finish()
}

fn expr<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, context: Context<'_>, filter: &Expr) {
    match filter {
        Expr::Always => _ = sql.push("TRUE"),
        Expr::Never => _ = sql.push("FALSE"),
        Expr::All(parts) => joined(sql, scope, context, parts, " AND ", "TRUE"),
        Expr::Any(parts) => joined(sql, scope, context, parts, " OR ", "FALSE"),
        Expr::Not(inner) => {
            sql.push("NOT (");
            expr(sql, scope, context, inner);
            sql.push(")");
        }
        Expr::Present(target) => present(sql, scope, context, target),
        Expr::Compare { target, op, value } => {
            comparison(sql, scope, context, target, *op, value);
        }
        Expr::Element { target, filter } => element(sql, scope, context, target, filter),
    }
}

/// Joins the parts in halves of halves: databases limit how deep an expression may be nested, and a
/// filter can have a thousand terms.
fn joined<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    context: Context<'_>,
    parts: &[Expr],
    word: &str,
    of_none: &str,
) {
    match parts {
        [] => _ = sql.push(of_none),
        [part] => expr(sql, scope, context, part),
        _ => {
            let (first, second) = parts.split_at(parts.len() / 2);
            sql.push("(");
            joined(sql, scope, context, first, word, of_none);
            sql.push(word);
            joined(sql, scope, context, second, word, of_none);
            sql.push(")");
        }
    }
}

fn present<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, context: Context<'_>, target: &Target) {
    match (context, target.root) {
        (
            Context::Resource,
            Root::Id
            | Root::Created
            | Root::LastModified
            | Root::Version
            | Root::Location
            | Root::ResourceType
            | Root::Meta,
        ) => _ = sql.push("TRUE"),
        (Context::Resource, Root::Members | Root::Groups) => {
            relation::exists(sql, scope, target.root, |sql, context| {
                relation::present(sql, context, access::last(target));
            });
        }
        (Context::Resource, _) => json::present(sql, Doc::Body, target),
        (Context::Element(alias), _) => json::present(sql, Doc::Element(alias), target),
        (Context::Member | Context::GroupOf, _) => {
            let sub = target.steps.first().map(String::as_str);
            relation::present(sql, context, sub);
        }
    }
}

fn comparison<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    context: Context<'_>,
    target: &Target,
    op: Op,
    value: &typed::Value,
) {
    match (context, target.root) {
        (Context::Resource, Root::Members | Root::Groups) => {
            relation::compare_any(sql, scope, target, op, value);
        }
        (Context::Resource, _) => {
            if !column::compare(sql, scope, target, op, value) {
                json::compare(sql, Doc::Body, target, op, value);
            }
        }
        (Context::Element(alias), _) => {
            json::compare(sql, Doc::Element(alias), target, op, value);
        }
        (Context::Member | Context::GroupOf, _) => {
            let sub = target.steps.first().map(String::as_str);
            relation::compare(sql, scope, context, sub, target, op, value);
        }
    }
}

fn element<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    context: Context<'_>,
    target: &Target,
    filter: &Expr,
) {
    match (context, target.root) {
        (Context::Resource, Root::Members | Root::Groups) => {
            relation::exists(sql, scope, target.root, |sql, context| {
                expr(sql, scope, context, filter);
            });
        }
        (Context::Resource, _) => {
            sql.push("(");
            if let Some(value) = access::email_value(target, filter) {
                // The table of values finds those who can match; the stored JSON tells who does.
                column::has_email(sql, scope, value);
                sql.push(" AND ");
            }
            json_element(sql, scope, Doc::Body, target, filter);
            sql.push(")");
        }
        (Context::Element(alias), _) => {
            json_element(sql, scope, Doc::Element(alias), target, filter);
        }
        // Members and groups have no lists in them.
        (Context::Member | Context::GroupOf, _) => _ = sql.push("FALSE"),
    }
}

fn json_element<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    doc: Doc<'_>,
    target: &Target,
    filter: &Expr,
) {
    json::exists(sql, doc, target, |sql, alias, rest| {
        // A list is the last step on the way to its elements.
        debug_assert!(rest.is_empty());
        expr(sql, scope, Context::Element(alias), filter);
    });
}

/// A value as a parameter; booleans are numbers in no dialect and are handled by the caller.
pub(crate) fn parameter(value: &Value) -> SqlValue {
    match value {
        Value::Text(text) => SqlValue::Text(text.clone()),
        Value::Boolean(value) => SqlValue::Integer(i64::from(*value)),
        Value::Integer(number) | Value::Instant(number) => SqlValue::Integer(*number),
        Value::Decimal(number) => SqlValue::Real(*number),
    }
}
