//! One run: servers of every size and the bare handler, measured in turns.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::Options;
use crate::client::{Base, Connection};
use crate::disk;
use crate::load::{Figures, Make, drive, median};
use crate::process::Process;
use crate::report::{Report, Row};
use crate::subject::Subject;
use crate::workload::{self, Bare, Workload};

/// Load before the first measurement, so that caches are warm.
const WARM: Duration = Duration::from_millis(200);

/// Measures what the options ask for and prints it.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.users.iter().any(|users| *users < 100) || options.connections == 0 {
        bail!("at least 100 users and one connection are needed");
    }
    // One thread: the driver takes as little as possible from what it measures.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(measure(options))?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        report.print();
    }
    Ok(())
}

async fn measure(options: &Options) -> Result<Report> {
    let say = |text: String| {
        if !options.json {
            println!("{text}");
        }
    };
    std::fs::create_dir_all(&options.folder)?;
    let before = disk::syncs_per_second(&options.folder)?;
    let mut subjects = Vec::new();
    for users in &options.users {
        say(format!("creating {users} users"));
        let started = Subject::start(&options.server, &options.folder, *users, &options.members);
        subjects.push((*users, started.await?));
    }
    let works: Vec<Vec<Workload>> =
        subjects.iter().map(|(_, subject)| wanted(subject, options)).collect();
    let bodies = tempfile::tempdir_in(&options.folder)?;
    for ((_, subject), works) in subjects.iter().zip(&works) {
        capture(subject, works, bodies.path()).await?;
    }
    let mut bare = Command::new(std::env::current_exe()?);
    let bare = Process::start(bare.arg("bare").arg(bodies.path()))?;

    let mut rows = Vec::new();
    for name in names(&works) {
        say(format!("measuring {name}"));
        let same = |works: &Vec<Workload>| works.iter().position(|work| work.name == name);
        let mut parts = Vec::new();
        for ((users, subject), works) in subjects.iter().zip(&works) {
            if let Some(at) = same(works) {
                parts.push((*users, Turn::of(subject, &works[at])));
            }
        }
        let shape = works.iter().flatten().find(|work| work.name == name);
        let bare = Turn::bare(&bare, shape.context("a workload of that name")?);
        rows.extend(in_turns(&bare, &parts, &name, options).await?);
    }
    let memory = subjects.iter().map(|(users, s)| Ok((*users, s.process.memory()?)));
    Ok(Report {
        memory_mib: memory.collect::<Result<_>>()?,
        disk_syncs_per_second: [before, disk::syncs_per_second(&options.folder)?],
        rows,
    })
}

fn wanted(subject: &Subject, options: &Options) -> Vec<Workload> {
    let mut works = workload::all(subject, options.connections);
    works.retain(|work| options.only.as_ref().is_none_or(|part| work.name.contains(part)));
    works
}

/// The names of all workloads, each once, in their order.
fn names(works: &[Vec<Workload>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for work in works.iter().flatten() {
        if !names.contains(&work.name) {
            names.push(work.name.clone());
        }
    }
    names
}

/// Keeps what the server answers, for the bare handler to answer too.
async fn capture(subject: &Subject, works: &[Workload], folder: &Path) -> Result<()> {
    let mut connection = Connection::open(&subject.base).await?;
    for work in works.iter().filter(|work| work.bare == Bare::Body) {
        let (status, body) = connection.send(&(work.make)(0)).await?;
        if status != 200 {
            bail!("{}: {status}: {}", work.name, String::from_utf8_lossy(body));
        }
        std::fs::write(folder.join(work.file()), body)?;
    }
    Ok(())
}

/// A server and what it is asked, ready to be measured again and again.
struct Turn {
    base: Base,
    process: u32,
    connections: usize,
    number: Arc<AtomicUsize>,
    make: Make,
}

impl Turn {
    fn of(subject: &Subject, work: &Workload) -> Self {
        Self {
            base: subject.base.clone(),
            process: subject.process.id(),
            connections: work.connections,
            number: Arc::default(),
            make: Arc::clone(&work.make),
        }
    }

    fn bare(process: &Process, work: &Workload) -> Self {
        Self {
            base: Base { address: process.address.clone(), token: String::new() },
            process: process.id(),
            connections: work.connections,
            number: Arc::default(),
            make: work.for_bare(),
        }
    }

    async fn measure(&self, time: Duration) -> Result<Figures> {
        let Self { base, process, connections, number, make } = self;
        drive(base, *process, *connections, time, number, make).await
    }
}

/// Bare, server, bare, server, …: what else the machine does meets both alike.
async fn in_turns(
    bare: &Turn,
    parts: &[(usize, Turn)],
    name: &str,
    options: &Options,
) -> Result<Vec<Row>> {
    let time = Duration::try_from_secs_f64(options.seconds)?;
    for turn in std::iter::once(bare).chain(parts.iter().map(|(_, turn)| turn)) {
        turn.measure(WARM).await.with_context(|| format!("{name}, warming up"))?;
    }
    let mut of_bare = Vec::new();
    let mut of_parts = vec![Vec::new(); parts.len()];
    for _ in 0..options.passes.max(1) {
        for ((_, turn), figures) in parts.iter().zip(&mut of_parts) {
            of_bare.push(bare.measure(time).await?);
            figures.push(turn.measure(time).await.with_context(|| name.to_owned())?);
        }
    }
    let row = |((users, _), figures): (&(usize, Turn), &Vec<Figures>)| Row {
        workload: name.to_owned(),
        users: *users,
        bare: median(&of_bare),
        server: median(figures),
    };
    Ok(parts.iter().zip(&of_parts).map(row).collect())
}
