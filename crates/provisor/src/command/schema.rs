//! `provisor schema`: what is declared about attributes.

mod check;
mod declare;
mod list;
mod promote;
mod remove;
mod show;

use anyhow::Result;
use clap::Subcommand;

/// Declares attributes and extensions: their types, and what must hold for them
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Declare(declare::DeclareArgs),
    Promote(promote::PromoteArgs),
    Remove(remove::RemoveArgs),
}

pub(crate) async fn run(command: SchemaCommand) -> Result<()> {
    match command {
        SchemaCommand::List(args) => list::run(args).await,
        SchemaCommand::Show(args) => show::run(args).await,
        SchemaCommand::Check(args) => check::run(args).await,
        SchemaCommand::Declare(args) => declare::run(args).await,
        SchemaCommand::Promote(args) => promote::run(args).await,
        SchemaCommand::Remove(args) => remove::run(args).await,
    }
}
