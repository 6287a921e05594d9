//! `provisor admin`: the people who sign in to the dashboard.

pub(super) mod create;
mod email;
mod list;
mod reset;

use anyhow::Result;
use clap::Subcommand;

/// Admins: the people who sign in to the dashboard.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Adds an admin
    Create(create::CreateArgs),
    /// Lists the admins
    List(list::ListArgs),
    /// Sets a new password, and signs the admin out everywhere
    Reset(reset::ResetArgs),
}

pub(crate) async fn run(command: AdminCommand) -> Result<()> {
    match command {
        AdminCommand::Create(args) => create::run(args).await,
        AdminCommand::List(args) => list::run(args).await,
        AdminCommand::Reset(args) => reset::run(args).await,
    }
}
