//! `provisor schema remove`: nothing is declared about a schema any more.

use anyhow::Result;
use clap::Args;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Takes back what is declared about a schema
///
/// What users and groups have of it stays, and what was learned about it counts again.
#[derive(Args, Debug)]
pub(crate) struct RemoveArgs {
    /// The URN of the schema
    #[arg(value_name = "URN")]
    schema: String,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: RemoveArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("schema remove");
    installation.service.retract(directory.id, &args.schema, &cause).await?;
    Out::new().line(format!(
        "Nothing is declared about `{}` in the directory `{}` any more.",
        args.schema, directory.name
    ))?;
    Ok(())
}
