//! One run: servers of every size and the baselines, measured in turns.

mod baselines;
mod contenders;

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cli::{Engine, Options, Part};
use crate::machine::{Machine, commit, today};
use crate::process::Process;
use crate::results::{Measure, Of, Results, Run, Start};
use crate::subject::{Home, Installation, Subject};
use crate::{disk, render, tables, turns};
use baselines::Baselines;

/// How often a server is started to find out how long that takes.
const STARTS: usize = 5;

/// Measures what the options ask for, prints it, and writes the documentation.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.users.iter().any(|users| *users < 100) || options.connections == 0 {
        bail!("at least 100 users and one connection are needed");
    }
    std::fs::create_dir_all(&options.folder)?;
    // One thread: the driver takes as little as possible from what it measures.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut all = Results::load(&options.render.results)?;
    for engine in options.engine.list() {
        let measured = runtime.block_on(measure(options, *engine))?;
        tables::print(&measured);
        all.take(measured);
        if !options.dry {
            all.save(&options.render.results)?;
        }
    }
    tables::print_goals(&all);
    if options.dry {
        return Ok(());
    }
    render::render(&options.render.results, &options.render.page)
}

async fn measure(options: &Options, engine: Engine) -> Result<Results> {
    let before = disk::syncs_per_second(&options.folder)?;
    let home = Home::start(engine, &options.folder)?;
    let mut results = Results::default();
    if options.wants(Part::Start) {
        let start = empty(options, &home).await?;
        results.starts.push(Of { run: 0, engine, what: start });
    }
    let mut subjects = start_subjects(options, engine, &home).await?;
    for subject in &subjects {
        results.imports.push(Of { run: 0, engine, what: subject.import.clone() });
    }
    let baselines = Baselines::start(options, engine, &home, &subjects).await?;
    let time = Duration::try_from_secs_f64(options.seconds)?;
    for round in contenders::rounds(options, &subjects, &baselines) {
        println!("measuring {}", round.title());
        let figures = turns::measure(&round.contenders, time, options.passes).await;
        let figures = figures.with_context(|| round.title())?;
        for (contender, figures) in round.contenders.iter().zip(figures) {
            results.measures.push(Measure {
                run: 0,
                engine,
                part: round.part,
                workload: round.workload.clone(),
                who: contender.who,
                users: contender.users,
                members: round.members,
                connections: round.connections,
                figures,
            });
        }
    }
    if options.wants(Part::Start) {
        for subject in &mut subjects {
            println!("starting with {} users", subject.users);
            let start = subject.restart(STARTS).await?;
            results.starts.push(Of { run: 0, engine, what: start });
        }
    }
    results.runs.push(Run {
        id: 0,
        day: today(),
        commit: commit(),
        machine: Machine::this(),
        syncs_per_second: [before, disk::syncs_per_second(&options.folder)?],
        seconds: options.seconds,
        passes: options.passes,
    });
    Ok(results)
}

/// A server of each size; groups are in the largest.
async fn start_subjects(options: &Options, engine: Engine, home: &Home) -> Result<Vec<Subject>> {
    let largest = options.users.iter().max();
    let mut subjects = Vec::new();
    for users in &options.users {
        println!("creating {users} users on {}", engine.name());
        let wanted = options.wants(Part::Members) && Some(users) == largest;
        let members = if wanted { options.members.as_slice() } else { &[] };
        let (server, folder) = (&options.server, &options.folder);
        subjects.push(Subject::start(server, folder, home, *users, members).await?);
    }
    Ok(subjects)
}

/// A server that nobody has used yet.
async fn empty(options: &Options, home: &Home) -> Result<Start> {
    let installation = Installation::new(&options.server, &options.folder, home)?;
    let mut process: Process = installation.serve()?;
    let ready_ms = installation.replace(&mut process).await?;
    Ok(Start { users: 0, ready_ms, idle_mib: process.memory()?.now })
}
