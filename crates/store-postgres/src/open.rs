//! Why a database cannot be used.

use std::path::PathBuf;

use store_sql::migrate::MigrationError;

use crate::failure::Failure;

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is not one.
    #[error(
        "database_url cannot be used: {0}; it looks like \
         postgres://user:password@host:5432/database?sslmode=require"
    )]
    Url(String),
    /// The file with certificate authorities cannot be used.
    #[error("{} cannot be used as database_ca_file: {text}", .file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        text: String,
    },
    /// TLS cannot be set up at all.
    #[error("TLS to the database cannot be set up: {0}")]
    Tls(String),
    /// The schema is not one that this program can work with.
    #[error("{location}: {error}")]
    Schema {
        /// The database.
        location: String,
        /// What is wrong with it.
        error: MigrationError,
    },
    /// The database was never migrated, but there is something in it.
    #[error(
        "{location} holds tables of something else, such as `{table}`: give Provisor a database of \
         its own (`CREATE DATABASE provisor`), and name it in database_url"
    )]
    Foreign {
        /// The database.
        location: String,
        /// One of its tables.
        table: String,
    },
    /// Other partitions were asked for than the database has.
    #[error(
        "{location} was set up with {found} partitions, which stays so: to have {asked}, set up \
         an empty database with `provisor migrate --partitions {asked}` and move the data there"
    )]
    Partitions {
        /// The database.
        location: String,
        /// How many it has; 0 for none.
        found: u32,
        /// How many were asked for.
        asked: u32,
    },
    /// Anything else that the network or PostgreSQL reports.
    #[error("{location} cannot be used: {text}")]
    Other {
        /// The database.
        location: String,
        /// What was reported.
        text: String,
    },
}

impl OpenError {
    /// A failure while working with the database at a place.
    pub(crate) fn new(location: &str, failure: Failure) -> Self {
        OpenError::Other { location: location.to_owned(), text: failure.into_text() }
    }
}
