//! What can be chosen when a store is opened.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use store_sql::migrate::Migration;

/// How the database is reached and how much of it is used.
#[derive(Clone)]
pub struct Options {
    /// `postgres://user:password@host:port/database?sslmode=…`, as libpq understands it.
    pub url: String,
    /// What the database shows as the name of this program.
    pub application_name: String,
    /// What stands between this process and the database.
    pub pooling: Pooling,
    /// Certificate authorities, in PEM, that are trusted besides the public ones and the machine's.
    pub ca_file: Option<PathBuf>,
    /// Connections that all short reads share.
    pub point_sessions: usize,
    /// How many long reads may run at once, each on a connection of its own.
    pub scan_sessions: usize,
    /// Connections that write, each a batch of changes at a time.
    pub write_sessions: usize,
    /// How many changes may wait to be written before further ones are turned away.
    pub queue_length: usize,
    /// How long a query may take that has to look at many rows.
    pub scan_time: Duration,
    /// How long the database may take to answer what is answered at once.
    pub answer_time: Duration,
    /// Steps of the schema after those of this program, as a later version has them. For tests of
    /// upgrades, in which this version is the older one.
    pub further: Vec<Migration>,
}

impl Options {
    /// The usual choices for a database at this address.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            application_name: "provisor".to_owned(),
            pooling: Pooling::default(),
            ca_file: None,
            point_sessions: 4,
            scan_sessions: 6,
            write_sessions: 4,
            queue_length: 4_096,
            scan_time: Duration::from_secs(20),
            answer_time: Duration::from_secs(10),
            further: Vec::new(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL holds the password.
        f.debug_struct("Options")
            .field("application_name", &self.application_name)
            .field("pooling", &self.pooling)
            .field("ca_file", &self.ca_file)
            .field("point_sessions", &self.point_sessions)
            .field("scan_sessions", &self.scan_sessions)
            .field("write_sessions", &self.write_sessions)
            .field("queue_length", &self.queue_length)
            .field("scan_time", &self.scan_time)
            .field("answer_time", &self.answer_time)
            .field("further", &self.further)
            .finish_non_exhaustive()
    }
}

/// What stands between this process and the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooling {
    /// Nothing, or something that gives each connection a database session of its own: statements
    /// are prepared once per connection.
    #[default]
    Session,
    /// A pooler that gives a session for one transaction only, as PgBouncer does with
    /// `pool_mode = transaction`: no statement outlives its execution, no setting its transaction.
    Transaction,
}
