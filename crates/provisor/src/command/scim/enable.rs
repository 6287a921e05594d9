//! `provisor scim enable`: lets identity providers in.

use anyhow::Result;
use clap::Args;
use directory::settings::ScimState;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Lets identity providers in
///
/// A running server follows within a second.
#[derive(Args, Debug)]
pub(crate) struct EnableArgs {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: EnableArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::CreateDatabase).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let service = &installation.service;
    service.set_scim(directory.id, ScimState::On, installation.cause("scim enable")).await?;
    Out::new().line(format!("SCIM is on for the directory `{}`.", directory.name))?;
    if service.store().tokens(directory.id).await?.is_empty() {
        hint(
            "Next: `provisor token create --label Okta` makes the token for your identity provider.",
        );
    }
    Ok(())
}
