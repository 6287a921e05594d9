//! How records are read from their tables and written to them.

mod history;
mod links;
mod resources;
mod system;

use directory::archive::record::Record;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::failure::Failure;
use crate::session::{Param, Session};

/// A record of a table of this database.
pub(super) trait TableRow: Record + Send + Sync {
    /// Reads all of them in the order of their keys.
    const SELECT: &'static str;

    /// A row that [`SELECT`](Self::SELECT) has found.
    fn from_row(row: &Row) -> Result<Self, Failure>;

    /// Writes many of them, with what is derived from them.
    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure>;
}

/// A statement that writes many rows, and the columns of these rows.
pub(super) struct Insert<'a> {
    sql: &'static str,
    columns: Vec<Column<'a>>,
}

type Column<'a> = (Box<dyn ToSql + Sync + Send + 'a>, Type);

impl Insert<'_> {
    /// Writes the rows.
    pub(super) async fn execute(&self, session: &Session) -> Result<(), Failure> {
        let params: Vec<Param<'_>> = self
            .columns
            .iter()
            .map(|(values, kind)| (&**values as &(dyn ToSql + Sync), kind.clone()))
            .collect();
        session.execute(self.sql, &params).await?;
        Ok(())
    }
}

/// One value of each record.
fn column<'a, R, T: ToSql + Sync + Send + 'a>(
    records: &'a [R],
    kind: Type,
    get: impl FnMut(&'a R) -> T,
) -> Column<'a> {
    (Box::new(records.iter().map(get).collect::<Vec<T>>()), kind)
}

/// As [`column()`], of whole numbers.
fn numbers<'a, R>(records: &'a [R], get: impl FnMut(&'a R) -> i64) -> Column<'a> {
    column(records, Type::INT8_ARRAY, get)
}

/// As [`column()`], of texts.
fn texts<'a, R>(records: &'a [R], get: impl FnMut(&'a R) -> &'a str) -> Column<'a> {
    column(records, Type::TEXT_ARRAY, get)
}

/// As [`column()`], of texts that may be missing.
fn optional_texts<'a, R>(
    records: &'a [R],
    mut get: impl FnMut(&'a R) -> &'a Option<String>,
) -> Column<'a> {
    column(records, Type::TEXT_ARRAY, move |record| get(record).as_deref())
}

/// The 32 bytes of a hash, if it has so many.
fn hash(row: &Row, at: usize) -> Result<Option<[u8; 32]>, Failure> {
    let bytes: Option<&[u8]> = row.try_get(at)?;
    let hash = bytes.map(<[u8; 32]>::try_from).transpose();
    hash.map_err(|_| Failure::value("hash", "of another length"))
}
