//! Places in a list, as a client has them that is on its way through it.

use anyhow::{Context, Result, bail};
use conformance::load::{Connection, Request, Target};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Pages between two places that are kept.
const STRIDE: usize = 10;
const PAGE: usize = 100;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "nextCursor")]
    next: Option<String>,
    #[serde(rename = "Resources")]
    _resources: IgnoredAny,
}

/// Walks through all pages; the places in the second half of the list. None where the server has
/// no cursors.
pub(super) async fn of(target: &Target, users: usize) -> Result<Vec<String>> {
    let mut connection = Connection::open(target).await?;
    let mut cursors = Vec::new();
    let mut cursor = String::new();
    for page in 1.. {
        let path = format!("/Users?count={PAGE}&cursor={cursor}");
        let answer = connection.send(&Request::get(path)).await?;
        if page == 1 && answer.status == 400 {
            return Ok(Vec::new());
        }
        if answer.status != 200 {
            bail!("page {page}: {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        let read: Page = serde_json::from_slice(answer.body).context("a list")?;
        let Some(next) = read.next else { break };
        let deep = page * PAGE * 2 > users;
        if deep && (page % STRIDE == 0 || users < STRIDE * PAGE) {
            cursors.push(next.clone());
        }
        cursor = next;
    }
    Ok(cursors)
}
