//! A cluster of a test's own: stopped, killed and started again as the test likes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::start::{Launch, start};
use super::{Config, Postgres, database};
use crate::authority::Authority;
use crate::programs::Programs;
use crate::supervised::Supervised;

/// A cluster with data, port and settings of its own. It ends, and its data vanish, when this is
/// dropped.
pub struct Cluster {
    /// The server, for databases and statements.
    pub postgres: Postgres,
    pub(super) launch: Launch,
    pub(super) server: Supervised,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub fn start(config: Config) -> Self {
        let programs = Programs::find();
        let launch = Launch::new(programs, config);
        let initialise = launch.initialise();
        let cluster = Self::launch(launch, &initialise);
        database::create_roles(&cluster.postgres);
        cluster
    }

    /// Starts the server for the first time, after what makes its data.
    pub(super) fn launch(launch: Launch, first: &str) -> Self {
        let (port, server) = start(&launch, first, None);
        let postgres = Postgres { port, programs: launch.programs.clone() };
        Self { postgres, launch, server }
    }

    /// Stops the server in good order: clients are disconnected, what is open is rolled back.
    pub fn stop(&mut self) {
        self.server.end("INT");
    }

    /// Ends all processes of the server without any warning, as a power cut would.
    pub fn kill(&mut self) {
        // The parent first: it would start anew what its children lost.
        let mut processes = vec![self.server.id.to_string()];
        processes.extend(children(self.server.id));
        let mut kill = Command::new("kill");
        // Some may have ended in the meantime.
        let _ = kill.arg("-KILL").args(processes).status();
        self.server.end("KILL");
    }

    /// Starts the server again, on the same port and data; stops it before, if it runs.
    pub fn restart(&mut self) {
        self.stop();
        let (_, server) = start(&self.launch, "", Some(self.postgres.port));
        std::mem::replace(&mut self.server, server).release();
    }

    /// The server's first process; those of its connections are its children.
    pub fn id(&self) -> u32 {
        self.server.id
    }

    /// What the server has logged since its last start.
    pub fn log(&self) -> String {
        self.server.log.text()
    }

    /// The certificate of the authority that vouches for the server, where it speaks TLS.
    pub fn ca_file(&self) -> PathBuf {
        Authority::certificate(self.folder())
    }

    /// The folder of the cluster.
    pub fn folder(&self) -> &Path {
        &self.launch.folder
    }
}

/// The children of a process.
fn children(parent: u32) -> Vec<String> {
    let processes = Path::new("/proc").read_dir().expect("a list of processes");
    let ids = processes.filter_map(|entry| {
        let path = entry.ok()?.path();
        let id = path.file_name()?.to_str()?.parse::<u32>().ok()?;
        // 123 (name of the program) S 1 …: the state and the parent follow the name.
        let stat = std::fs::read_to_string(path.join("stat")).ok()?;
        let (_, rest) = stat.rsplit_once(')')?;
        let of: u32 = rest.split_whitespace().nth(1)?.parse().ok()?;
        (of == parent).then(|| id.to_string())
    });
    ids.collect()
}
