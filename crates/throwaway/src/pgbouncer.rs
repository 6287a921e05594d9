//! PgBouncer in transaction mode.

use std::path::PathBuf;
use std::process::Command;

use crate::port;
use crate::postgres::{OWNER, Postgres};
use crate::supervised::{Supervised, quoted};
use crate::user::User;

/// Where Debian puts it, which is not in every user's PATH.
const PROGRAMS: &[&str] = &["pgbouncer", "/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer"];

/// How often another port is tried when somebody took the one that was free just before.
const ATTEMPTS: usize = 10;

/// A pooler in front of a server: every transaction may run on another of its few connections. It
/// ends when this is dropped.
pub struct PgBouncer {
    /// The port it listens on.
    pub port: u16,
    line: String,
    folder: PathBuf,
    user: User,
    pooler: Supervised,
}

impl PgBouncer {
    /// Starts a pooler with that many connections to each database.
    pub fn start(postgres: &Postgres, connections: u32) -> Self {
        Self::start_with(postgres, connections, "")
    }

    /// The same with another line in its settings.
    pub fn start_with(postgres: &Postgres, connections: u32, setting: &str) -> Self {
        let program = PROGRAMS
            .iter()
            .find(|program| Command::new(program).arg("--version").output().is_ok())
            .expect("PgBouncer is not installed, and tests need it: apt-get install pgbouncer");
        let folder = tempfile::Builder::new().prefix("throwaway-pgbouncer-").tempdir();
        // Who supervises the pooler removes it.
        let folder = folder.expect("a temporary folder").keep();
        let user = User::ordinary(&folder);
        user.own(&folder);
        let users = folder.join("users.txt");
        std::fs::write(&users, format!("\"{OWNER}\" \"\"\n\"postgres\" \"\"\n"))
            .expect("a writable folder");
        let mut failed: Option<Supervised> = None;
        for attempt in 1.. {
            let port = port::free();
            let settings = format!(
                "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
                 listen_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {}\n\
                 pool_mode = transaction\nmax_client_conn = 1000\n\
                 default_pool_size = {connections}\n{setting}\n",
                postgres.port,
                users.display(),
            );
            let file = folder.join("pgbouncer.ini");
            std::fs::write(&file, settings).expect("a writable folder");
            let words = [quoted(program), quoted(&file.to_string_lossy())];
            let line = format!("exec {}", words.join(" "));
            let mut pooler = Supervised::start(&line, &folder, user);
            if let Some(failed) = failed.take() {
                failed.release();
            }
            if pooler.log.wait_for("process up") {
                return Self { port, line, folder, user, pooler };
            }
            let log = pooler.log.text();
            let taken = log.contains("Address already in use");
            assert!(taken && attempt < ATTEMPTS, "PgBouncer does not start: {log}");
            pooler.end("TERM");
            failed = Some(pooler);
        }
        unreachable!("the attempts are limited")
    }

    /// Ends the pooler without any warning, and starts it again on the same port.
    pub fn restart(&mut self) {
        self.pooler.end("KILL");
        let pooler = Supervised::start(&self.line, &self.folder, self.user);
        std::mem::replace(&mut self.pooler, pooler).release();
        assert!(self.pooler.log.wait_for("process up"), "{}", self.pooler.log.text());
    }
}
