//! Changes of groups: members leave and come, a rename, a full push, an empty push.

use serde_json::json;

use super::groups::{put, replace_members};
use super::people::Account;
use super::roster::{Displays, Pushed, check_members, displays, members};
use super::{Dialect, Form};
use crate::Failure;
use crate::simulate::Reporter;
use crate::simulate::session::Session;

/// Exercises one group in each form. Every group ends as it began.
pub(super) async fn exercise(
    session: &Session,
    report: &mut dyn Reporter,
    dialect: Dialect,
    groups: &mut [Pushed],
    accounts: &[Account],
) -> Result<(), Failure> {
    let displays = displays(accounts);
    for form in dialect.forms() {
        let position = groups.iter().position(|group| group.form == *form).unwrap_or_default();
        let Some(group) = groups.get_mut(position) else {
            return Ok(());
        };
        let before = group.clone();
        swap_members(session, report, *form, group, accounts, &displays).await?;
        group.members.clone_from(&before.members);
        add_again(session, report, *form, group, &displays).await?;
        rename(session, report, *form, group, &displays).await?;
        empty_and_fill(session, report, *form, group, &displays).await?;
    }
    Ok(())
}

/// Somebody leaves and, if there is anybody else, somebody else comes. Okta sends the removal first,
/// and the name of the group along with every change.
async fn swap_members(
    session: &Session,
    report: &mut dyn Reporter,
    form: Form,
    group: &mut Pushed,
    accounts: &[Account],
    displays: &Displays,
) -> Result<(), Failure> {
    let Some(leaver) = group.members.first().cloned() else {
        return Ok(());
    };
    let joiner = accounts.iter().find(|a| a.active && !group.members.contains(&a.id));
    let display = |id: &str| displays.get(id).cloned().unwrap_or_default();
    let step = match joiner {
        Some(joiner) => format!(
            "In the group {}, {} makes room for {} {form}",
            group.name,
            display(&leaver),
            joiner.person.user_name
        ),
        None => format!("Take {} out of the group {} {form}", display(&leaver), group.name),
    };
    report.step_started(&step);
    if form == Form::Patch {
        send_name(session, &step, group).await?;
    }
    group.members.remove(&leaver);
    group.members.extend(joiner.map(|account| account.id.clone()));
    match form {
        Form::Put => put(session, &step, group, displays).await?,
        Form::Patch => {
            let remove = format!("members[value eq {}]", json!(leaver));
            let mut operations = vec![json!({"op": "remove", "path": remove})];
            if let Some(joiner) = joiner {
                let value = members([&joiner.id], displays);
                operations.push(json!({"op": "add", "path": "members", "value": value}));
            }
            session.patch(&step, &group.path(), json!(operations)).await?;
        }
    }
    check_members(session, &step, group).await?;
    report.step_done(&step, &format!("{} members, as pushed", group.members.len()));
    Ok(())
}

/// The group gets back who it had; adding who is in already changes nothing.
async fn add_again(
    session: &Session,
    report: &mut dyn Reporter,
    form: Form,
    group: &Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    let step = format!("Put everybody back into the group {} {form}", group.name);
    report.step_started(&step);
    match form {
        Form::Put => put(session, &step, group, displays).await?,
        Form::Patch => {
            replace_members(session, &step, group, displays).await?;
            let present = members(group.members.first(), displays);
            let operations = json!([{"op": "add", "path": "members", "value": present}]);
            session.patch(&step, &group.path(), operations).await?;
        }
    }
    check_members(session, &step, group).await?;
    report.step_done(&step, &format!("{} members", group.members.len()));
    Ok(())
}

/// The group gets another name, and the old one back. Its members stay.
async fn rename(
    session: &Session,
    report: &mut dyn Reporter,
    form: Form,
    group: &mut Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    let old = group.name.clone();
    let new = format!("{old} (renamed)");
    let step = format!("Rename the group {old} to {new} and back {form}");
    report.step_started(&step);
    for name in [new, old] {
        group.name = name;
        match form {
            Form::Put => {
                put(session, &step, group, displays).await?;
                check_members(session, &step, group).await?;
            }
            Form::Patch => send_name(session, &step, group).await?,
        }
    }
    report.step_done(&step, "renamed, members unchanged");
    Ok(())
}

/// Sends the name of a group, its id inside the value. The members stay.
async fn send_name(session: &Session, step: &str, group: &Pushed) -> Result<(), Failure> {
    let value = json!({"id": group.id, "displayName": group.name});
    let operations = json!([{"op": "replace", "value": value}]);
    session.patch(step, &group.path(), operations).await?;
    check_members(session, step, group).await
}

/// An empty push takes everybody out, a full push puts everybody in.
async fn empty_and_fill(
    session: &Session,
    report: &mut dyn Reporter,
    form: Form,
    group: &mut Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    let all = std::mem::take(&mut group.members);
    let step = format!("Push the group {} without members {form}", group.name);
    report.step_started(&step);
    push(session, &step, form, group, displays).await?;
    report.step_done(&step, "nobody is left");

    group.members = all;
    let step = format!("Push the group {} with all its members {form}", group.name);
    report.step_started(&step);
    push(session, &step, form, group, displays).await?;
    report.step_done(&step, &format!("{} members", group.members.len()));
    Ok(())
}

async fn push(
    session: &Session,
    step: &str,
    form: Form,
    group: &Pushed,
    displays: &Displays,
) -> Result<(), Failure> {
    match form {
        Form::Put => put(session, step, group, displays).await?,
        Form::Patch => replace_members(session, step, group, displays).await?,
    }
    check_members(session, step, group).await
}
