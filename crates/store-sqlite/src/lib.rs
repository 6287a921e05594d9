//! The store ports on SQLite: one writer with group commit, a pool of readers.
//!
//! Several processes may use the same data directory at once: each transaction that writes takes
//! the database's lock first, and nothing that another process could change is remembered from one
//! transaction to the next.

#![forbid(unsafe_code)]

mod archive;
mod check;
mod connection;
mod dialect;
mod failure;
mod gaps;
#[cfg(test)]
#[path = "../../../tests/ports/golden.rs"]
mod golden;
mod open;
#[cfg(test)]
mod plans;
mod port;
mod read;
mod reader;
mod sql;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use check::{CheckReport, check};
pub use open::{FILE_NAME, OpenError};

use connection::Place;
use reader::Readers;
use writer::Writer;

/// What can be chosen when a store is opened.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many changes may wait to be written before further ones are turned away.
    pub queue_length: usize,
    /// How long a query may take that has to look at many rows.
    pub scan_time: Duration,
    /// How long to wait for another process that is writing.
    pub busy_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            queue_length: 4_096,
            scan_time: Duration::from_secs(20),
            busy_timeout: Duration::from_secs(5),
        }
    }
}

/// The store on an SQLite file in a data directory.
///
/// Its methods must be called within a tokio runtime. Dropping it writes what is still waiting and
/// closes the file.
pub struct SqliteStore {
    file: PathBuf,
    place: Place,
    readers: Arc<Readers>,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the database in a data directory. It is created if there is none, and brought to the
    /// present schema. The directory must exist.
    pub fn open(directory: &Path, options: Options) -> Result<Self, OpenError> {
        let place = place(directory, options.busy_timeout);
        open::prepare(&place, directory)?;
        let file = place.file.clone();
        let writer = Writer::start(place.clone(), options.queue_length)
            .map_err(|error| OpenError::Other { file: file.clone(), text: error.to_string() })?;
        Ok(Self {
            file,
            readers: Arc::new(Readers::new(place.clone(), options.scan_time)),
            place,
            writer,
        })
    }

    /// Brings the database in a data directory to the present schema, without opening a store.
    pub fn migrate(directory: &Path) -> Result<(), OpenError> {
        open::prepare(&place(directory, Options::default().busy_timeout), directory)
    }

    /// Writes what is still waiting and closes the file. Later calls are answered with
    /// [`directory::store::StoreError::Unavailable`].
    pub fn close(&self) {
        self.readers.close();
        self.writer.close();
        // Another process that uses the file keeps the log in use; it is not waited for.
        let place = Place { busy_timeout: Duration::from_millis(100), ..self.place.clone() };
        let emptied = place.writer().and_then(|connection| writer::truncate(&connection));
        if let Err(error) = emptied {
            tracing::debug!(%error, "the log stays; the next start reads it");
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("file", &self.file).finish_non_exhaustive()
    }
}

fn place(directory: &Path, busy_timeout: Duration) -> Place {
    // SQLite takes a name that begins with `file:` for a URI; an absolute one never does.
    let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    Place { file: directory.join(FILE_NAME), busy_timeout }
}
