//! A directory with groups, sent by single requests or by `/Bulk`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};
use conformance::load::{Connection, Request, Target};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{CONNECTIONS, Import, Way, create, users, watched};
use crate::people;

/// Members of a group.
const TEAM: usize = 100;
/// Teams with all their people in one bulk request: fewer operations than any server limits.
const TEAMS: usize = 9;
/// Bulk requests in flight.
const BULKS: usize = 4;

/// Creates users and a group for every hundred of them; what it cost.
pub(crate) async fn directory(
    target: &Target,
    process: u32,
    count: usize,
    way: Way,
) -> Result<Import> {
    match way {
        Way::Single => {
            let (ids, of_users) = users(target, process, count).await?;
            let of_groups = groups(target, process, ids).await?;
            Ok(of_users.with_groups(&of_groups))
        }
        Way::Bulk => bulk(target, process, count).await,
    }
}

async fn groups(target: &Target, process: u32, ids: Vec<String>) -> Result<Import> {
    let (ids, next) = (Arc::new(ids), Arc::new(AtomicUsize::new(0)));
    let count = ids.len().div_ceil(TEAM);
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (target, ids, next) = (target.clone(), Arc::clone(&ids), Arc::clone(&next));
        tasks.spawn(async move {
            let mut connection = Connection::open(&target).await?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(members) = ids.chunks(TEAM).nth(number) else { return Ok(Vec::new()) };
                let body = people::team(number, members).to_string();
                create(&mut connection, "/Groups", body).await?;
            }
        });
    }
    let (_, import): (Vec<()>, _) = watched(process, count, &next, tasks).await?;
    Ok(import)
}

async fn bulk(target: &Target, process: u32, count: usize) -> Result<Import> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..BULKS {
        let (target, next) = (target.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            let mut connection = Connection::open(&target).await?;
            loop {
                let first = next.fetch_add(TEAMS * TEAM, Ordering::Relaxed);
                if first >= count {
                    return Ok(Vec::new());
                }
                send(&mut connection, first, count.min(first + TEAMS * TEAM)).await?;
            }
        });
    }
    let (_, import): (Vec<()>, _) = watched(process, count, &next, tasks).await?;
    Ok(Import { groups: count.div_ceil(TEAM), way: Way::Bulk, ..import })
}

/// Sends the users from `first` to before `end` with their teams in one request.
async fn send(connection: &mut Connection, first: usize, end: usize) -> Result<()> {
    let numbers: Vec<usize> = (first..end).collect();
    let mut operations = Vec::new();
    for team in numbers.chunks(TEAM) {
        for number in team {
            let data: Value = serde_json::from_str(&people::user(*number, "Engineer"))?;
            operations.push(json!({
                "method": "POST", "path": "/Users", "bulkId": format!("u{number}"), "data": data,
            }));
        }
        let members: Vec<String> = team.iter().map(|number| format!("bulkId:u{number}")).collect();
        let number = team[0] / TEAM;
        operations.push(json!({
            "method": "POST", "path": "/Groups", "bulkId": format!("g{number}"),
            "data": people::team(number, &members),
        }));
    }
    let body = json!({ "schemas": [people::BULK], "Operations": operations }).to_string();
    let answer = connection.send(&Request::with_body("POST", "/Bulk", body)).await?;
    let parsed: Value = serde_json::from_slice(answer.body).unwrap_or_default();
    let made = parsed["Operations"].as_array().map_or(0, |operations| {
        operations.iter().filter(|operation| operation["status"] == "201").count()
    });
    if made != operations.len() {
        let text = String::from_utf8_lossy(answer.body);
        bail!("POST /Bulk: {}: {made} of {}: {text:.2000}", answer.status, operations.len());
    }
    Ok(())
}

impl Import {
    /// An import of users that one of groups came after.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    fn with_groups(self, groups: &Self) -> Self {
        let (users, teams) = (self.users.max(1) as f64, groups.users as f64);
        let seconds = users / self.per_second + teams / groups.per_second;
        Self {
            groups: groups.users,
            per_second: users / seconds,
            cpu_us: self.cpu_us + groups.cpu_us * teams / users,
            peak_mib: self.peak_mib.max(groups.peak_mib),
            ..self
        }
    }
}
