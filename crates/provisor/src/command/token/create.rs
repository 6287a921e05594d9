//! `provisor token create`: makes a token.

use anyhow::Result;
use clap::Args;
use directory::NewToken;
use directory::settings::ScimState;
use directory::token::{Expiry, Scopes, parse_label};

use crate::args::{DataArgs, DirectoryArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Makes a token and prints it, this once
///
/// The token stands alone on standard output. It cannot be shown again: only a hash of it is kept.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor token create --label Okta
  provisor token create --label 'nightly report' --scope read --expires 30d
  provisor token create --label terraform --scope admin
  TOKEN=$(provisor token create --label script)")]
pub(crate) struct CreateArgs {
    /// What the token is for, so that it can be told from others
    #[arg(long, value_name = "TEXT", value_parser = parse_label)]
    label: String,

    /// What it may do: read, write, admin, or several of them
    #[arg(long, value_name = "SCOPES", default_value_t = Scopes::ALL, value_parser = scopes)]
    scope: Scopes,

    /// How long it works: 7d, 30d, 60d, 90d or never
    #[arg(long, value_name = "TIME", default_value_t = Expiry::Days(90))]
    expires: Expiry,

    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// Reads what a token may do: nothing at all is a mistake.
fn scopes(text: &str) -> Result<Scopes, String> {
    match text.parse::<Scopes>() {
        Ok(Scopes::NONE) => Err("name at least one scope: read, write or admin".to_owned()),
        parsed => parsed.map_err(|error| error.to_string()),
    }
}

pub(super) async fn run(args: CreateArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::CreateDatabase).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let new = NewToken { label: args.label, scopes: args.scope, expiry: args.expires };
    let cause = installation.cause("token create");
    let service = &installation.service;
    let (token, secret) = service.create_token(directory.id, new, "operator", cause).await?;
    Out::new().line(secret.reveal())?;
    hint(&match token.expires {
        Some(expires) => {
            format!("Keep it safe: it is shown only this once. It works until {expires}.")
        }
        None => {
            "Keep it safe: it is shown only this once. It works until it is revoked.".to_owned()
        }
    });
    if directory.settings.scim == ScimState::Off {
        hint("SCIM is still off: `provisor scim enable` lets identity providers in.");
    }
    Ok(())
}
