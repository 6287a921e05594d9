//! Changes of one group: members come and go, the name changes, everybody leaves and returns.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::account::Team;
use super::context::Context;
use super::groups::{additions, put, send_members, with_members};
use super::run::Run;
use super::style::{Groups, Membership, Rename};
use crate::Failure;

/// Exercises the first group, which ends as it began.
pub(super) async fn exercise(run: &mut Run<'_>) -> Result<(), Failure> {
    let Some(groups) = run.context.style.groups else {
        return Ok(());
    };
    swap(run).await?;
    add_again(run, groups).await?;
    rename(run, groups).await?;
    empty_and_fill(run).await
}

/// Somebody leaves and, if there is anybody else, somebody else comes; then the other way round.
async fn swap(run: &mut Run<'_>) -> Result<(), Failure> {
    let team = run.teams[0].clone();
    let Some(leaver) = team.members.first().cloned() else {
        return Ok(());
    };
    let joiner = run
        .accounts
        .iter()
        .find(|account| account.active() && !team.members.contains(&account.id))
        .map(|account| account.id.clone());
    let step = format!("Exchange members of the group {}", team.name);
    run.report.step_started(&step);
    let mut changed = team.clone();
    changed.members.remove(&leaver);
    changed.members.extend(joiner);
    for (before, after) in [(&team, &changed), (&changed, &team)] {
        send_members(&run.context, &step, before, after).await?;
        run.context.read_team(&step, after).await?;
    }
    run.report.step_done(&step, "one left, one came, and back");
    Ok(())
}

/// Adding who is in already succeeds and changes nothing.
async fn add_again(run: &mut Run<'_>, groups: &Groups) -> Result<(), Failure> {
    let team = &run.teams[0];
    let step = format!("Add members to the group {} who are in it", team.name);
    run.report.step_started(&step);
    match groups.change {
        Membership::Put => put(&run.context, &step, groups, team).await?,
        Membership::Patch { .. } => {
            let operations = additions(groups, team.members.iter().take(1));
            run.context.session.patch(&step, &team.path(), operations.into()).await?;
        }
    }
    run.context.read_team(&step, team).await?;
    run.report.step_done(&step, "nothing changed");
    Ok(())
}

/// The group gets another name, and the old one back. Its members stay.
async fn rename(run: &mut Run<'_>, groups: &Groups) -> Result<(), Failure> {
    let old = run.teams[0].name.clone();
    let new = format!("{old} (renamed)");
    let step = format!("Rename the group {old} to {new} and back");
    run.report.step_started(&step);
    for name in [new, old] {
        let team = &mut run.teams[0];
        team.name = name;
        send_name(&run.context, &step, groups, team).await?;
        run.context.read_team(&step, team).await?;
    }
    run.report.step_done(&step, "renamed, members unchanged");
    Ok(())
}

async fn send_name(
    context: &Context,
    step: &str,
    groups: &Groups,
    team: &Team,
) -> Result<(), Failure> {
    let session = &context.session;
    let path = team.path();
    let name = &team.name;
    let operations = match groups.rename {
        Rename::Put => {
            let mut body = with_members(groups, team);
            body.insert("id".into(), json!(team.id));
            let exchange = session.put(step, &path, &Value::Object(body)).await?;
            exchange.status(&[200])?;
            return Ok(());
        }
        Rename::Bare => {
            let mut value = (groups.body)(name, &team.external_id);
            value.insert("id".into(), json!(team.id));
            let message = json!({"Operations": [{"op": "replace", "value": value}]});
            session.patch_message(step, &path, &message).await?;
            return Ok(());
        }
        Rename::Capitals => json!([{"op": "Replace", "path": "displayName", "value": name}]),
        Rename::Path => json!([{"op": "replace", "path": "displayName", "value": name}]),
        Rename::Paths => json!([
            {"op": "replace", "path": "displayName", "value": name},
            {"op": "replace", "path": "externalId", "value": team.external_id},
        ]),
        Rename::Whole => json!([{"op": "replace", "value": {"displayName": name}}]),
    };
    session.patch(step, &path, operations).await?;
    Ok(())
}

/// Everybody leaves, and everybody returns.
async fn empty_and_fill(run: &mut Run<'_>) -> Result<(), Failure> {
    let full = run.teams[0].clone();
    let empty = Team { members: BTreeSet::new(), ..full.clone() };
    let step = format!("Empty the group {} and fill it again", full.name);
    run.report.step_started(&step);
    for (before, after) in [(&full, &empty), (&empty, &full)] {
        send_members(&run.context, &step, before, after).await?;
        run.context.read_team(&step, after).await?;
    }
    run.report.step_done(&step, &format!("empty, then {} members", full.members.len()));
    Ok(())
}
