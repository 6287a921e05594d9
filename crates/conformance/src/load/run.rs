//! A whole run: asks what the server can do, prepares, plays the mixes, and cleans up.

mod play;

use std::fmt;
use std::time::Duration;

use super::mix::Mix;
use super::pace::{Rate, Stop};
use super::people::People;
use super::population::{Shared, find, remove};
use super::report::{Removed, Report};
use super::service::Service;
use super::target::Target;
use crate::Failure;
use crate::client::Client;
use crate::simulate::Reporter;
use play::Stage;

/// What to play and where.
#[derive(Clone)]
pub struct Options {
    /// The SCIM root, such as `https://host/scim/v2`.
    pub base: String,
    /// The bearer token; empty for a service that asks for none.
    pub token: String,
    /// Which mixes; they are played in the order of [`Mix::ALL`], each once.
    pub mixes: Vec<Mix>,
    /// Connections, each with one request at a time.
    pub connections: usize,
    /// When requests leave.
    pub rate: Rate,
    /// How long each mix is played; the first cycle ends earlier when everybody is there.
    pub time: Duration,
    /// How long each mix is played before anything is written down.
    pub warm_up: Duration,
    /// How many users there are.
    pub users: usize,
    /// How many large groups there are.
    pub groups: usize,
    /// How lists are walked.
    pub paging: Paging,
    /// What the names of all users and groups begin with.
    pub mark: String,
    /// The processes of the server on this machine, whose CPU time is read.
    pub processes: Vec<u32>,
    /// Leaves the users and groups where they are.
    pub keep: bool,
    /// Ends it early.
    pub stop: Stop,
}

/// How lists are walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paging {
    /// By cursor where the server offers it, else by index.
    #[default]
    Offered,
    /// By `startIndex`.
    Index,
    /// By `cursor` (RFC 9865).
    Cursor,
}

impl Options {
    /// All mixes with 1,000 users on 16 connections, ten seconds each.
    pub fn new(base: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            token: token.into(),
            mixes: Mix::ALL.to_vec(),
            connections: 16,
            rate: Rate::AsAnswered,
            time: Duration::from_secs(10),
            warm_up: Duration::from_secs(1),
            users: 1_000,
            groups: 3,
            paging: Paging::default(),
            mark: "provisor-bench".to_owned(),
            processes: Vec::new(),
            keep: false,
            stop: Stop::default(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, mixes, connections, rate, users, .. } = self;
        f.debug_struct("Options")
            .field("base", base)
            .field("mixes", mixes)
            .field("connections", connections)
            .field("rate", rate)
            .field("users", users)
            .finish_non_exhaustive()
    }
}

/// Plays the mixes and tells what they have shown. An error means that the load could not be
/// prepared; requests that fail while it is played are part of the report.
///
/// What was made is removed at the end, an error or the wish to stop notwithstanding, unless it is
/// to be kept. Must run within a tokio runtime.
pub async fn run(options: &Options, report: &mut dyn Reporter) -> Result<Report, Failure> {
    let outcome = prepare_and_play(options, report).await;
    if let Err(failure) = &outcome {
        report.failed(failure);
    }
    outcome
}

const LOOK_FOR_OLD: &str = "Look for what an earlier load has left";

async fn prepare_and_play(options: &Options, report: &mut dyn Reporter) -> Result<Report, Failure> {
    const STEP: &str = "Connect";
    report.step_started(STEP);
    let no_answer = |error| Failure::no_answer(STEP, "nothing yet", &error);
    let target = Target::new(&options.base, &options.token).map_err(no_answer)?;
    let client = Client::new(&options.base, &options.token).map_err(no_answer)?;
    let service = Service::ask(&client).await?;
    report.step_done(STEP, &service.to_string());

    let people = People::new(&options.mark);
    let population = Shared::default();
    let mut notes = service.notes();
    report.step_started(LOOK_FOR_OLD);
    let found = find(&target, &people, &service, &options.stop, &population).await;
    if let Err(reason) = found {
        notes.push(format!("what an earlier load may have left was not looked for: {reason}"));
    }
    let found = counted(&population);
    report.step_done(LOOK_FOR_OLD, &found.to_string());

    let mut stage = Stage { options, target: &target, people, service, population };
    let mut mixes = options.mixes.clone();
    mixes.sort_unstable();
    mixes.dedup();
    let mut played = Ok(Vec::new());
    for mix in mixes {
        if options.stop.is_asked_for() {
            notes.push(format!("stopped before the mix {mix}"));
            continue;
        }
        match (stage.play(mix, report).await, &mut played) {
            (Ok(shown), Ok(played)) => played.push(shown),
            (Ok(_), Err(_)) => {}
            (Err(failure), _) => {
                played = Err(failure);
                break;
            }
        }
    }
    let removed = if options.keep { Removed::default() } else { clean_up(&stage, report).await };
    let left = counted(&stage.population);
    if !options.keep && left != Removed::default() {
        notes.push(format!("could not be removed, and is still there: {left}"));
    }
    Ok(Report {
        base: target.base().to_owned(),
        users: options.users,
        connections: options.connections,
        rate: match options.rate {
            Rate::AsAnswered => None,
            Rate::PerSecond(rate) => Some(rate),
        },
        found,
        mixes: played?,
        removed,
        left,
        notes,
        service: stage.service,
    })
}

/// Removes everybody, those included whose creation was never answered.
async fn clean_up(stage: &Stage<'_>, report: &mut dyn Reporter) -> Removed {
    const STEP: &str = "Remove the users and groups";
    report.step_started(STEP);
    let Stage { target, people, service, population, .. } = stage;
    // What cannot be looked for is told already.
    let (Ok(()) | Err(_)) = find(target, people, service, &Stop::default(), population).await;
    let before = counted(population);
    remove(target, population, |done, total| report.progress(STEP, done, total)).await;
    let after = counted(population);
    let removed =
        Removed { users: before.users - after.users, groups: before.groups - after.groups };
    report.step_done(STEP, &removed.to_string());
    removed
}

fn counted(population: &Shared) -> Removed {
    let population = population.lock();
    Removed { users: population.users.len(), groups: population.groups.len() }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str("nothing");
        }
        write!(f, "{} users, {} groups", self.users, self.groups)
    }
}
