//! Import: Okta pages through everybody and every group. Here it also proves that the directory
//! holds what was pushed.

use std::collections::BTreeMap;

use serde_json::{Map, json};

use super::people::Account;
use super::roster::Pushed;
use crate::Failure;
use crate::simulate::Reporter;
use crate::simulate::listing::{Paging, read};
use crate::simulate::members::{exact_members, named};
use crate::simulate::session::Session;

/// How many resources Okta asks for at once.
const PAGES: Paging = Paging::Pages(100);

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
    let import = read(session, step, "/Users", PAGES, |exchange, user| {
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
    let import = read(session, step, "/Groups", PAGES, |exchange, group| {
        let id = exchange.resource(group, "Group")?;
        let Some(ours) = missing.remove(id.as_str()) else {
            return Ok(());
        };
        named(exchange, group, &ours.name)?;
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
