//! Group push: groups are matched by name, created or linked, filled, and unlinked.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::people::Account;
use super::roster::{Displays, Pushed, body, check_members, displays, members};
use super::{Form, Options};
use crate::Failure;
use crate::client::encode_value;
use crate::simulate::Reporter;
use crate::simulate::members::named;
use crate::simulate::session::Session;
use crate::simulate::team::team;

/// How many members go into one operation.
const CHUNK: usize = 1000;

/// Pushes all groups of the simulation.
pub(super) async fn push(
    session: &Session,
    report: &mut dyn Reporter,
    options: &Options,
    accounts: &[Account],
) -> Result<Vec<Pushed>, Failure> {
    let displays = displays(accounts);
    let active: Vec<_> = accounts
        .iter()
        .filter(|account| account.active)
        .map(|account| (account.id.as_str(), account.person.department))
        .collect();
    let mut pushed = Vec::with_capacity(options.groups);
    for number in 0..options.groups {
        let (name, ids) = team(number, &active);
        let name = options.group_name(&name);
        let form = options.dialect.form(number);
        let step = format!("Push the group {name} {form}");
        report.step_started(&step);
        let group = link_or_create(session, &step, name, form, ids, &displays).await?;
        let outcome = if group.created { "created" } else { "already there and linked" };
        report.step_done(&step, &format!("{outcome}, {} members", group.members.len()));
        pushed.push(group);
    }
    Ok(pushed)
}

async fn link_or_create(
    session: &Session,
    step: &str,
    name: String,
    form: Form,
    ids: BTreeSet<String>,
    displays: &Displays,
) -> Result<Pushed, Failure> {
    let found = look_up(session, step, &name).await?;
    let created = found.is_none();
    let id = if let Some(id) = found {
        id
    } else {
        // The wizard's dialect creates a group with its members, the other one empty.
        let first = match form {
            Form::Put => members(&ids, displays),
            Form::Patch => Vec::new(),
        };
        create(session, step, &name, &first).await?
    };
    let group = Pushed { name, id, created, form, members: ids };
    match form {
        Form::Put if created => {}
        Form::Put => put(session, step, &group, displays).await?,
        Form::Patch => replace_members(session, step, &group, displays).await?,
    }
    check_members(session, step, &group).await?;
    Ok(group)
}

/// The id of the group with a name: none or one.
async fn look_up(session: &Session, step: &str, name: &str) -> Result<Option<String>, Failure> {
    let filter = encode_value(&format!("displayName eq {}", json!(name)));
    let path = format!("/Groups?filter={filter}&startIndex=1&count=100");
    let exchange = session.get(step, &path).await?;
    let list = exchange.list()?;
    match (list.total, list.resources.as_slice()) {
        (0, []) => Ok(None),
        (1, [group]) => {
            named(&exchange, group, name)?;
            exchange.resource(group, "Group").map(Some)
        }
        (total, listed) => {
            let got = format!("totalResults {total} and {} Resources", listed.len());
            Err(exchange.wrong(format!("no group or one with the name {name}"), got))
        }
    }
}

/// Creates a group.
pub(super) async fn create(
    session: &Session,
    step: &str,
    name: &str,
    members: &[Value],
) -> Result<String, Failure> {
    let exchange = session.post(step, "/Groups", &body(None, name, members)).await?;
    let group = exchange.status(&[201])?.object()?;
    named(&exchange, group, name)?;
    exchange.resource(group, "Group")
}

/// Replaces a group by PUT, members included.
pub(super) async fn put(
    session: &Session,
    step: &str,
    group: &Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    let body = body(Some(&group.id), &group.name, &members(&group.members, displays));
    let exchange = session.put(step, &group.path(), &body).await?;
    let answered = exchange.status(&[200])?.object()?;
    named(&exchange, answered, &group.name)?;
    let id = exchange.resource(answered, "Group")?;
    if id != group.id {
        return Err(exchange.wrong(format!("the group with the id {}", group.id), id));
    }
    Ok(())
}

/// Replaces the members by PATCH ("Push now"); what does not fit into one operation is added.
pub(super) async fn replace_members(
    session: &Session,
    step: &str,
    group: &Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    let all = members(&group.members, displays);
    let (first, rest) = all.split_at(all.len().min(CHUNK));
    let operations = json!([{"op": "replace", "path": "members", "value": first}]);
    session.patch(step, &group.path(), operations).await?;
    for chunk in rest.chunks(CHUNK) {
        let operations = json!([{"op": "add", "path": "members", "value": chunk}]);
        session.patch(step, &group.path(), operations).await?;
    }
    Ok(())
}

/// Pushes a group, unlinks it, and sees it gone.
pub(super) async fn unlink(
    session: &Session,
    report: &mut dyn Reporter,
    options: &Options,
    accounts: &[Account],
) -> Result<(), Failure> {
    let name = options.group_name("Short-Lived Project");
    let step = format!("Push the group {name} and unlink it");
    report.step_started(&step);
    let ids = accounts.iter().take(1).map(|account| account.id.clone()).collect();
    let form = options.dialect.form(0);
    let group = link_or_create(session, &step, name, form, ids, &displays(accounts)).await?;
    session.delete(&step, &group.path()).await?.status(&[204])?.no_body()?;
    session.get(&step, &group.path()).await?.error(404)?;
    session.delete(&step, &group.path()).await?.status(&[404])?;
    report.step_done(&step, "deleted, and gone");
    Ok(())
}
