//! `provisor schema show`: what is declared about a schema.

use anyhow::{Context, Result};
use clap::Args;
use scim::urn;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Shows what is declared about a schema, in the form in which it is declared
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor schema show urn:example:acme:2.0:User > acme.json")]
pub(crate) struct ShowArgs {
    /// The URN of the schema
    #[arg(value_name = "URN")]
    schema: String,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ShowArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let mut declarations = directory.declarations.iter();
    let found = declarations.find(|known| urn::eq(&known.schema, &args.schema));
    let declaration = found.with_context(|| {
        format!("nothing is declared about `{}`; `provisor schema list` lists what is", args.schema)
    })?;
    Out::new().json(declaration)
}
