//! `provisor simulate okta`: plays Okta.

use anyhow::Result;
use clap::{Args, ValueEnum};
use conformance::simulate::okta::{self, Options};
use serde_json::json;

use crate::args::{OutputArgs, people};
use crate::config::key::TOKEN_VARIABLE;
use crate::failure::{Told, Usage};
use crate::output::Out;
use crate::steps::{Silent, Steps};

/// Plays Okta: connection test, people, groups, changes, deactivation
///
/// Sends what Okta sends, checks every answer, and stops at the first that is wrong. It creates people and groups, changes them, deactivates and reactivates some: do not point it at a
/// directory in use.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor simulate okta --base http://127.0.0.1:7644/scim/v2 --token prv_…
  PROVISOR_TOKEN=prv_… provisor simulate okta --base https://scim.example.com/scim/v2 --users 500")]
pub(crate) struct OktaArgs {
    /// The SCIM base URL
    #[arg(long, value_name = "URL")]
    base: String,

    /// The bearer token [default: the environment variable PROVISOR_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,

    /// How many people, at least 1
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = people)]
    users: usize,

    /// How many groups
    #[arg(long, value_name = "N", default_value_t = 6)]
    groups: usize,

    /// Which way of Okta to speak SCIM
    #[arg(long, value_name = "DIALECT", value_enum, default_value_t = Dialect::Both)]
    dialect: Dialect,

    #[command(flatten)]
    output: OutputArgs,
}

/// The ways of Okta to speak SCIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dialect {
    /// One after the other
    Both,
    /// Apps made with the App Integration Wizard
    Aiw,
    /// Apps of the Okta Integration Network
    Oin,
}

pub(super) async fn run(args: OktaArgs) -> Result<()> {
    let Some(token) = args.token.or_else(|| crate::env::variable(TOKEN_VARIABLE)) else {
        let text = format!("give the token with --token, or in the variable {TOKEN_VARIABLE}");
        return Err(Usage::new(text).into());
    };
    let dialect = match args.dialect {
        Dialect::Both => okta::Dialect::Both,
        Dialect::Aiw => okta::Dialect::Aiw,
        Dialect::Oin => okta::Dialect::Oin,
    };
    let new = Options::new(args.base, token);
    let options = Options { users: args.users, groups: args.groups, dialect, ..new };
    let out = Out::new();
    if args.output.is_json() {
        return match okta::simulate(&options, &mut Silent).await {
            Ok(summary) => out.json(&json!({"ok": true, "summary": summary})),
            Err(failure) => {
                out.json(&json!({"ok": false, "failure": failure}))?;
                Err(Told.into())
            }
        };
    }
    let summary = okta::simulate(&options, &mut Steps::new()).await.map_err(|_| Told)?;
    out.gap()?;
    out.line(summary)?;
    Ok(())
}
