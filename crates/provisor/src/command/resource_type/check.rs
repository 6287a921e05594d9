//! `provisor resource-type check`: what a description would mean.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::input;
use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::command::review;
use crate::installation::Missing;

/// Says which resources would stand against a description, and changes nothing
///
/// The exit code is 1 if any would.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor resource-type check badge.json")]
pub(crate) struct CheckArgs {
    /// The description, as JSON; - is standard input, `devices` and `endpoint-apps` are built in
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
    let described = input::read(&args.file)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let found = installation.service.review_type(directory.id, &described).await?;
    review::report(&found, args.output, "resources")
}
