//! `provisor schema declare`: a schema is as it is declared.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use directory::DirectoryInfo;
use scim::Declaration;

use crate::args::{DataArgs, DirectoryArgs};
use crate::command::{input, review};
use crate::installation::{Installation, Missing};

/// Declares a schema, in the place of what was declared about it before
///
/// Where users or groups stand against it, nothing is changed, unless --accept says that they may
/// stay as they are. A running server follows within a second.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor schema declare acme.json
  provisor schema declare acme.json --accept

A declaration:
  {\"schema\": \"urn:example:acme:2.0:User\", \"resourceTypes\": [\"User\"], \"open\": false,
   \"attributes\": [{\"name\": \"badge\", \"required\": true, \"uniqueness\": \"server\"},
                  {\"name\": \"level\", \"type\": \"integer\", \"mutability\": \"immutable\"}]}")]
pub(crate) struct DeclareArgs {
    /// The declaration, as JSON; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Declare it although users or groups stand against it
    #[arg(long)]
    accept: bool,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: DeclareArgs) -> Result<()> {
    let declaration = Declaration::parse(&input::json(&args.file)?)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    make(&installation, &directory, declaration, args.accept, "schema declare").await
}

/// Declares a schema and says what became of it.
pub(super) async fn make(
    installation: &Installation,
    directory: &DirectoryInfo,
    declaration: Declaration,
    accept: bool,
    action: &str,
) -> Result<()> {
    let done =
        format!("`{}` is declared in the directory `{}`.", declaration.schema, directory.name);
    let cause = installation.cause(action);
    let made = installation.service.declare(directory.id, declaration, accept, &cause).await?;
    review::conclude(made, &done, "users and groups", "declares")
}
