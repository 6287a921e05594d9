//! Connections and how they are set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

/// Bytes of a page. Each page that a write touches goes into the log whole and is summed up there,
/// and a write touches half a dozen. Measured with `examples/measure.rs`, pages of 8 KiB cost an
/// update a quarter more CPU time than these and save a tenth of the file; reading does not differ.
/// Only a new database takes it.
const PAGE_SIZE: u32 = 4_096;

/// KiB of pages that the writer keeps. What is not among them is in the kernel's cache, a system
/// call away; but SQLite goes through all of them at the end of most transactions (when it has
/// balanced a tree by exchanging the numbers of pages), which takes longer the more there are.
const WRITER_CACHE_KIB: u32 = 16 * 1_024;

/// KiB of pages that a reader keeps. Any commit empties it, so it need not be large. Readers do not
/// map the file into memory: SQLite would undo the mapping after each commit, and the page faults
/// that follow cost a read between two writes more than the system calls do.
const READER_CACHE_KIB: u32 = 8 * 1_024;

/// Marks a file as Provisor's: the letters `PRVS`.
pub(crate) const APPLICATION_ID: i32 = 0x5052_5653;

/// Where the database is and how long to wait for another process.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) busy_timeout: Duration,
}

impl Place {
    /// A connection that writes. It leaves copying the log into the file to others.
    pub(crate) fn writer(&self) -> rusqlite::Result<Connection> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "cache_size", -i64::from(WRITER_CACHE_KIB))?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.set_prepared_statement_cache_capacity(128);
        Ok(connection)
    }

    /// A connection that only reads.
    pub(crate) fn reader(&self) -> rusqlite::Result<Connection> {
        // Opened for writing, because reading a write-ahead log takes locks in a shared file.
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -i64::from(READER_CACHE_KIB))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    fn connect(&self, access: OpenFlags) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(
            &self.file,
            access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE,
        )?;
        connection.busy_timeout(self.busy_timeout)?;
        // Plans do not depend on bound values. Without this, SQLite plans a cached statement with an
        // ORDER BY anew at each execution, which takes longer than executing it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "trusted_schema", false)?;
        register_functions(&connection)?;
        Ok(connection)
    }
}

/// Prepares an empty file: what can only be chosen before the first table exists.
pub(crate) fn initialize(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "page_size", PAGE_SIZE)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)
}

/// Switches to the write-ahead log, which is remembered in the file. Answers the mode that is in
/// force: some network file systems do not allow it.
pub(crate) fn use_log(connection: &Connection) -> rusqlite::Result<String> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
}

/// The functions that bring text into the form in which attributes compare.
fn register_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("scim_fold", 1, flags, |context| {
        Ok(text(context).map(|text| scim::text::fold(text).into_owned()))
    })?;
    connection.create_scalar_function("scim_instant", 1, flags, |context| {
        Ok(text(context).and_then(scim::filter::instant))
    })?;
    connection.create_scalar_function("scim_uuid", 1, flags, |context| {
        let bytes = context.get_raw(0).as_blob_or_null().unwrap_or(None);
        Ok(bytes.and_then(|bytes| Uuid::from_slice(bytes).ok()).map(|id| id.to_string()))
    })
}

/// The text that a function was called with.
fn text<'c>(context: &'c Context<'_>) -> Option<&'c str> {
    context.get_raw(0).as_str_or_null().unwrap_or(None)
}

/// Bytes of the database, with its log.
pub(crate) fn bytes(file: &Path) -> Option<u64> {
    let main = std::fs::metadata(file).ok()?.len();
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    Some(main + std::fs::metadata(log).map_or(0, |metadata| metadata.len()))
}
