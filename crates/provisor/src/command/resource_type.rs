//! `provisor resource-type`: what a directory has beside users and groups.

mod check;
mod input;
mod list;
mod load;
mod remove;
mod show;

use anyhow::Result;
use clap::Subcommand;

/// Loads resource types beside users and groups, such as devices
#[derive(Debug, Subcommand)]
pub(crate) enum ResourceTypeCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Load(load::LoadArgs),
    Remove(remove::RemoveArgs),
}

pub(crate) async fn run(command: ResourceTypeCommand) -> Result<()> {
    match command {
        ResourceTypeCommand::List(args) => list::run(args).await,
        ResourceTypeCommand::Show(args) => show::run(args).await,
        ResourceTypeCommand::Check(args) => check::run(args).await,
        ResourceTypeCommand::Load(args) => load::run(args).await,
        ResourceTypeCommand::Remove(args) => remove::run(args).await,
    }
}
