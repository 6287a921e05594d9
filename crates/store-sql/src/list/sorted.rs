//! A page in the order of a sort key.

use directory::id::ResourceId;
use directory::store::SortValue;
use scim::filter::typed::{Expr, Root};
use scim::sort::{Order, SortKey};

use super::{KeyRange, Scope, Window, limited, select};
use crate::access::{Access, access};
use crate::dialect::Dialect;
use crate::filter::condition;
use crate::statement::{Sql, SqlValue};

pub use crate::sort::SortType;

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

/// A place in a sorted list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After<'a> {
    /// The value of the resource before it.
    pub value: Option<&'a SortValue>,
    /// That resource.
    pub id: ResourceId,
}

/// The type that the column `value` of a sorted page has; `None` if it is always null.
///
/// It is that of the first kind which has one. Kinds whose values have another type count as
/// without a value: no database has an order between text and numbers that clients could expect.
pub fn sort_type(parts: &[Sorted<'_>]) -> Option<SortType> {
    parts.iter().find_map(|part| SortType::of(part.sort?))
}

/// A sorted page over all the kinds, as rows of `key`, `id` and `value`: of these the place after
/// a row is made.
pub fn sorted_page<D: Dialect>(
    dialect: &D,
    parts: &[Sorted<'_>],
    order: Order,
    window: Window<After<'_>>,
) -> (String, Vec<SqlValue>) {
    if let [part] = parts
        && is_by_name(part)
    {
        return page_by_name(dialect, part, order, window);
    }
    let kind = sort_type(parts);
    let mut sql = Sql::new(dialect, 1);
    sql.push("SELECT key, id, value FROM (");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            sql.push(" UNION ALL ");
        }
        let value = part
            .sort
            .filter(|sort| SortType::of(sort) == kind)
            .map_or_else(|| "NULL".to_owned(), |sort| crate::sort::expression(dialect, sort));
        let columns = format!("r.key AS key, r.id AS id, {value} AS value");
        select(&mut sql, &columns, part.scope, part.keys, part.filter);
    }
    sql.push(") AS l");
    if let Some(after) = window.after {
        sql.push(" WHERE ");
        beyond(&mut sql, order, after);
    }
    // Missing values come last, and first in the reverse; ids always ascend.
    sql.push(match order {
        Order::Ascending => " ORDER BY value IS NULL, value, id",
        Order::Descending => " ORDER BY value IS NOT NULL, value DESC, id",
    });
    limited(&mut sql, &window);
    sql.finish()
}

/// Appends the condition on `id` and `value` that a row comes after the place.
fn beyond<D: Dialect>(sql: &mut Sql<'_, D>, order: Order, after: After<'_>) {
    match (order, after.value) {
        (Order::Ascending, None) => _ = sql.push("value IS NULL AND id > "),
        (Order::Descending, None) => _ = sql.push("value IS NOT NULL OR id > "),
        (_, Some(value)) => {
            let value = sql.placeholder(parameter(value));
            match order {
                Order::Ascending => sql.push("value IS NULL OR value > "),
                Order::Descending => sql.push("value < "),
            };
            sql.push(&value).push(" OR value = ").push(&value).push(" AND id > ");
        }
    }
    sql.bind(id(after.id));
}

/// Users by `userName`, which every user has and none twice.
fn is_by_name(part: &Sorted<'_>) -> bool {
    part.sort.is_some_and(|sort| sort.target.root == Root::UserName)
        && access(part.filter) == Access::Scan
}

/// In the order of the index of names, without looking at all the others.
fn page_by_name<D: Dialect>(
    dialect: &D,
    part: &Sorted<'_>,
    order: Order,
    window: Window<After<'_>>,
) -> (String, Vec<SqlValue>) {
    let mut sql = Sql::new(dialect, 1);
    sql.push("SELECT r.key, r.id, r.name_key AS value FROM resources AS r WHERE r.directory = ");
    sql.bind(SqlValue::Integer(part.scope.directory)).push(" AND r.kind = ");
    sql.bind(SqlValue::Integer(part.scope.kind.code())).push(" AND ");
    if let Some((value, after)) = window.after.and_then(|after| Some((after.value?, after.id))) {
        // The first comparison is for the index, the second for those of the same name.
        let value = sql.placeholder(parameter(value));
        let (from, beyond) = match order {
            Order::Ascending => (" >= ", " > "),
            Order::Descending => (" <= ", " < "),
        };
        sql.push("r.name_key").push(from).push(&value);
        sql.push(" AND (r.name_key").push(beyond).push(&value);
        sql.push(" OR r.id > ").bind(id(after)).push(") AND ");
    }
    condition(&mut sql, part.scope, part.filter);
    sql.push(match order {
        Order::Ascending => " ORDER BY r.name_key, r.id",
        Order::Descending => " ORDER BY r.name_key DESC, r.id",
    });
    limited(&mut sql, &window);
    sql.finish()
}

fn parameter(value: &SortValue) -> SqlValue {
    match value {
        SortValue::Integer(number) => SqlValue::Integer(*number),
        SortValue::Real(number) => SqlValue::Real(*number),
        SortValue::Text(text) => SqlValue::Text(text.clone()),
        SortValue::Id(value) => id(*value),
    }
}

fn id(id: ResourceId) -> SqlValue {
    SqlValue::Id(id.0)
}
