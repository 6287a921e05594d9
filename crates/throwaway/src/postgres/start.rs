//! Starting a server on a folder.

use std::path::PathBuf;

use super::{Config, database};
use crate::authority::Authority;
use crate::port;
use crate::programs::Programs;
use crate::supervised::{Supervised, quoted};
use crate::user::User;

/// How often another port is tried when somebody took the one that was free just before.
const ATTEMPTS: usize = 10;

/// What a server is started with.
pub(super) struct Launch {
    pub(super) programs: Programs,
    pub(super) config: Config,
    pub(super) folder: PathBuf,
    user: User,
}

impl Launch {
    /// Makes the folder.
    pub(super) fn new(programs: Programs, config: Config) -> Self {
        let place = config.folder.clone().unwrap_or_else(std::env::temp_dir);
        let folder = tempfile::Builder::new().prefix("throwaway-postgres-").tempdir_in(place);
        // Who supervises the server removes it.
        let folder = folder.expect("a temporary folder").keep();
        let user = User::ordinary(&folder);
        user.own(&folder);
        let rules = database::host_based_authentication();
        std::fs::write(folder.join("pg_hba.conf"), rules).expect("a writable folder");
        if config.ssl {
            Authority::vouch(&folder, user);
        }
        Self { programs, config, folder, user }
    }

    /// What makes the data of a new cluster. Its order of texts is not that of their bytes, so
    /// that tests notice where a statement relies on it.
    pub(super) fn initialise(&self) -> String {
        let locale = if self.programs.version < 15 {
            "--locale=C"
        } else {
            "--locale=C --locale-provider=icu --icu-locale=en"
        };
        format!(
            "{} -D {} -U postgres -A trust -E UTF8 {locale} --no-sync --no-instructions >/dev/null",
            self.program("initdb"),
            self.data(),
        )
    }

    /// What runs the server in place of the shell.
    fn run(&self, port: u16) -> String {
        let mut line = format!("exec {} -D {} -p {port}", self.program("postgres"), self.data());
        let mut set = |name: &str, value: &str| {
            line.push_str(" -c ");
            line.push_str(&quoted(&format!("{name}={value}")));
        };
        set("listen_addresses", "127.0.0.1");
        set("unix_socket_directories", "");
        set("hba_file", &self.path("pg_hba.conf"));
        if self.config.ssl {
            set("ssl", "on");
            set("ssl_cert_file", &self.path("server.crt"));
            set("ssl_key_file", &self.path("server.key"));
        }
        for (name, value) in &self.config.settings {
            set(name, value);
        }
        line
    }

    pub(super) fn program(&self, name: &str) -> String {
        quoted(&self.programs.path(name).to_string_lossy())
    }

    pub(super) fn data(&self) -> String {
        quoted(&self.path("data"))
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }
}

/// Starts the server and waits until it takes connections; `first` is run before. Returns the port
/// too: another one where that is taken, unless it has to be a certain one.
pub(super) fn start(launch: &Launch, first: &str, port: Option<u16>) -> (u16, Supervised) {
    let mut first = first.to_owned();
    if !first.is_empty() {
        first.push_str(" && ");
    }
    let mut failed: Option<Supervised> = None;
    for attempt in 1.. {
        let chosen = port.unwrap_or_else(port::free);
        let line = format!("{first}{}", launch.run(chosen));
        let mut server = Supervised::start(&line, &launch.folder, launch.user);
        if let Some(failed) = failed.take() {
            failed.release();
        }
        if server.log.wait_for("ready to accept") {
            return (chosen, server);
        }
        let log = server.log.text();
        let taken = port.is_none() && log.contains("could not bind");
        assert!(taken && attempt < ATTEMPTS, "PostgreSQL does not start: {log}");
        // What makes the data has run.
        first.clear();
        server.end("TERM");
        failed = Some(server);
    }
    unreachable!("the attempts are limited")
}
