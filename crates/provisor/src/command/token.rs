//! `provisor token`: infra tokens.

mod create;
mod list;
mod revoke;

use anyhow::Result;
use clap::Subcommand;

/// Infra tokens: the credentials of identity providers and scripts
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    Create(create::CreateArgs),
    List(list::ListArgs),
    Revoke(revoke::RevokeArgs),
}

pub(crate) async fn run(command: TokenCommand) -> Result<()> {
    match command {
        TokenCommand::Create(args) => create::run(args).await,
        TokenCommand::List(args) => list::run(args).await,
        TokenCommand::Revoke(args) => revoke::run(args).await,
    }
}
