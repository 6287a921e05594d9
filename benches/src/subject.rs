//! A server under measurement: started, filled, and known by its ids.

mod cursors;
mod home;
mod installation;

use std::path::Path;

use anyhow::{Context, Result};
use conformance::load::Target;

use crate::process::Process;
use crate::results::Start;
use crate::seed::{self, Import};
use crate::workload::Known;
pub(crate) use home::{Home, Store};
pub(crate) use installation::Installation;

/// Users beside those that are counted, who come into groups and go again.
pub(crate) const OUTSIDERS: usize = 64;

/// A group and how many members it was filled with.
pub(crate) struct Group {
    pub(crate) members: usize,
    pub(crate) id: String,
}

/// A running server with users and groups.
pub(crate) struct Subject {
    pub(crate) process: Process,
    pub(crate) target: Target,
    pub(crate) users: usize,
    /// The ids of the users and the outsiders, by their numbers.
    pub(crate) ids: Vec<String>,
    pub(crate) groups: Vec<Group>,
    /// Places in the second half of the list, where the server gives them out.
    pub(crate) cursors: Vec<String>,
    pub(crate) import: Import,
    pub(crate) installation: Installation,
}

impl Subject {
    /// Starts the program on an empty database and fills it.
    pub(crate) async fn start(
        program: &Path,
        folder: &Path,
        home: &Home,
        users: usize,
    ) -> Result<Self> {
        let installation = Installation::new(program, folder, home)?;
        let process = installation.serve()?;
        let target = installation.target(&process)?;
        let filled = seed::users(&target, process.id(), users + OUTSIDERS).await;
        let (ids, import) = filled.with_context(|| format!("creating {users} users"))?;
        let cursors = cursors::of(&target, users).await?;
        let groups = Vec::new();
        Ok(Self { process, target, users, ids, groups, cursors, import, installation })
    }

    /// Makes groups of these sizes, as far as there are users.
    pub(crate) async fn form_groups(&mut self, members: &[usize]) -> Result<()> {
        let mut sizes: Vec<usize> = members.iter().map(|size| *size.min(&self.users)).collect();
        sizes.sort_unstable();
        sizes.dedup();
        for size in sizes {
            let id = seed::group(&self.target, &self.ids[..size]).await?;
            self.groups.push(Group { members: size, id });
        }
        Ok(())
    }

    /// What workloads need of it.
    pub(crate) fn known(&self, connections: usize) -> Known {
        Known {
            users: self.users,
            ids: self.ids.clone().into(),
            groups: self.groups.iter().map(|group| (group.members, group.id.clone())).collect(),
            cursors: self.cursors.clone().into(),
            connections,
        }
    }

    /// Stops the server, and starts it again some times; how long that took and how much memory it
    /// had then.
    pub(crate) async fn restart(&mut self, times: usize) -> Result<Start> {
        let mut taken = Vec::new();
        for _ in 0..times.max(1) {
            taken.push(self.installation.replace(&mut self.process).await?);
        }
        taken.sort_by(f64::total_cmp);
        self.target = self.installation.target(&self.process)?;
        Ok(Start {
            users: self.users,
            ready_ms: taken[taken.len() / 2],
            idle_mib: self.process.memory()?.now,
        })
    }
}
