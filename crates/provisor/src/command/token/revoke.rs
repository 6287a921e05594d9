//! `provisor token revoke`: takes a token away.

use anyhow::{Result, bail};
use clap::Args;
use directory::id::TokenId;

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::Out;

/// Revokes a token for ever. It stops working within a second, on every server.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor token list
  provisor token revoke 0192e3a1-7b5c-7d21-9f7e-0d4c1a2b3c4d")]
pub(crate) struct RevokeArgs {
    /// The token's ID, as `provisor token list` shows it
    #[arg(value_name = "ID", value_parser = parse_id)]
    id: TokenId,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// The error does not repeat what was typed: it may be the secret itself. (The parser of the
/// command line prints it; a token that was pasted there is to be revoked anyway.)
fn parse_id(text: &str) -> Result<TokenId, String> {
    text.parse().map_err(|_| {
        if text.starts_with("prv_") {
            "this is the token itself; `provisor token list` shows the ID to revoke it by"
                .to_owned()
        } else {
            "this is not a token's ID; `provisor token list` shows them".to_owned()
        }
    })
}

pub(super) async fn run(args: RevokeArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let cause = installation.cause("token revoke");
    if !installation
        .service
        .revoke_token(directory.id, args.id, cause)
        .await?
    {
        bail!(
            "the directory `{}` has no token with the ID {}; `provisor token list` shows them",
            directory.name,
            args.id
        );
    }
    Out::new().line(format!("The token {} is revoked.", args.id))?;
    Ok(())
}
