//! One transaction of the writer, as its pieces of work see it.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::tally::Tally;
use crate::failure::Failure;

/// A transaction that is open.
pub(crate) struct Batch<'c> {
    pub(crate) connection: &'c Connection,
    pub(super) tally: Tally,
}

impl<'c> Batch<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, tally: Tally::default() }
    }

    /// Executes a statement and answers how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, Failure> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// The first row of a query, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Failure> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, map).optional()?)
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Failure> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A statement that is executed many times.
    pub(crate) fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, Failure> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// Notes that what every process holds in memory has changed.
    pub(crate) fn revise(&mut self) {
        self.tally.revised = true;
    }

    /// Writes what is written once for the whole transaction.
    pub(super) fn settle(&self) -> Result<(), Failure> {
        self.tally.write(self)
    }
}
