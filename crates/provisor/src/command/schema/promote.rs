//! `provisor schema promote`: a learned attribute is declared as it was learned.

use anyhow::Result;
use clap::Args;
use directory::resource::Kind;

use super::declare;
use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;

/// Declares an attribute that was learned, with the type that it has
///
/// From then on values of another type are refused, and the type does not change any more.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor schema promote urn:ietf:params:scim:schemas:core:2.0:User badge
  provisor schema promote urn:example:acme:2.0:Group level --type Group")]
pub(crate) struct PromoteArgs {
    /// The URN of the schema that the attribute belongs to
    #[arg(value_name = "URN")]
    schema: String,

    /// The name of the attribute
    #[arg(value_name = "ATTRIBUTE")]
    attribute: String,

    /// The resource type that learned it: User or Group
    #[arg(long = "type", value_name = "TYPE", default_value = "User", value_parser = kind)]
    kind: Kind,

    /// Declare it although users or groups stand against it
    #[arg(long)]
    accept: bool,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

fn kind(text: &str) -> Result<Kind, String> {
    let found =
        Kind::STANDARD.into_iter().find(|kind| kind.standard_name().eq_ignore_ascii_case(text));
    found.ok_or_else(|| "the types are User and Group".to_owned())
}

pub(super) async fn run(args: PromoteArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let service = &installation.service;
    let declaration = service.promoted(directory.id, args.kind, &args.schema, &args.attribute)?;
    declare::make(&installation, &directory, declaration, args.accept, "schema promote").await
}
