//! Opening, migrating and checking a data directory.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use store_sql::migrate::{self, Applied, Migration, MigrationError};

use crate::connection::{self, APPLICATION_ID, Place};
use crate::failure::store_error;
use crate::gaps;

/// The name of the database file in a data directory.
pub const FILE_NAME: &str = "provisor.db";

/// The steps of the schema.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        level: 1,
        name: "initial",
        serves: 1,
        sql: include_str!("../migrations/0001_initial.sql"),
    },
    Migration {
        level: 2,
        name: "key fingerprint",
        serves: 1,
        sql: include_str!("../migrations/0002_key_fingerprint.sql"),
    },
    Migration {
        level: 3,
        name: "gaps",
        serves: 1,
        sql: include_str!("../migrations/0003_gaps.sql"),
    },
    Migration {
        level: 4,
        name: "standing",
        serves: 1,
        sql: include_str!("../migrations/0004_standing.sql"),
    },
    Migration {
        level: 5,
        name: "tombstones",
        serves: 1,
        sql: include_str!("../migrations/0005_tombstones.sql"),
    },
    Migration {
        level: 6,
        name: "declarations",
        serves: 1,
        sql: include_str!("../migrations/0006_declarations.sql"),
    },
    Migration {
        level: 7,
        name: "links",
        serves: 1,
        sql: include_str!("../migrations/0007_links.sql"),
    },
    Migration {
        level: 8,
        name: "resource types",
        serves: 1,
        sql: include_str!("../migrations/0008_resource_types.sql"),
    },
];

/// The level of the schema that this program works with.
pub(crate) fn known_level() -> u32 {
    MIGRATIONS.last().map_or(0, |migration| migration.level)
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such directory.
    #[error("the data directory {} does not exist", .0.display())]
    NoDirectory(PathBuf),
    /// The path names something else.
    #[error("{} is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// The directory or the file may not be written.
    #[error("{} cannot be written by this process: check its owner and mode", .0.display())]
    NotWritable(PathBuf),
    /// The file system is mounted read-only.
    #[error("{} is on a read-only file system", .0.display())]
    ReadOnlyFileSystem(PathBuf),
    /// There is no database in the directory.
    #[error("there is no database at {}", .0.display())]
    NoDatabase(PathBuf),
    /// The file is not a database.
    #[error("{} is not an SQLite database", .0.display())]
    NotADatabase(PathBuf),
    /// The file is the database of another program.
    #[error("{} is the database of another program", .0.display())]
    Foreign(PathBuf),
    /// The file system cannot do what a write-ahead log needs.
    #[error(
        "{} is on a file system without shared memory (a network file system?): \
         put the data directory on a local disk", .0.display()
    )]
    NoLog(PathBuf),
    /// The schema is not one that this program can work with.
    #[error("{}: {error}", .file.display())]
    Schema {
        /// The database file.
        file: PathBuf,
        /// What is wrong with it.
        error: MigrationError,
    },
    /// Anything else that the disk or SQLite reports.
    #[error("{} cannot be opened: {text}", .file.display())]
    Other {
        /// The database file or the directory.
        file: PathBuf,
        /// What was reported.
        text: String,
    },
}

/// Makes sure that the file exists, is Provisor's and has the present schema. Answers its path.
pub(crate) fn prepare(place: &Place, directory: &Path) -> Result<(), OpenError> {
    create_file(directory, &place.file)?;
    let failed = |error: rusqlite::Error| open_error(&place.file, &error);
    let mut connection = place.writer().map_err(failed)?;
    recognize(&connection, &place.file)?;
    let mode = connection::use_log(&connection).map_err(failed)?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(OpenError::NoLog(place.file.clone()));
    }
    migrate(&mut connection, &place.file, MIGRATIONS)?;
    gaps::repair(&mut connection).map_err(failed)
}

/// Creates the file if need be, readable by its owner alone. SQLite gives the log the same mode.
fn create_file(directory: &Path, file: &Path) -> Result<(), OpenError> {
    match std::fs::metadata(directory) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(OpenError::NotADirectory(directory.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(OpenError::NoDirectory(directory.to_owned()));
        }
        Err(error) => return Err(io_error(directory, &error)),
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file).map_err(|error| io_error(file, &error))?;
    // The log and its index are created beside the file: the directory must allow it as well.
    let probe = directory.join(".provisor-write-test");
    let written = File::create(&probe).map_err(|error| io_error(directory, &error));
    drop(std::fs::remove_file(&probe));
    written.map(drop)
}

/// Refuses what is not a database of Provisor; prepares an empty file.
pub(crate) fn recognize(connection: &Connection, file: &Path) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| open_error(file, &error);
    let id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))
        .map_err(failed)?;
    if id != 0 || tables != 0 {
        return Err(OpenError::Foreign(file.to_owned()));
    }
    connection::initialize(connection).map_err(failed)
}

/// Applies the steps that are missing, all of them or none. Two processes that start at the same
/// time take turns.
pub(crate) fn migrate(
    connection: &mut Connection,
    file: &Path,
    known: &[Migration],
) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| open_error(file, &error);
    let schema = |error| OpenError::Schema { file: file.to_owned(), error };
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    transaction
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_steps (
                 level INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
                 serves INTEGER NOT NULL
             ) STRICT",
        )
        .map_err(failed)?;
    if !tells_whom_it_serves(&transaction).map_err(failed)? {
        // Made before steps told it. Those that there were serve the program that knew the first.
        let add = "ALTER TABLE schema_steps ADD COLUMN serves INTEGER NOT NULL DEFAULT 1";
        transaction.execute_batch(add).map_err(failed)?;
    }
    let applied = applied(&transaction).map_err(failed)?;
    for migration in migrate::plan(known, &applied).map_err(schema)? {
        transaction.execute_batch(migration.sql).map_err(failed)?;
        transaction
            .execute(
                "INSERT INTO schema_steps (level, name, checksum, serves) VALUES (?1, ?2, ?3, ?4)",
                (migration.level, migration.name, migration.checksum(), migration.serves),
            )
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

/// The steps that a database has.
pub(crate) fn applied(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    let exists: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_steps')",
        (),
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(Vec::new());
    }
    let serves = if tells_whom_it_serves(connection)? { "serves" } else { "1" };
    connection
        .prepare(&format!("SELECT level, checksum, {serves} FROM schema_steps ORDER BY level"))?
        .query_map((), |row| {
            Ok(Applied { level: row.get(0)?, checksum: row.get(1)?, serves: row.get(2)? })
        })?
        .collect()
}

fn tells_whom_it_serves(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM pragma_table_info('schema_steps') WHERE name = 'serves'";
    connection.query_row(sql, (), |row| row.get(0))
}

pub(crate) fn open_error(file: &Path, error: &rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase(file.to_owned()),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            OpenError::NotWritable(file.to_owned())
        }
        _ => OpenError::Other { file: file.to_owned(), text: store_error(error).to_string() },
    }
}

fn io_error(path: &Path, error: &io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => OpenError::NotWritable(path.to_owned()),
        io::ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnlyFileSystem(path.to_owned()),
        io::ErrorKind::IsADirectory => OpenError::NotADatabase(path.to_owned()),
        _ => OpenError::Other { file: path.to_owned(), text: error.to_string() },
    }
}
