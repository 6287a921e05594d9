//! A database of one test.

use super::{GUARDED, OWNER, Postgres};
use crate::unique;

/// The password of the roles. Only [`Database::guarded_url`] has one that matters.
const PASSWORD: &str = "throw-away";

/// A database of its own. It is dropped, connected or not, when this is dropped.
#[derive(Debug)]
pub struct Database {
    /// Its name.
    pub name: String,
    postgres: Postgres,
}

impl Database {
    pub(super) fn create(postgres: &Postgres, options: &str) -> Self {
        let name = format!("test_{:016x}", unique::number());
        // Copying the files of the template is twice as fast as writing it to the log, if nothing
        // is forced to the disk.
        let strategy = if postgres.programs.version < 15 { "" } else { "STRATEGY file_copy" };
        postgres.sql(
            "postgres",
            &format!(
                "CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 {strategy} {options}"
            ),
        );
        Self { name, postgres: postgres.clone() }
    }

    /// The address as the database's owner.
    pub fn url(&self) -> String {
        self.url_through(self.postgres.port)
    }

    /// The same through a proxy or a pooler on another port.
    pub fn url_through(&self, port: u16) -> String {
        format!("postgres://{OWNER}:{PASSWORD}@127.0.0.1:{port}/{}", self.name)
    }

    /// The address as a role that is not let in without its password, with that password.
    pub fn guarded_url(&self) -> String {
        self.guarded_url_with(PASSWORD)
    }

    /// The same with another password.
    pub fn guarded_url_with(&self, password: &str) -> String {
        let Self { name, postgres } = self;
        format!("postgres://{GUARDED}:{password}@127.0.0.1:{}/{name}", postgres.port)
    }

    /// Runs statements as superuser; returns the last one's rows, the columns divided by `|`.
    pub fn sql(&self, statements: &str) -> String {
        self.postgres.sql(&self.name, statements)
    }

    /// All that is in it, as text.
    pub fn dump(&self) -> Vec<u8> {
        let mut dump = self.postgres.programs.command("pg_dump");
        dump.args(["--dbname", &self.postgres.superuser_url(&self.name)]);
        let output = dump.output().expect("pg_dump, which comes with the server");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server may have been stopped or taken away by the test.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = self.postgres.try_sql("postgres", &drop);
    }
}

/// The roles of every cluster.
pub(super) fn create_roles(postgres: &Postgres) {
    postgres.sql(
        "postgres",
        &format!(
            "CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}';\n\
             CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}' IN ROLE {OWNER};"
        ),
    );
}

/// Who may come in, and how: see `pg_hba.conf` in PostgreSQL's manual.
pub(super) fn host_based_authentication() -> String {
    format!(
        "host all {GUARDED} 127.0.0.1/32 scram-sha-256\n\
         host all all 127.0.0.1/32 trust\n\
         host replication all 127.0.0.1/32 trust\n"
    )
}
