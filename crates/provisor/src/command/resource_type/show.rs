//! `provisor resource-type show`: the description of a resource type.

use anyhow::{Context, Result};
use clap::Args;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Shows the description of a resource type, in the form in which it is loaded
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor resource-type show Device > device.json")]
pub(crate) struct ShowArgs {
    /// The name of the resource type
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ShowArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let found = directory.custom_type(&args.name).with_context(|| {
        format!(
            "no resource type `{}` was loaded; `provisor resource-type list` lists what was",
            args.name
        )
    })?;
    Out::new().json(&found.described)
}
