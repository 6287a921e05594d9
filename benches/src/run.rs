//! One run: servers of every size and the baselines, measured in turns.

mod baselines;
mod contenders;

use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::cli::{Engine, Options, Part};
use crate::machine::{Machine, commit, today};
use crate::process::Process;
use crate::results::{Measure, Of, Results, Run, Start};
use crate::seed::{self, Import, Way};
use crate::subject::{Home, Installation, Subject};
use crate::{disk, render, tables, turns};
use baselines::Baselines;

/// The users of a whole directory.
const DIRECTORY: usize = 100_000;

/// What is measured of users, while there are no groups.
const USERS: [Part; 4] = [Part::Read, Part::List, Part::Write, Part::Connections];

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
    if options.wants(Part::Import) {
        for way in [Way::Single, Way::Bulk] {
            let import = import(options, &home, way).await?;
            results.imports.push(Of { run: 0, engine, what: import });
        }
    }
    if options.only == [Part::Import] {
        results.runs.push(this_run(options, before)?);
        return Ok(results);
    }
    let mut subjects = start_subjects(options, engine, &home).await?;
    for subject in &subjects {
        results.imports.push(Of { run: 0, engine, what: subject.import.clone() });
    }
    // A user's groups are part of the user: there are none while users are measured, so that the
    // servers of all sizes answer alike.
    let without: Vec<Part> = USERS.into_iter().filter(|part| options.wants(*part)).collect();
    results.measures.extend(rounds(options, engine, &home, &subjects, &without).await?);
    if options.wants(Part::Members)
        && let Some(largest) = subjects.iter_mut().max_by_key(|subject| subject.users)
    {
        println!("forming groups");
        largest.form_groups(&options.members).await?;
        let largest = std::slice::from_ref(largest);
        results.measures.extend(rounds(options, engine, &home, largest, &[Part::Members]).await?);
    }
    if options.wants(Part::Start) {
        for subject in &mut subjects {
            println!("starting with {} users", subject.users);
            let start = subject.restart(STARTS).await?;
            results.starts.push(Of { run: 0, engine, what: start });
        }
    }
    results.runs.push(this_run(options, before)?);
    Ok(results)
}

/// What is to be known of the run that ends, at whose start the disk was as fast as `before`.
fn this_run(options: &Options, before: f64) -> Result<Run> {
    Ok(Run {
        id: 0,
        day: today(),
        commit: commit(),
        machine: Machine::this(),
        syncs_per_second: [before, disk::syncs_per_second(&options.folder)?],
        seconds: options.seconds,
        passes: options.passes,
    })
}

/// Measures these parts.
async fn rounds(
    options: &Options,
    engine: Engine,
    home: &Home,
    subjects: &[Subject],
    parts: &[Part],
) -> Result<Vec<Measure>> {
    let mut measures = Vec::new();
    if parts.is_empty() {
        return Ok(measures);
    }
    let baselines = Baselines::start(options, engine, home, subjects, parts).await?;
    let time = Duration::try_from_secs_f64(options.seconds)?;
    for round in contenders::rounds(options, subjects, &baselines, parts) {
        println!("measuring {}", round.title());
        let figures = turns::measure(&round.contenders, time, options.passes).await;
        let figures = figures.with_context(|| round.title())?;
        measures.extend(round.contenders.iter().zip(figures).map(|(contender, figures)| Measure {
            run: 0,
            engine,
            part: round.part,
            workload: round.workload.clone(),
            who: contender.who,
            users: contender.users,
            members: round.members,
            connections: round.connections,
            figures,
        }));
    }
    Ok(measures)
}

/// A server of each size.
async fn start_subjects(options: &Options, engine: Engine, home: &Home) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for users in &options.users {
        println!("creating {users} users on {}", engine.name());
        subjects.push(Subject::start(&options.server, &options.folder, home, *users).await?);
    }
    Ok(subjects)
}

/// A whole directory, as far as there are users, sent to a server that nobody has used yet.
async fn import(options: &Options, home: &Home, way: Way) -> Result<Import> {
    let users = options.users.iter().max().copied().unwrap_or_default().min(DIRECTORY);
    println!("importing {users} users with groups, {way:?}");
    let installation = Installation::new(&options.server, &options.folder, home)?;
    let process = installation.serve()?;
    let target = installation.target(&process)?;
    seed::directory(&target, process.id(), users, way).await
}

/// A server that nobody has used yet.
async fn empty(options: &Options, home: &Home) -> Result<Start> {
    let installation = Installation::new(&options.server, &options.folder, home)?;
    let mut process: Process = installation.serve()?;
    let ready_ms = installation.replace(&mut process).await?;
    Ok(Start { users: 0, ready_ms, idle_mib: process.memory()?.now })
}
