//! `provisor resource-type load`: a directory has a resource type from now on.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::input;
use crate::args::{DataArgs, DirectoryArgs};
use crate::command::review;
use crate::installation::Missing;

/// Loads a resource type, in the place of the one that had its name
///
/// Where resources stand against it, nothing is changed, unless --accept says that they may stay as
/// they are. A running server follows within a second.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor resource-type load devices        Devices as in RFC 9944
  provisor resource-type load endpoint-apps  The applications that devices name
  provisor resource-type load badge.json

A description, with the type as in RFC 7643 section 6 and its schemas as in section 7:
  {\"resourceType\": {\"name\": \"Badge\", \"endpoint\": \"/Badges\", \"schema\": \"urn:example:2.0:Badge\"},
   \"schemas\": [{\"id\": \"urn:example:2.0:Badge\", \"attributes\": [
     {\"name\": \"number\", \"required\": true, \"uniqueness\": \"server\"}]}]}")]
pub(crate) struct LoadArgs {
    /// The description, as JSON; - is standard input, `devices` and `endpoint-apps` are built in
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Load it although resources stand against it
    #[arg(long)]
    accept: bool,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: LoadArgs) -> Result<()> {
    let described = input::read(&args.file)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("resource-type load");
    let service = &installation.service;
    let made = service.load_type(directory.id, &described, args.accept, &cause).await?;
    let done = format!(
        "`{}` is served at {} in the directory `{}`.",
        described.name(),
        described.resource_type.endpoint,
        directory.name
    );
    review::conclude(made, &done, "resources", "loads")
}
