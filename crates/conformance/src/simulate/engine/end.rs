//! The end: the whole directory is read, and holds what was pushed, and nobody twice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::run::Run;
use crate::Failure;
use crate::json::get;
use crate::simulate::exchange::Exchange;
use crate::simulate::listing::{self, Paging};
use crate::simulate::members::{exact_members, named};
use crate::simulate::{is_marked_team, is_marked_user};

const PAGES: Paging = Paging::Pages(100);

/// Reads everybody and every group.
pub(super) async fn read_back(run: &mut Run<'_>) -> Result<(), Failure> {
    let step = "Read everything back";
    run.report.step_started(step);
    users(run, step).await?;
    if run.context.style.groups.is_some() {
        groups(run, step).await?;
    }
    let (people, teams) = (run.accounts.len(), run.teams.len());
    run.report.step_done(step, &format!("{people} people and {teams} groups, none of them twice"));
    Ok(())
}

async fn users(run: &mut Run<'_>, step: &str) -> Result<(), Failure> {
    let (context, prefix) = (&run.context, &run.options.prefix);
    let mut wanted: BTreeMap<&str, _> =
        run.accounts.iter().map(|account| (account.id.as_str(), account)).collect();
    let mut seen = Seen::default();
    listing::read(&context.session, step, "/Users", PAGES, |exchange, user| {
        let id = exchange.user(user)?;
        if is_marked_user(user, prefix) {
            seen.once(exchange, user, &["userName", "externalId"])?;
        }
        match wanted.remove(id.as_str()) {
            Some(account) => exchange.shows(user, &context.visible(&account.body)),
            None => Ok(()),
        }
    })
    .await?;
    match wanted.values().next() {
        None => Ok(()),
        Some(account) => Err(missing(step, "/Users", &account.person.user_name, wanted.len())),
    }
}

async fn groups(run: &mut Run<'_>, step: &str) -> Result<(), Failure> {
    let prefix = &run.options.prefix;
    let mut wanted: BTreeMap<&str, _> =
        run.teams.iter().map(|team| (team.id.as_str(), team)).collect();
    let mut seen = Seen::default();
    listing::read(&run.context.session, step, "/Groups", PAGES, |exchange, group| {
        let id = exchange.resource(group, "Group")?;
        if is_marked_team(group, prefix) {
            seen.once(exchange, group, &["displayName"])?;
        }
        match wanted.remove(id.as_str()) {
            Some(team) => {
                named(exchange, group, &team.name)?;
                exact_members(exchange, group, &team.members)
            }
            None => Ok(()),
        }
    })
    .await?;
    match wanted.values().next() {
        None => Ok(()),
        Some(team) => Err(missing(step, "/Groups", &team.name, wanted.len())),
    }
}

fn missing(step: &str, path: &str, name: &str, count: usize) -> Failure {
    let (sent, got) = (format!("GET {path}, page by page"), format!("{count} missing"));
    Failure::new(step, sent, format!("{name} among them"), got)
}

/// Values that may be there once.
#[derive(Default)]
struct Seen(BTreeSet<(&'static str, String)>);

impl Seen {
    fn once(
        &mut self,
        exchange: &Exchange,
        resource: &Map<String, Value>,
        attributes: &[&'static str],
    ) -> Result<(), Failure> {
        for name in attributes {
            let Some(value) = get(resource, name).and_then(Value::as_str) else {
                continue;
            };
            if !self.0.insert((name, value.to_lowercase())) {
                return Err(exchange.wrong(format!("one with the {name} {value}"), "two of them"));
            }
        }
        Ok(())
    }
}
