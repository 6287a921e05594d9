//! The statements of a list: its page and its total.

use directory::resource::Kind;
use scim::filter::Op;
use scim::filter::typed::{Expr, Root, Value};
use scim::sort::{Order, SortKey};

use crate::access::{Access, access};
use crate::dialect::Dialect;
use crate::filter::condition;
use crate::sort::expression;
use crate::statement::{Sql, SqlValue};

/// Which resources a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The directory.
    pub directory: i64,
    /// The kind.
    pub kind: Kind,
}

/// The lowest and the highest key of a kind, both exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// Below the first key.
    pub after: i64,
    /// Above the last key.
    pub before: i64,
}

/// Which total of a list is known without counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownTotal {
    /// Nothing matches.
    None,
    /// Everything of the kind matches.
    All,
    /// The users with this state match.
    Active(bool),
}

/// The total that the counters of a directory tell, if they do.
pub fn known_total(kind: Kind, filter: &Expr) -> Option<KnownTotal> {
    match filter {
        Expr::Always => Some(KnownTotal::All),
        Expr::Never => Some(KnownTotal::None),
        Expr::Compare { target, op: op @ (Op::Eq | Op::Ne), value: Value::Boolean(value) }
            if target.root == Root::Active && kind == Kind::User =>
        {
            Some(KnownTotal::Active(*value == (*op == Op::Eq)))
        }
        _ => None,
    }
}

/// Whether what matches is found by an index, so that few rows are looked at.
pub fn is_indexed(filter: &Expr) -> bool {
    access(filter) != Access::Scan
}

/// Whether at most a few rows can match, found by an index.
pub fn is_lookup(filter: &Expr) -> bool {
    match filter {
        Expr::Compare { target, op: Op::Eq, .. } => matches!(
            target.root,
            Root::Id | Root::UserName | Root::DisplayName | Root::ExternalId | Root::EmailValue
        ),
        Expr::All(parts) => parts.iter().any(is_lookup),
        Expr::Element { .. } => access(filter) == Access::Keys && !mentions_members(filter),
        _ => false,
    }
}

fn mentions_members(filter: &Expr) -> bool {
    matches!(filter, Expr::Element { target, .. } if target.root == Root::Members)
}

/// Appends `SELECT columns … WHERE …` for what matches, without an order. True if it is found by
/// an index, in no useful order.
fn select<D: Dialect>(
    sql: &mut Sql<'_, D>,
    columns: &str,
    scope: Scope,
    keys: KeyRange,
    filter: &Expr,
) -> bool {
    let access = access(filter);
    sql.push("SELECT ").push(columns).push(" FROM resources AS r WHERE ");
    match access {
        Access::Id | Access::Column => {
            sql.push("r.directory = ").bind(SqlValue::Integer(scope.directory));
            sql.push(" AND r.kind = ").bind(SqlValue::Integer(scope.kind.code()));
        }
        Access::Keys | Access::Scan => {
            sql.push("r.key > ").bind(SqlValue::Integer(keys.after));
            sql.push(" AND r.key < ").bind(SqlValue::Integer(keys.before));
        }
    }
    if *filter != Expr::Always {
        sql.push(" AND ");
        condition(sql, scope, filter);
    }
    access != Access::Scan
}

/// A page in the order of creation. `columns` are columns of `resources AS r`.
pub fn page<D: Dialect>(
    dialect: &D,
    columns: &str,
    scope: Scope,
    keys: KeyRange,
    filter: &Expr,
    limit: u64,
    offset: u64,
) -> (String, Vec<SqlValue>) {
    let mut sql = Sql::new(dialect, 1);
    let by_index = select(&mut sql, columns, scope, keys, filter);
    // The sign keeps the database from walking all keys in their order, which would make the sort
    // superfluous and the index useless.
    sql.push(if by_index { " ORDER BY +r.key" } else { " ORDER BY r.key" });
    limited(&mut sql, limit, offset);
    sql.finish()
}

/// One kind of a sorted page.
#[derive(Clone, Debug)]
pub struct Sorted<'a> {
    /// Which resources.
    pub scope: Scope,
    /// Their keys.
    pub keys: KeyRange,
    /// Which of them.
    pub filter: &'a Expr,
    /// What to sort by; without it, resources have no value and are ordered by id.
    pub sort: Option<&'a SortKey>,
}

/// The keys of a sorted page, over all the kinds.
pub fn sorted_page<D: Dialect>(
    dialect: &D,
    parts: &[Sorted<'_>],
    order: Order,
    limit: u64,
    offset: u64,
) -> (String, Vec<SqlValue>) {
    if let [part] = parts
        && let Some(statement) = page_by_name(dialect, part, order, limit, offset)
    {
        return statement;
    }
    let mut sql = Sql::new(dialect, 1);
    sql.push("SELECT key FROM (");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            sql.push(" UNION ALL ");
        }
        let value = part.sort.map_or_else(|| "NULL".to_owned(), |sort| expression(dialect, sort));
        let columns = format!("r.key AS key, r.id AS id, {value} AS value");
        select(&mut sql, &columns, part.scope, part.keys, part.filter);
    }
    // Missing values come last, and first in the reverse; ids always ascend.
    sql.push(match order {
        Order::Ascending => ") AS l ORDER BY value IS NULL, value, id",
        Order::Descending => ") AS l ORDER BY value IS NOT NULL, value DESC, id",
    });
    limited(&mut sql, limit, offset);
    sql.finish()
}

/// The keys of a page of users by `userName`, which every user has: in the order of its index,
/// without looking at all the others.
fn page_by_name<D: Dialect>(
    dialect: &D,
    part: &Sorted<'_>,
    order: Order,
    limit: u64,
    offset: u64,
) -> Option<(String, Vec<SqlValue>)> {
    let by_name = part.sort.is_some_and(|sort| sort.target.root == Root::UserName);
    if !by_name || access(part.filter) != Access::Scan {
        return None;
    }
    let mut sql = Sql::new(dialect, 1);
    sql.push("SELECT r.key FROM resources AS r WHERE r.directory = ");
    sql.bind(SqlValue::Integer(part.scope.directory)).push(" AND r.kind = ");
    sql.bind(SqlValue::Integer(part.scope.kind.code())).push(" AND ");
    condition(&mut sql, part.scope, part.filter);
    sql.push(match order {
        Order::Ascending => " ORDER BY r.name_key, r.id",
        Order::Descending => " ORDER BY r.name_key DESC, r.id",
    });
    limited(&mut sql, limit, offset);
    Some(sql.finish())
}

/// How many match.
pub fn total<D: Dialect>(
    dialect: &D,
    scope: Scope,
    keys: KeyRange,
    filter: &Expr,
) -> (String, Vec<SqlValue>) {
    let mut sql = Sql::new(dialect, 1);
    select(&mut sql, "count(*)", scope, keys, filter);
    sql.finish()
}

fn limited<D: Dialect>(sql: &mut Sql<'_, D>, limit: u64, offset: u64) {
    let number = |value: u64| SqlValue::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    sql.push(" LIMIT ").bind(number(limit)).push(" OFFSET ").bind(number(offset));
}
