//! `provisor scim preset`: how strictly requests are read.

use anyhow::Result;
use clap::Args;
use directory::settings::Preset;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Chooses how strictly requests are read
///
/// `tolerant` understands what identity providers really send, and learns new attributes. `interop`
/// keeps to the SCIM 2.0 Interoperability Profile and refuses everything else. A running server
/// follows within a second.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor scim preset interop
  provisor scim preset tolerant")]
pub(crate) struct PresetArgs {
    /// tolerant or interop
    #[arg(value_name = "PRESET")]
    preset: Preset,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: PresetArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("scim preset");
    installation.service.set_preset(directory.id, args.preset, cause).await?;
    Out::new()
        .line(format!("The preset of the directory `{}` is {}.", directory.name, args.preset))?;
    if args.preset == Preset::Interop {
        hint("Okta and Entra ID send what the profile forbids; they need `tolerant`.");
    }
    Ok(())
}
