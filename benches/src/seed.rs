//! Fills a server over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;

use crate::client::{Base, Connection, Request};
use crate::people;

/// Requests in flight: enough that writes share their wait for the disk.
const CONNECTIONS: usize = 32;
/// Members in one request.
const MEMBERS: usize = 1_000;

/// Creates users `0..count`; their ids, in that order.
pub(crate) async fn users(base: &Base, count: usize) -> Result<Vec<String>> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (base, next) = (base.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            let mut connection = Connection::open(&base).await?;
            let mut ids = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return anyhow::Ok(ids);
                }
                let body = people::user(number, "Engineer");
                ids.push((number, create(&mut connection, "/scim/v2/Users", body).await?));
            }
        });
    }
    let mut ids = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        ids.extend(done??);
    }
    ids.sort_unstable();
    Ok(ids.into_iter().map(|(_, id)| id).collect())
}

/// Creates a group with these members; its id.
pub(crate) async fn group(base: &Base, members: &[String]) -> Result<String> {
    let mut connection = Connection::open(base).await?;
    let body = people::group(members.len());
    let id = create(&mut connection, "/scim/v2/Groups", body).await?;
    for part in members.chunks(MEMBERS) {
        let target = format!("/scim/v2/Groups/{id}");
        let body = Some(people::add_members(part));
        let request = Request { method: "PATCH", target, body };
        let (status, answer) = connection.send(&request).await?;
        if !(200..300).contains(&status) {
            bail!("members were answered with {status}: {}", String::from_utf8_lossy(answer));
        }
    }
    Ok(id)
}

async fn create(connection: &mut Connection, path: &str, body: String) -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Created {
        id: String,
    }
    let request = Request { method: "POST", target: path.to_owned(), body: Some(body) };
    let (status, answer) = connection.send(&request).await?;
    if status != 201 {
        bail!("POST {path} was answered with {status}: {}", String::from_utf8_lossy(answer));
    }
    let created: Created = serde_json::from_slice(answer).context("an answer with an id")?;
    Ok(created.id)
}
