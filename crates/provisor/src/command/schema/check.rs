//! `provisor schema check`: what a declaration would mean.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use scim::Declaration;

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::command::{input, review};
use crate::installation::Missing;

/// Says which users and groups would stand against a declaration, and changes nothing
///
/// The exit code is 1 if any would.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor schema check acme.json")]
pub(crate) struct CheckArgs {
    /// The declaration, as JSON; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: CheckArgs) -> Result<()> {
    let declaration = Declaration::parse(&input::json(&args.file)?)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let found = installation.service.review(directory.id, &declaration).await?;
    review::report(&found, args.output, "users and groups")
}
