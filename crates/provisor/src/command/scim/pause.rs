//! `provisor scim pause`: puts identity providers off.

use anyhow::Result;
use clap::Args;
use directory::settings::ScimState;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Puts identity providers off for a while
///
/// They are told to come back later (503), and try again by themselves. `provisor scim enable` goes on.
#[derive(Args, Debug)]
pub(crate) struct PauseArgs {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: PauseArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("scim pause");
    installation.service.set_scim(directory.id, ScimState::Paused, cause).await?;
    Out::new().line(format!(
        "SCIM is paused for the directory `{}`. `provisor scim enable` goes on.",
        directory.name
    ))?;
    Ok(())
}
