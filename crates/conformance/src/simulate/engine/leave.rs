//! People who may no longer use the service: deactivated, let in again, and deleted for good.

use super::account::Account;
use super::context::{Context, id_of};
use super::edit::Edit;
use super::groups::send_members;
use super::operations::change;
use super::people::assign;
use super::run::Run;
use crate::Failure;
use crate::simulate::person;

/// Takes the service from some people, and gives it back to half of them.
pub(super) async fn deactivate_and_reactivate(run: &mut Run<'_>) -> Result<(), Failure> {
    let all = run.accounts.len();
    let leaving = (all / 5).clamp(2, 8).min(all);
    let returning = (leaving / 2).max(1);
    let apart = all / leaving;
    for number in 0..leaving {
        set_active(run, number * apart, false).await?;
    }
    for number in 0..returning {
        set_active(run, number * apart, true).await?;
    }
    Ok(())
}

async fn set_active(run: &mut Run<'_>, position: usize, active: bool) -> Result<(), Failure> {
    let verb = if active { "Reactivate" } else { "Deactivate" };
    let account = &mut run.accounts[position];
    let step = format!("{verb} {}", account.name());
    run.report.step_started(&step);
    change(&run.context, &step, account, &[Edit::plain("active", active)]).await?;
    // Whoever is inactive must still be found, or the provider would create them anew.
    let found = run.context.find_person(&step, &account.person).await?;
    if found.as_ref().map(id_of).as_ref() != Some(&account.id) {
        let sent = format!("a look for {}", account.person.user_name);
        let (expected, got) = ("the person, active or not", "somebody else or nobody");
        return Err(Failure::new(&step, sent, expected, got));
    }
    run.report.step_done(&step, &format!("read back as active={active}"));
    Ok(())
}

/// Creates somebody, puts them into a group, deletes them for good, and sees them gone.
pub(super) async fn delete(run: &mut Run<'_>) -> Result<(), Failure> {
    // The one behind the last: nobody else is like that.
    let mut crowd = person::people(run.options.seed, run.options.users + 1);
    let Some(mut leaver) = crowd.pop() else {
        return Ok(());
    };
    leaver.mark(&run.options.prefix);
    let step = format!("Provision {} and delete them for good", leaver.display());
    run.report.step_started(&step);
    let account = assign(&run.context, leaver).await?;
    if let Some(team) = run.teams.first() {
        let mut joined = team.clone();
        joined.members.insert(account.id.clone());
        send_members(&run.context, &step, team, &joined).await?;
        run.context.read_team(&step, &joined).await?;
    }
    delete_for_good(&run.context, &step, &account).await?;
    if let Some(team) = run.teams.first() {
        run.context.read_team(&step, team).await?;
    }
    run.report.step_done(&step, "gone, also from groups");
    Ok(())
}

/// Deletes a person: then they are not there and not found, and deleting them again says so.
pub(in crate::simulate) async fn delete_for_good(
    context: &Context,
    step: &str,
    account: &Account,
) -> Result<(), Failure> {
    let path = account.path();
    context.session.delete(step, &path).await?.status(&[204])?.no_body()?;
    context.session.get(step, &path).await?.error(404)?;
    if let Some(found) = context.find_person(step, &account.person).await? {
        let sent = format!("a look for {}", account.person.user_name);
        let got = format!("the id {}", id_of(&found));
        return Err(Failure::new(step, sent, "nobody, as they were deleted", got));
    }
    context.session.delete(step, &path).await?.error(404)?;
    Ok(())
}
