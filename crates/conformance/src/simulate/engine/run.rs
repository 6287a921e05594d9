//! One simulation from its beginning to its end.

use std::time::Instant;

use super::account::{Account, Team};
use super::context::{Context, Offers};
use super::style::Style;
use super::{connection, end, groups, import, leave, membership, people, update};
use crate::Failure;
use crate::simulate::session::Session;
use crate::simulate::{Options, Reporter, Summary, person};

/// A simulation that is under way.
pub(in crate::simulate) struct Run<'a> {
    pub(in crate::simulate) context: Context,
    pub(in crate::simulate) options: &'a Options,
    pub(in crate::simulate) report: &'a mut dyn Reporter,
    pub(in crate::simulate) accounts: Vec<Account>,
    pub(in crate::simulate) teams: Vec<Team>,
}

impl Run<'_> {
    /// What a group is called in this simulation.
    pub(in crate::simulate) fn team_name(&self, name: &str) -> String {
        format!("{} {name}", self.options.prefix).trim_start().to_owned()
    }
}

/// Plays a provider in a style.
pub(in crate::simulate) async fn play(
    style: &'static Style,
    options: &Options,
    report: &mut dyn Reporter,
) -> Result<Summary, Failure> {
    let title = style.manner.title;
    let setting_up = format!("Set up the application in {title}");
    if options.users == 0 {
        let (expected, got) = ("at least one person to push", "users = 0");
        return Err(Failure::new(setting_up, "nothing yet", expected, got));
    }
    let session = Session::new(&options.base, &options.token, style.manner)
        .map_err(|error| Failure::no_answer(&setting_up, "nothing yet", &error))?;
    let started = Instant::now();
    connection::test(&session, style, report).await?;
    let offers = Offers::ask(&session).await?;
    let context = Context { session, style, offers };
    let mut run = Run { context, options, report, accounts: Vec::new(), teams: Vec::new() };

    for extra in style.first {
        extra(&mut run).await?;
    }
    let mut crowd = person::people(options.seed, options.users);
    for person in &mut crowd {
        person.mark(&options.prefix);
    }
    people::initial_cycle(&mut run, crowd).await?;
    people::try_again(&mut run).await?;
    update::change_some(&mut run).await?;
    update::rename(&mut run).await?;
    for extra in style.then {
        extra(&mut run).await?;
    }
    leave::deactivate_and_reactivate(&mut run).await?;
    if style.groups.is_some() && options.groups > 0 {
        groups::push_all(&mut run).await?;
        membership::exercise(&mut run).await?;
        groups::push_and_delete(&mut run).await?;
        for extra in style.last {
            extra(&mut run).await?;
        }
    }
    if style.deletes {
        leave::delete(&mut run).await?;
    }
    import::read(&mut run).await?;
    end::read_back(&mut run).await?;
    Ok(summary(&run, started))
}

fn summary(run: &Run<'_>, started: Instant) -> Summary {
    let active = run.accounts.iter().filter(|account| account.active()).count();
    let created = run.accounts.iter().filter(|account| account.created).count();
    let groups_created = run.teams.iter().filter(|team| team.created).count();
    Summary {
        users_created: created,
        users_linked: run.accounts.len() - created,
        groups_created,
        groups_linked: run.teams.len() - groups_created,
        users_active: active,
        users_inactive: run.accounts.len() - active,
        memberships: run.teams.iter().map(|team| team.members.len()).sum(),
        requests: run.context.session.requests(),
        elapsed: started.elapsed(),
    }
}
