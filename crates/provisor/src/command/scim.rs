//! `provisor scim`: the SCIM switch, how requests are read, and what goes with it.

mod disable;
mod enable;
mod pause;
mod policy;
mod preset;
mod status;

use anyhow::Result;
use clap::Subcommand;

/// Switches SCIM provisioning on, off, or to paused, and sets how strict it is, and its policies
#[derive(Debug, Subcommand)]
pub(crate) enum ScimCommand {
    Enable(enable::EnableArgs),
    Disable(disable::DisableArgs),
    Pause(pause::PauseArgs),
    Policy(policy::PolicyArgs),
    Preset(preset::PresetArgs),
    Status(status::StatusArgs),
}

pub(crate) async fn run(command: ScimCommand) -> Result<()> {
    match command {
        ScimCommand::Enable(args) => enable::run(args).await,
        ScimCommand::Disable(args) => disable::run(args).await,
        ScimCommand::Pause(args) => pause::run(args).await,
        ScimCommand::Policy(args) => policy::run(args).await,
        ScimCommand::Preset(args) => preset::run(args).await,
        ScimCommand::Status(args) => status::run(args).await,
    }
}
