//! The statements of a list: its page and its total.

mod creation;
mod sorted;

use directory::resource::Kind;
use scim::filter::Op;
use scim::filter::typed::{Expr, Root, Value};

use crate::access::{Access, access};
use crate::dialect::Dialect;
use crate::filter::condition;
use crate::statement::{Sql, SqlValue};

pub use creation::{following, page, place_after};
pub use sorted::{After, SortType, Sorted, sort_type, sorted_page};

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

/// Which part of a list a page is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window<P> {
    /// The place that it comes after; `None` begins with the first match.
    pub after: Option<P>,
    /// How many matches are passed over from there.
    pub skip: u64,
    /// How many are read at most.
    pub limit: u64,
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

/// Appends `SELECT columns … WHERE …` for what matches, without an order.
fn select<D: Dialect>(
    sql: &mut Sql<'_, D>,
    columns: &str,
    scope: Scope,
    keys: KeyRange,
    filter: &Expr,
) {
    sql.push("SELECT ").push(columns).push(" FROM resources AS r WHERE ");
    match access(filter) {
        Access::One | Access::Value | Access::Column | Access::Inactive => {
            sql.push("r.directory = ").bind(SqlValue::Integer(scope.directory));
            sql.push(" AND r.kind = ").bind(SqlValue::Integer(scope.kind.code()));
        }
        Access::Keys | Access::Scan => {
            sql.within("r", scope.directory);
            sql.push("r.key > ").bind(SqlValue::Integer(keys.after));
            sql.push(" AND r.key < ").bind(SqlValue::Integer(keys.before));
        }
    }
    if *filter != Expr::Always {
        sql.push(" AND ");
        condition(sql, scope, filter);
    }
}

fn limited<D: Dialect, P>(sql: &mut Sql<'_, D>, window: &Window<P>) {
    let number = |value: u64| SqlValue::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    sql.push(" LIMIT ").bind(number(window.limit));
    sql.push(" OFFSET ").bind(number(window.skip));
}
