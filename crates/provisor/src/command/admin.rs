//! `provisor admin`: the people who sign in to the dashboard.

pub(super) mod create;
mod list;
mod reset;

use anyhow::Result;
use clap::Subcommand;

/// Admins: the people who sign in to the dashboard
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    Create(create::CreateArgs),
    List(list::ListArgs),
    Reset(reset::ResetArgs),
}

pub(crate) async fn run(command: AdminCommand) -> Result<()> {
    match command {
        AdminCommand::Create(args) => create::run(args).await,
        AdminCommand::List(args) => list::run(args).await,
        AdminCommand::Reset(args) => reset::run(args).await,
    }
}
