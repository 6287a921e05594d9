//! `provisor schema check`: what a declaration would mean.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use super::{input, review};
use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::Out;

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
    let declaration = input::read(&args.file)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let found = installation.service.review(directory.id, &declaration).await?;
    if args.output.is_json() {
        Out::new().json(&review::json(&found))?;
    } else {
        review::print(Out::new(), &found)?;
    }
    if found.violating > 0 {
        bail!("{} of {} users and groups stand against it", found.violating, found.checked);
    }
    Ok(())
}
