//! A page in the order of creation, which is that of the keys.

use directory::store::{List, ListQuery, Place};
use scim::filter::typed::Expr;

use super::{KeyRange, Scope, Window, limited, select};
use crate::access::{Access, access};
use crate::dialect::Dialect;
use crate::key;
use crate::statement::{Sql, SqlValue};

/// A page of one kind. `columns` are columns of `resources AS r`; the place is a key, whether a
/// resource has it or not.
///
/// However deep the page lies, it costs the same: without an index it goes on in the order of the
/// keys, with one it looks at what the index finds.
pub fn page<D: Dialect>(
    dialect: &D,
    columns: &str,
    scope: Scope,
    keys: KeyRange,
    filter: &Expr,
    window: Window<i64>,
) -> (String, Vec<SqlValue>) {
    let mut sql = Sql::new(dialect, 1);
    let access = access(filter);
    let rest = KeyRange { after: window.after.unwrap_or(keys.after), ..keys };
    select(&mut sql, columns, scope, rest, filter);
    // The sign keeps the database from walking all keys in their order, which would make the sort
    // superfluous and the index useless.
    let key = match access {
        Access::Inactive | Access::Scan => "r.key",
        Access::Value | Access::Keys if dialect.finds_in_key_order() => "r.key",
        Access::One | Access::Value | Access::Column | Access::Keys => "+r.key",
    };
    let is_in_range = matches!(access, Access::Keys | Access::Scan);
    if let (Some(after), false) = (window.after, is_in_range) {
        sql.push(" AND ").push(key).push(" > ").bind(SqlValue::Integer(after));
    }
    // Even of one row a sort costs as much as finding it.
    if access != Access::One {
        sql.push(" ORDER BY ").push(key);
    }
    limited(&mut sql, &window);
    sql.finish()
}

/// The lists of a query that go on after a place, in order, each with the key that it goes on
/// after. A place in another order, which no list has, begins them all.
pub fn following<'q>(
    query: &'q ListQuery,
    place: Option<&Place>,
) -> impl Iterator<Item = (&'q List, Option<i64>)> {
    let at = match place {
        Some(Place::Creation { kind, sequence }) => {
            let at = query.lists.iter().position(|list| list.kind == *kind);
            at.map(|at| (at, key::of_sequence(query.directory, *kind, *sequence)))
        }
        _ => None,
    };
    let rest = query.lists.get(at.map_or(0, |(at, _)| at)..).unwrap_or_default();
    rest.iter().enumerate().map(move |(nth, list)| {
        let after = at.filter(|_| nth == 0).map(|(_, key)| key);
        (list, after)
    })
}

/// The place after the resource with this key.
pub fn place_after(key: i64) -> Option<Place> {
    Some(Place::Creation { kind: key::kind(key)?, sequence: key::sequence(key) })
}
