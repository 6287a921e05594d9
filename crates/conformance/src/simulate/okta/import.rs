//! Import: Okta pages through everybody and every group. Here it also proves that the directory
//! holds what was pushed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::people::Account;
use super::roster::{Pushed, exact_members};
use super::session::Session;
use crate::Failure;
use crate::json::get;
use crate::simulate::Reporter;
use crate::simulate::exchange::{Exchange, show};

/// How many resources Okta asks for at once.
const PAGE: usize = 100;

/// What one import has seen.
struct Import {
    pages: usize,
    total: usize,
}

/// Pages through a resource type and shows every resource to `each`.
async fn import(
    session: &Session,
    step: &str,
    path: &str,
    mut each: impl FnMut(&Exchange, &Map<String, Value>) -> Result<(), Failure> + Send,
) -> Result<Import, Failure> {
    let mut seen = BTreeSet::new();
    let mut totals = BTreeSet::new();
    let (mut start, mut pages) = (1, 0);
    loop {
        let page = format!("{path}?startIndex={start}&count={PAGE}");
        let exchange = session.get(step, &page).await?;
        let list = exchange.list()?;
        pages += 1;
        totals.insert(list.total);
        if list.start != start {
            return Err(exchange.wrong(format!("startIndex {start}"), list.start.to_string()));
        }
        if list.resources.len() > PAGE {
            return Err(exchange
                .wrong(format!("{PAGE} Resources at most"), list.resources.len().to_string()));
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
    Ok(Import { pages, total: seen.len() })
}

/// Imports all people and compares with what was pushed.
pub(super) async fn check_users(
    session: &Session,
    report: &mut dyn Reporter,
    accounts: &[Account],
) -> Result<(), Failure> {
    let step = "Import everybody";
    report.step_started(step);
    let mut missing: BTreeMap<&str, &Account> =
        accounts.iter().map(|account| (account.id.as_str(), account)).collect();
    let import = import(session, step, "/Users", |exchange, user| {
        let id = exchange.user(user)?;
        let Some(account) = missing.remove(id.as_str()) else {
            return Ok(());
        };
        let pushed = json!({"userName": account.person.user_name, "active": account.active});
        exchange.shows(user, pushed.as_object().unwrap_or(&Map::new()))
    })
    .await?;
    if let Some(account) = missing.values().next() {
        let got = format!("{} of {} people missing", missing.len(), accounts.len());
        let expected = format!("{} among all people", account.person.user_name);
        return Err(Failure::new(step, "GET /Users, page by page", expected, got));
    }
    let outcome = format!(
        "{} people on {} page(s), all {} of ours among them",
        import.total,
        import.pages,
        accounts.len()
    );
    report.step_done(step, &outcome);
    Ok(())
}

/// Imports all groups with their members and compares with what was pushed.
pub(super) async fn check_groups(
    session: &Session,
    report: &mut dyn Reporter,
    pushed: &[Pushed],
) -> Result<(), Failure> {
    let step = "Import all groups";
    report.step_started(step);
    let mut missing: BTreeMap<&str, &Pushed> =
        pushed.iter().map(|group| (group.id.as_str(), group)).collect();
    let import = import(session, step, "/Groups", |exchange, group| {
        let id = exchange.resource(group, "Group")?;
        let Some(ours) = missing.remove(id.as_str()) else {
            return Ok(());
        };
        if get(group, "displayName") != Some(&json!(ours.name)) {
            let got = show(get(group, "displayName"));
            return Err(exchange.wrong(format!("the displayName {:?}", ours.name), got));
        }
        exact_members(exchange, group, &ours.members)
    })
    .await?;
    if let Some(group) = missing.values().next() {
        let expected = format!("{} among all groups", group.name);
        let got = format!("{} of {} groups missing", missing.len(), pushed.len());
        return Err(Failure::new(step, "GET /Groups, page by page", expected, got));
    }
    let outcome = format!(
        "{} groups on {} page(s), all {} of ours among them",
        import.total,
        import.pages,
        pushed.len()
    );
    report.step_done(step, &outcome);
    Ok(())
}
