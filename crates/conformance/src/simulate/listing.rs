//! Reading a whole list, page by page.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::exchange::Exchange;
use super::session::Session;
use crate::Failure;
use crate::json::get;

/// How a list is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paging {
    /// So many resources at once, from the first page on.
    Pages(usize),
    /// The first page without any parameter, the others by `startIndex` alone.
    Open,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) pages: usize,
    pub(super) total: usize,
}

/// Reads a list to its end (RFC 7644 §3.4.2.4) and shows every resource to `each`.
pub(super) async fn read(
    session: &Session,
    step: &str,
    path: &str,
    paging: Paging,
    mut each: impl FnMut(&Exchange, &Map<String, Value>) -> Result<(), Failure> + Send,
) -> Result<Read, Failure> {
    let mut seen = BTreeSet::new();
    let mut totals = BTreeSet::new();
    let (mut start, mut pages) = (1, 0);
    loop {
        let page = match paging {
            Paging::Pages(count) => format!("{path}?startIndex={start}&count={count}"),
            Paging::Open if start == 1 => path.to_owned(),
            Paging::Open => format!("{path}?startIndex={start}"),
        };
        let exchange = session.get(step, &page).await?;
        let list = exchange.list()?;
        pages += 1;
        totals.insert(list.total);
        if list.start != start {
            return Err(exchange.wrong(format!("startIndex {start}"), list.start.to_string()));
        }
        if let Paging::Pages(most) = paging
            && list.resources.len() > most
        {
            let got = list.resources.len().to_string();
            return Err(exchange.wrong(format!("{most} Resources at most"), got));
        }
        for resource in &list.resources {
            let id = get(resource, "id").and_then(Value::as_str).unwrap_or_default();
            // While others change the directory, a resource may move to a later page.
            if !seen.insert(id.to_owned()) && totals.len() == 1 {
                return Err(exchange.wrong("every resource once", format!("{id} on two pages")));
            }
            each(&exchange, resource)?;
        }
        start += list.resources.len();
        if start > list.total {
            break;
        }
        if list.resources.is_empty() {
            let expected = format!("{} Resources, as totalResults says", list.total);
            return Err(exchange.wrong(expected, format!("an empty page after {}", start - 1)));
        }
    }
    Ok(Read { pages, total: seen.len() })
}
