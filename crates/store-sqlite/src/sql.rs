//! The bridge from [`store_sql`]'s statements to rusqlite.

use directory::id::DirectoryId;
use rusqlite::types::Value;
use scim::filter::typed::Expr;
use store_sql::SqlValue;

use crate::dialect::Sqlite;

/// Parameters as rusqlite takes them.
pub(crate) fn values(values: Vec<SqlValue>) -> Vec<Value> {
    values
        .into_iter()
        .map(|value| match value {
            SqlValue::Integer(number) => Value::Integer(number),
            SqlValue::Real(number) => Value::Real(number),
            SqlValue::Text(text) => Value::Text(text),
            SqlValue::Id(id) => Value::Blob(id.as_bytes().to_vec()),
        })
        .collect()
}

/// A condition on `members AS m`, with parameters numbered from `first`.
pub(crate) fn member_condition(
    directory: DirectoryId,
    filter: &Expr,
    first: usize,
) -> (String, Vec<Value>) {
    let (condition, parameters) = store_sql::member_condition(&Sqlite, directory.0, filter, first);
    (condition, values(parameters))
}
