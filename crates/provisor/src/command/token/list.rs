//! `provisor token list`: the tokens of a directory.

use anyhow::Result;
use clap::Args;
use directory::time::Timestamp;
use directory::token::InfraToken;
use serde_json::{Value, json};

use crate::args::{DataArgs, DirectoryArgs, OutputArgs};
use crate::installation::Missing;
use crate::output::{Out, hint};

/// Lists the tokens, without their secrets
///
/// Revoked tokens are gone; expired ones
/// are shown.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor token list
  provisor token list --output json")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) async fn run(args: ListArgs) -> Result<()> {
    let installation = crate::command::open(args.data, Missing::Refuse).await?;
    let directory = installation.directory(&args.directory.directory)?;
    let tokens = installation.service.store().tokens(directory.id).await?;
    let now = installation.service.env().now();
    let out = Out::new();
    if args.output.is_json() {
        let tokens: Vec<_> = tokens.iter().map(|token| as_json(token, now)).collect();
        return out.json(&tokens);
    }
    if tokens.is_empty() {
        hint("There is no token yet: `provisor token create --label Okta` makes one.");
        return Ok(());
    }
    let header = ["ID", "LABEL", "SCOPES", "EXPIRES", "LAST USED"];
    out.table(header, tokens.iter().map(|token| row(token, now)))?;
    Ok(())
}

fn row(token: &InfraToken, now: Timestamp) -> [String; 5] {
    let expires = match token.expires {
        None => "never".to_owned(),
        Some(at) if token.is_expired(now) => format!("{at} (expired)"),
        Some(at) => at.to_string(),
    };
    let used = token.last_used.map_or_else(|| "never".to_owned(), |at| at.to_string());
    [token.id.to_string(), token.label.clone(), token.scopes.to_string(), expires, used]
}

fn as_json(token: &InfraToken, now: Timestamp) -> Value {
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": token.id.to_string(),
        "label": token.label,
        "scopes": token.scopes.to_string().split(',').collect::<Vec<_>>(),
        "created_by": token.created_by,
        "created": token.created.to_string(),
        "expires": time(token.expires),
        "expired": token.is_expired(now),
        "last_used": time(token.last_used),
        "last_address": token.last_address,
    })
}
