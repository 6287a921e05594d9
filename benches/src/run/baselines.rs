//! The programs that the server is held against, started.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use conformance::load::Target;
use tempfile::TempDir;

use crate::cli::{Engine, Options, Part};
use crate::floor;
use crate::process::Process;
use crate::subject::{Home, OUTSIDERS, Store, Subject};
use crate::workload::{self, Bare, Known};

/// A floor with as many users as a subject has.
pub(super) struct Floor {
    pub(super) process: Process,
    pub(super) target: Target,
    pub(super) known: Known,
    _folder: TempDir,
}

/// All of them.
pub(super) struct Baselines {
    pub(super) bare: Process,
    pub(super) bare_target: Target,
    /// One for each subject, where the database has a floor.
    pub(super) floors: Vec<Floor>,
    /// The databases without a server, one for each subject.
    pub(super) raw: Vec<Store>,
    /// This program, which is the baselines too.
    pub(super) program: PathBuf,
    _bodies: TempDir,
}

impl Baselines {
    pub(super) async fn start(
        options: &Options,
        engine: Engine,
        home: &Home,
        subjects: &[Subject],
        parts: &[Part],
    ) -> Result<Self> {
        let program = std::env::current_exe()?;
        let bodies = tempfile::tempdir_in(&options.folder)?;
        for subject in subjects {
            let works = workload::all(&subject.known(options.connections)).into_iter();
            for work in works.filter(|work| work.bare == Bare::Body && parts.contains(&work.part)) {
                let body = workload::first_answer(&subject.target, &work).await?;
                std::fs::write(bodies.path().join(work.file()), body)?;
            }
        }
        let bare = Process::start(Command::new(&program).arg("bare").arg(bodies.path()))?;
        let bare_target = Target::new(&format!("http://{}", bare.address), "")?;
        let mut raw = Vec::new();
        for _ in subjects {
            raw.push(home.store(&options.folder)?);
        }
        let floors = match engine {
            Engine::Sqlite => {
                let floors = subjects.iter().map(|subject| Floor::start(options, subject));
                floors.collect::<Result<_>>()?
            }
            Engine::Postgres => Vec::new(),
        };
        Ok(Self { bare, bare_target, floors, raw, program, _bodies: bodies })
    }
}

impl Floor {
    fn start(options: &Options, subject: &Subject) -> Result<Self> {
        println!("filling the floor with {} users", subject.users);
        let folder = tempfile::tempdir_in(&options.folder)?;
        let users = subject.users + OUTSIDERS;
        let sizes: Vec<usize> = subject.groups.iter().map(|group| group.members).collect();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("floor").arg(folder.path()).arg("--users").arg(users.to_string());
        if !sizes.is_empty() {
            let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
            command.arg("--members").arg(sizes.join(","));
        }
        let process = Process::start(&mut command)?;
        let target = Target::new(&format!("http://{}/scim/v2", process.address), floor::TOKEN)?;
        let known = floor::schema::known(subject.users, &sizes, options.connections);
        Ok(Self { process, target, known, _folder: folder })
    }
}
