//! Groups: found or created, filled, and deleted.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::account::{Team, group_path};
use super::context::{Context, id_of};
use super::run::Run;
use super::style::{Chunk, Groups, Membership, Removal};
use crate::Failure;
use crate::simulate::members::{members, named};
use crate::simulate::team::team;

/// Pushes all groups of the simulation.
pub(super) async fn push_all(run: &mut Run<'_>) -> Result<(), Failure> {
    for number in 0..run.options.groups {
        let active: Vec<_> = run
            .accounts
            .iter()
            .filter(|account| account.active())
            .map(|account| (account.id.as_str(), account.person.department))
            .collect();
        let (name, members) = team(number, &active);
        let name = run.team_name(&name);
        let step = format!("Push the group {name}");
        run.report.step_started(&step);
        let team = push(&run.context, &step, name, members).await?;
        let outcome = if team.created { "created" } else { "already there and linked" };
        run.report.step_done(&step, &format!("{outcome}, {} members", team.members.len()));
        run.teams.push(team);
    }
    Ok(())
}

/// Finds or creates a group, gives it these members, and reads it back.
pub(in crate::simulate) async fn push(
    context: &Context,
    step: &str,
    name: String,
    wanted: BTreeSet<String>,
) -> Result<Team, Failure> {
    let external_id = name.to_lowercase().replace(' ', "-");
    let found = context.find_team(step, &name).await?;
    let created = found.is_none();
    let mut team = Team { name, external_id, id: String::new(), created, members: wanted };
    let mut before = Team { members: BTreeSet::new(), ..team.clone() };
    if let Some(found) = found {
        team.id = id_of(&found);
        before.members = read_members(context, step, &team.id).await?;
    } else if let Some(groups) = context.style.groups {
        let body = if groups.with_members {
            before.members.clone_from(&team.members);
            with_members(groups, &team)
        } else {
            (groups.body)(&team.name, &team.external_id)
        };
        team.id = create(context, step, &team.name, body).await?;
    }
    send_members(context, step, &before, &team).await?;
    context.read_team(step, &team).await?;
    Ok(team)
}

/// The body of a group with its members.
pub(super) fn with_members(groups: &Groups, team: &Team) -> Map<String, Value> {
    let mut body = (groups.body)(&team.name, &team.external_id);
    let members: Vec<_> = team.members.iter().map(|id| (groups.member)(id)).collect();
    body.insert("members".into(), members.into());
    body
}

async fn create(
    context: &Context,
    step: &str,
    name: &str,
    body: Map<String, Value>,
) -> Result<String, Failure> {
    let exchange = context.session.post(step, "/Groups", &Value::Object(body)).await?;
    let group = exchange.status(&[201])?.object()?;
    named(&exchange, group, name)?;
    exchange.resource(group, "Group")
}

async fn read_members(
    context: &Context,
    step: &str,
    id: &str,
) -> Result<BTreeSet<String>, Failure> {
    let exchange = context.session.get(step, &group_path(id)).await?;
    let group = exchange.status(&[200])?.object()?;
    Ok(members(&exchange, group)?.into_iter().map(str::to_owned).collect())
}

/// Sends what leads from the members of `before` to those of `after`.
pub(super) async fn send_members(
    context: &Context,
    step: &str,
    before: &Team,
    after: &Team,
) -> Result<(), Failure> {
    let Some(groups) = context.style.groups else {
        return Ok(());
    };
    if before.members == after.members {
        return Ok(());
    }
    match groups.change {
        Membership::Put => put(context, step, groups, after).await,
        Membership::Patch { operations, .. } => {
            let leaving = before.members.difference(&after.members);
            let coming = after.members.difference(&before.members);
            let mut all = removals(groups, leaving);
            all.extend(additions(groups, coming));
            let most = match operations {
                Chunk::Fixed(most) => most,
                Chunk::AsBulk if context.offers.bulk_operations > 0 => {
                    context.offers.bulk_operations
                }
                Chunk::AsBulk => all.len(),
            };
            for chunk in all.chunks(most.max(1)) {
                context.session.patch(step, &after.path(), json!(chunk)).await?;
            }
            Ok(())
        }
    }
}

/// Replaces a group by PUT, members included.
pub(super) async fn put(
    context: &Context,
    step: &str,
    groups: &Groups,
    team: &Team,
) -> Result<(), Failure> {
    let mut body = with_members(groups, team);
    body.insert("id".into(), json!(team.id));
    let exchange = context.session.put(step, &team.path(), &Value::Object(body)).await?;
    let group = exchange.status(&[200])?.object()?;
    named(&exchange, group, &team.name)
}

/// The operations that put people into a group.
pub(super) fn additions<'a>(groups: &Groups, ids: impl Iterator<Item = &'a String>) -> Vec<Value> {
    let Membership::Patch { capitals, members, .. } = groups.change else {
        return Vec::new();
    };
    let op = if capitals { "Add" } else { "add" };
    let all: Vec<Value> = ids.map(|id| (groups.member)(id)).collect();
    all.chunks(members).map(|chunk| json!({"op": op, "path": "members", "value": chunk})).collect()
}

/// The operations that take people out of a group.
pub(super) fn removals<'a>(groups: &Groups, ids: impl Iterator<Item = &'a String>) -> Vec<Value> {
    let Membership::Patch { capitals, removal, members, .. } = groups.change else {
        return Vec::new();
    };
    let op = if capitals { "Remove" } else { "remove" };
    match removal {
        Removal::Filtered => ids
            .map(|id| json!({"op": op, "path": format!("members[value eq {}]", json!(id))}))
            .collect(),
        Removal::Listed => {
            let all: Vec<Value> = ids.map(|id| (groups.member)(id)).collect();
            let listed = |chunk: &[Value]| json!({"op": op, "path": "members", "value": chunk});
            all.chunks(members).map(listed).collect()
        }
    }
}

/// Pushes a group, deletes it, and sees it gone.
pub(super) async fn push_and_delete(run: &mut Run<'_>) -> Result<(), Failure> {
    if run.context.style.groups.is_none_or(|groups| !groups.deletes) {
        return Ok(());
    }
    let name = run.team_name("Short-Lived Project");
    let step = format!("Push the group {name} and delete it");
    run.report.step_started(&step);
    let members = run.accounts.iter().take(1).map(|account| account.id.clone()).collect();
    let team = push(&run.context, &step, name, members).await?;
    delete(&run.context, &step, &team).await?;
    run.report.step_done(&step, "deleted, and gone");
    Ok(())
}

/// Deletes a group: then it is not there, and deleting it again says so.
pub(in crate::simulate) async fn delete(
    context: &Context,
    step: &str,
    team: &Team,
) -> Result<(), Failure> {
    context.session.delete(step, &team.path()).await?.status(&[204])?.no_body()?;
    context.see_team_gone(step, &team.id).await?;
    context.session.delete(step, &team.path()).await?.error(404)?;
    Ok(())
}
