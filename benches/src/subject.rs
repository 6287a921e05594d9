//! A server under measurement: started, filled, and known by its ids.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::client::Base;
use crate::process::Process;
use crate::seed;

/// A group and how many members it was filled with.
pub(crate) struct Group {
    pub(crate) members: usize,
    pub(crate) id: String,
}

/// A running server with users and groups.
pub(crate) struct Subject {
    pub(crate) process: Process,
    pub(crate) base: Base,
    /// The ids of the users, by their numbers.
    pub(crate) ids: Vec<String>,
    pub(crate) groups: Vec<Group>,
    _data: TempDir,
}

impl Subject {
    /// Starts the program on an empty data folder and fills it.
    pub(crate) async fn start(
        program: &Path,
        folder: &Path,
        users: usize,
        members: &[usize],
    ) -> Result<Self> {
        let data = tempfile::tempdir_in(folder).context("cannot make a data folder")?;
        read(Command::new(program).args(["scim", "enable", "--data"]).arg(data.path()))?;
        let mut create = Command::new(program);
        create.args(["token", "create", "--label", "bench", "--data"]).arg(data.path());
        let token = read(&mut create)?.trim().to_owned();
        let mut serve = Command::new(program);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path());
        let process = Process::start(&mut serve)?;
        let base = Base { address: process.address.clone(), token };
        let ids = seed::users(&base, users).await?;
        let mut sizes: Vec<usize> = members.iter().map(|size| fitting(*size, users)).collect();
        sizes.dedup();
        let mut groups = Vec::new();
        for size in sizes {
            let id = seed::group(&base, &ids[..size]).await?;
            groups.push(Group { members: size, id });
        }
        Ok(Self { process, base, ids, groups, _data: data })
    }
}

/// As many members as there are users, less some that can be added.
fn fitting(members: usize, users: usize) -> usize {
    members.min(users - users / 10 - 1)
}

fn read(command: &mut Command) -> Result<String> {
    let output = command.stderr(std::process::Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_users_are_left_to_be_added() {
        assert_eq!(fitting(10, 1_000), 10);
        assert_eq!(fitting(100_000, 50_000), 44_999);
        assert_eq!(fitting(10, 1), 0);
    }
}
