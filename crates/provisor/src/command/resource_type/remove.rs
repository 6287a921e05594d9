//! `provisor resource-type remove`: a directory no longer has a resource type.

use anyhow::Result;
use clap::Args;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Removes a resource type of which no resource is left
#[derive(Args, Debug)]
pub(crate) struct RemoveArgs {
    /// The name of the resource type
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: RemoveArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("resource-type remove");
    installation.service.remove_type(directory.id, &args.name, &cause).await?;
    Out::new().line(format!(
        "The directory `{}` has no resource type `{}` any more.",
        directory.name, args.name
    ))?;
    Ok(())
}
