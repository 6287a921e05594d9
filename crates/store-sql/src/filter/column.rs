//! Conditions on what has a column or a table of its own.

use scim::filter::Op;
use scim::filter::typed::{Expr, Root, Target, Value};
use serde_json::json;
use uuid::Uuid;

use super::compare;
use crate::dialect::Dialect;
use crate::list::Scope;
use crate::statement::{Sql, SqlValue};

/// Appends a comparison if the target has a column for it; false if it must be found in the JSON.
pub(super) fn compare<D: Dialect>(
    sql: &mut Sql<'_, D>,
    scope: Scope,
    target: &Target,
    op: Op,
    value: &Value,
) -> bool {
    match (target.root, value) {
        (Root::Id, Value::Text(text)) if matches!(op, Op::Eq | Op::Ne) => {
            id(sql, "r.id", op, text);
        }
        // Text that is empty or missing has no place in an index; all other text has one.
        (Root::UserName | Root::DisplayName, Value::Text(text))
            if !text.is_empty() && matches!(op, Op::Eq | Op::Ne | Op::Sw | Op::Co | Op::Ew) =>
        {
            compare::raw(sql, "r.name_key", op, value);
        }
        (Root::ExternalId, Value::Text(text))
            if !text.is_empty() && matches!(op, Op::Eq | Op::Ne) =>
        {
            nullable(sql, "r.external_id", op, value);
        }
        (Root::EmailValue, Value::Text(text)) if op == Op::Eq => has_email(sql, scope, text),
        (Root::Active, Value::Boolean(value)) => active(sql, *value == (op == Op::Eq)),
        (Root::Created, Value::Instant(instant)) => moment(sql, "r.created", op, *instant),
        (Root::LastModified, Value::Instant(instant)) => moment(sql, "r.modified", op, *instant),
        (Root::Version, _) => {
            let text = compare::normalized(sql.dialect, target.comparison, &version());
            compare::total(sql, &text, op, value);
        }
        (Root::Location, Value::Text(text)) => location(sql, scope, target, op, text),
        (Root::ResourceType, _) => {
            // The same for all of a kind: decided here, by the definition of what it means.
            let filter = Expr::Compare { target: target.clone(), op, value: value.clone() };
            let matches =
                filter.matches(&json!({"meta": {"resourceType": scope.kind.standard_name()}}));
            sql.push(if matches { "TRUE" } else { "FALSE" });
        }
        _ => return false,
    }
    true
}

/// The name of a resource as it compares, null if it has none.
pub(crate) const NAME: &str = "nullif(r.name_key, '')";

/// The text of `meta.version`.
pub(crate) fn version() -> String {
    "'W/\"' || r.version || '\"'".to_owned()
}

/// Whether the user has an e-mail with this folded value.
pub(super) fn has_email<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, value: &str) {
    sql.push("r.key IN (SELECT key FROM emails WHERE directory = ");
    sql.bind(SqlValue::Integer(scope.directory)).push(" AND value = ");
    sql.bind(SqlValue::Text(value.to_owned())).push(")");
}

/// Compares an id that is stored as bytes. Only its usual text names it: `caseExact` is true.
pub(super) fn id<D: Dialect>(sql: &mut Sql<'_, D>, column: &str, op: Op, text: &str) {
    match uuid(text) {
        Some(uuid) => {
            sql.push(column).push(if op == Op::Ne { " <> " } else { " = " });
            sql.bind(SqlValue::Id(uuid));
        }
        None => _ = sql.push(if op == Op::Ne { "TRUE" } else { "FALSE" }),
    }
}

/// The id that a text is the usual form of.
pub(super) fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|uuid| uuid.to_string() == text)
}

/// A comparison with a column that can be null. Written so that an index can serve `eq`.
fn nullable<D: Dialect>(sql: &mut Sql<'_, D>, column: &str, op: Op, value: &Value) {
    sql.push("(").push(column).push(" IS ");
    sql.push(if op == Op::Ne { "NULL OR " } else { "NOT NULL AND " });
    compare::raw(sql, column, op, value);
    sql.push(")");
}

/// A user whose `active` was taken away has no access and counts as inactive. Written with a
/// literal, because the index of the inactive is only used then.
fn active<D: Dialect>(sql: &mut Sql<'_, D>, value: bool) {
    sql.push(if value { "r.active = 1" } else { "r.active = 0" });
}

const MILLISECOND: i64 = 1_000;

/// Clients see milliseconds and compare with what they see, while the column is finer. Written as
/// a condition on the bare column, so that an index can serve it.
fn moment<D: Dialect>(sql: &mut Sql<'_, D>, column: &str, op: Op, instant: i64) {
    let floor = instant.div_euclid(MILLISECOND).saturating_mul(MILLISECOND);
    let is_whole = floor == instant;
    let after = floor.saturating_add(MILLISECOND);
    let ceiling = if is_whole { floor } else { after };
    let mut bound = |operator: &str, value: i64| {
        sql.push(column).push(operator);
        sql.bind(SqlValue::Integer(value));
    };
    match op {
        Op::Gt => bound(" >= ", after),
        Op::Ge => bound(" >= ", ceiling),
        Op::Lt => bound(" < ", ceiling),
        Op::Le => bound(" < ", after),
        Op::Eq if is_whole => {
            sql.push("(").push(column).push(" >= ");
            sql.bind(SqlValue::Integer(floor)).push(" AND ").push(column).push(" < ");
            sql.bind(SqlValue::Integer(after)).push(")");
        }
        Op::Ne if is_whole => {
            sql.push("(").push(column).push(" < ");
            sql.bind(SqlValue::Integer(floor)).push(" OR ").push(column).push(" >= ");
            sql.bind(SqlValue::Integer(after)).push(")");
        }
        Op::Ne => _ = sql.push("TRUE"),
        Op::Eq | Op::Co | Op::Sw | Op::Ew => _ = sql.push("FALSE"),
    }
}

/// `meta.location` ends with the endpoint and the id; under which address the server is reached is
/// not known here, and every address is taken for it.
fn location<D: Dialect>(sql: &mut Sql<'_, D>, scope: Scope, target: &Target, op: Op, text: &str) {
    let path = format!("/{}/", scope.kind.standard_endpoint());
    if matches!(op, Op::Eq | Op::Ne) {
        let id_text = text.rsplit_once(path.as_str()).map_or("", |(_, id)| id);
        id(sql, "r.id", op, id_text);
        return;
    }
    let id_text = sql.dialect.uuid_text("r.id");
    let scalar = format!("('{path}' || {id_text})");
    let scalar = compare::normalized(sql.dialect, target.comparison, &scalar);
    // What comes before the path can only be compared without it.
    let rest = text.rfind(path.as_str()).map_or(text, |at| text.get(at..).unwrap_or(text));
    compare::total(sql, &scalar, op, &Value::Text(rest.to_owned()));
}
