//! Fills a server over HTTP, and watches its memory while it does.

mod directory;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use conformance::load::{Connection, Request, Target, cpu_time};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::people;
use crate::process::Memory;
pub(crate) use directory::directory;

/// Requests in flight: enough that writes share their wait for the disk.
const CONNECTIONS: usize = 32;
/// Members in one request.
const MEMBERS: usize = 1_000;
/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(250);
/// The most points of the curve that are kept.
const POINTS: usize = 200;

/// How resources are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    /// Each by a request of its own.
    #[default]
    Single,
    /// By `/Bulk`.
    Bulk,
}

/// What an import cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Import {
    pub(crate) users: usize,
    #[serde(default)]
    pub(crate) groups: usize,
    #[serde(default)]
    pub(crate) way: Way,
    pub(crate) per_second: f64,
    /// CPU time of the server for each user, in microseconds.
    pub(crate) cpu_us: f64,
    /// The most memory that the server had, in MiB.
    pub(crate) peak_mib: f64,
    /// Memory of the server by the number of users created, in MiB.
    pub(crate) memory: Vec<(usize, f64)>,
}

/// Creates users `0..count`; their ids in that order, and what it cost.
pub(crate) async fn users(
    target: &Target,
    process: u32,
    count: usize,
) -> Result<(Vec<String>, Import)> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        tasks.spawn(create_some(target.clone(), Arc::clone(&next), count));
    }
    let (mut ids, import) = watched(process, count, &next, tasks).await?;
    ids.sort_unstable();
    Ok((ids.into_iter().map(|(_, id)| id).collect(), import))
}

/// Waits for the tasks that create `count` resources, of which `next` tells how many were begun.
async fn watched<T: Send + 'static>(
    process: u32,
    count: usize,
    next: &AtomicUsize,
    mut tasks: JoinSet<Result<Vec<T>>>,
) -> Result<(Vec<T>, Import)> {
    let before = cpu_time(process).map_err(anyhow::Error::msg)?;
    let start = Instant::now();
    let mut made = Vec::with_capacity(count);
    let mut memory = vec![(0, Memory::of(process)?.now)];
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            done = tasks.join_next() => match done {
                Some(done) => made.extend(done??),
                None => break,
            },
            _ = tick.tick() => {
                memory.push((next.load(Ordering::Relaxed).min(count), Memory::of(process)?.now));
            }
        }
    }
    let wall = start.elapsed();
    let used = cpu_time(process).map_err(anyhow::Error::msg)?.since(before).own;
    memory.push((count, Memory::of(process)?.now));
    Ok((made, import(count, wall, used, Memory::of(process)?.peak, &memory)))
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn import(
    users: usize,
    wall: Duration,
    used: Duration,
    peak_mib: f64,
    memory: &[(usize, f64)],
) -> Import {
    let count = users.max(1) as f64;
    let step = memory.len().div_ceil(POINTS).max(1);
    let tenths = |(users, mib): &(usize, f64)| (*users, (mib * 10.0).round() / 10.0);
    Import {
        users,
        groups: 0,
        way: Way::Single,
        per_second: count / wall.as_secs_f64(),
        cpu_us: used.as_secs_f64() * 1e6 / count,
        peak_mib,
        memory: memory.iter().step_by(step).map(tenths).collect(),
    }
}

async fn create_some(
    target: Target,
    next: Arc<AtomicUsize>,
    count: usize,
) -> Result<Vec<(usize, String)>> {
    let mut connection = Connection::open(&target).await?;
    let mut ids = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return Ok(ids);
        }
        let body = people::user(number, "Engineer");
        ids.push((number, create(&mut connection, "/Users", body).await?));
    }
}

/// Creates a group with these members; its id.
pub(crate) async fn group(target: &Target, members: &[String]) -> Result<String> {
    let mut connection = Connection::open(target).await?;
    let body = people::group(members.len());
    let id = create(&mut connection, "/Groups", body).await?;
    for part in members.chunks(MEMBERS) {
        let path = format!("/Groups/{id}");
        let request = Request::with_body("PATCH", path, people::add_members(part));
        let answer = connection.send(&request).await?;
        if !answer.is_success() {
            bail!("members: {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
    }
    Ok(id)
}

async fn create(connection: &mut Connection, path: &str, body: String) -> Result<String> {
    #[derive(Deserialize)]
    struct Created {
        id: String,
    }
    let answer = connection.send(&Request::with_body("POST", path, body)).await?;
    if answer.status != 201 {
        bail!("POST {path}: {}: {}", answer.status, String::from_utf8_lossy(answer.body));
    }
    let created: Created = serde_json::from_slice(answer.body).context("an answer with an id")?;
    Ok(created.id)
}
