//! `provisor token revoke`: takes a token away.

use anyhow::{Result, bail};
use clap::Args;
use directory::id::TokenId;

use crate::args::{DataArgs, DirectoryArgs};
use crate::failure::Usage;
use crate::installation::Missing;
use crate::output::Out;

/// Revokes a token for ever
///
/// It stops working within a second, on every server.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor token list
  provisor token revoke 0192e3a1-7b5c-7d21-9f7e-0d4c1a2b3c4d")]
pub(crate) struct RevokeArgs {
    /// The token's ID, as `provisor token list` shows it
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// Not left to the parser of the command line, which repeats what was typed: it may be the secret.
fn parse_id(text: &str) -> Result<TokenId, Usage> {
    text.parse().map_err(|_| {
        Usage::new(if text.starts_with("prv_") {
            "this is the token itself; `provisor token list` shows the ID to revoke it by"
        } else {
            "this is not a token's ID; `provisor token list` shows them"
        })
    })
}

pub(super) async fn run(args: RevokeArgs) -> Result<()> {
    let id = parse_id(&args.id)?;
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("token revoke");
    if !installation.service.revoke_token(directory.id, id, cause).await? {
        bail!(
            "the directory `{}` has no token with the ID {}; `provisor token list` shows them",
            directory.name,
            id
        );
    }
    Out::new().line(format!("The token {id} is revoked."))?;
    Ok(())
}
