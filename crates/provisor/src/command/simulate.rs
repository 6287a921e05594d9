//! `provisor simulate`: plays an identity provider against a SCIM server.

mod okta;

use anyhow::Result;
use clap::Subcommand;

/// Plays an identity provider against a SCIM server
#[derive(Debug, Subcommand)]
pub(crate) enum SimulateCommand {
    Okta(okta::OktaArgs),
}

pub(crate) async fn run(command: SimulateCommand) -> Result<()> {
    match command {
        SimulateCommand::Okta(args) => okta::run(args).await,
    }
}
