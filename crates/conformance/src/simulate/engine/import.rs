//! The provider reads all people and groups in its own way.

use super::run::Run;
use crate::Failure;
use crate::simulate::listing;

/// Reads what the service has, if the provider ever does.
pub(super) async fn read(run: &mut Run<'_>) -> Result<(), Failure> {
    let Some(paging) = run.context.style.import else {
        return Ok(());
    };
    let groups = run.context.style.groups.is_some();
    for (endpoint, kind) in [("/Users", "User"), ("/Groups", "Group")] {
        if kind == "Group" && !groups {
            continue;
        }
        let step = format!("Import {}", if kind == "User" { "everybody" } else { "all groups" });
        run.report.step_started(&step);
        let mut ours = 0;
        let (accounts, teams) = (&run.accounts, &run.teams);
        let read =
            listing::read(&run.context.session, &step, endpoint, paging, |exchange, resource| {
                let id = exchange.resource(resource, kind)?;
                let known = if kind == "User" {
                    accounts.iter().any(|account| account.id == id)
                } else {
                    teams.iter().any(|team| team.id == id)
                };
                ours += usize::from(known);
                Ok(())
            })
            .await?;
        let wanted = if kind == "User" { accounts.len() } else { teams.len() };
        if ours != wanted {
            let sent = format!("GET {endpoint}, page by page");
            let expected = format!("all {wanted} of ours");
            return Err(Failure::new(&step, sent, expected, format!("{ours} of them")));
        }
        let outcome = format!("{} on {} page(s), {ours} of ours", read.total, read.pages);
        run.report.step_done(&step, &outcome);
    }
    Ok(())
}
