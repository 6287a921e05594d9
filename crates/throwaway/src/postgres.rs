//! PostgreSQL servers: one that the tests of a process share, and clusters of a test's own.

mod cluster;
mod config;
mod database;
mod replica;
mod start;

use std::process::Stdio;
use std::sync::OnceLock;

pub use cluster::Cluster;
pub use config::Config;
pub use database::Database;

use crate::programs::Programs;

/// The environment variable with the port of a shared server that outlives one test process.
pub const SHARED_PORT: &str = "PROVISOR_TEST_POSTGRES_PORT";

/// The role that owns the databases: no superuser, as in an installation.
pub(crate) const OWNER: &str = "provisor";

/// The role that must give its password.
const GUARDED: &str = "guarded";

/// A running server on 127.0.0.1.
#[derive(Clone, Debug)]
pub struct Postgres {
    /// The port it listens on.
    pub port: u16,
    programs: Programs,
}

impl Postgres {
    /// The server that all tests share which need no more of one than a database: that of the
    /// whole test run, if somebody started one, else one that is started at the first call and
    /// ends with this process. It forgets everything at a crash, and is fast for that.
    ///
    /// The test fails where PostgreSQL is not installed.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<(Postgres, Option<Cluster>)> = OnceLock::new();
        let (postgres, _) = SHARED.get_or_init(|| {
            let programs = Programs::find();
            if let Ok(port) = std::env::var(SHARED_PORT) {
                let port = port.parse().expect("a port in the variable");
                return (Self { port, programs }, None);
            }
            let cluster = Cluster::start(Config::default());
            (cluster.postgres.clone(), Some(cluster))
        });
        postgres
    }

    /// A fresh, empty database.
    pub fn database(&self) -> Database {
        self.database_with("")
    }

    /// The same, made with more options of `CREATE DATABASE`, such as an encoding.
    pub fn database_with(&self, options: &str) -> Database {
        Database::create(self, options)
    }

    /// The address of a database for a superuser.
    pub fn superuser_url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements as superuser; returns the last one's rows, the columns divided by `|`.
    pub fn sql(&self, database: &str, statements: &str) -> String {
        match self.try_sql(database, statements) {
            Ok(rows) => rows,
            Err(error) => unreachable!("{statements}: {error}"),
        }
    }

    /// The same; the error is what the server or `psql` said.
    pub fn try_sql(&self, database: &str, statements: &str) -> Result<String, String> {
        let mut psql = self.programs.command("psql");
        psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", &self.superuser_url(database)]);
        let output = psql.args(["-c", statements]).stderr(Stdio::piped()).output();
        let output = output.expect("psql, which comes with the server");
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}
