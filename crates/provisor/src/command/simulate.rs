//! `provisor simulate`: plays an identity provider against a SCIM server.

mod explain;

use anyhow::Result;
use clap::Args;
use clap::builder::PossibleValuesParser;
use conformance::client::Client;
use conformance::simulate::{self, Failure, Mode, Options, Provider, Reporter};
use serde::Serialize;
use serde_json::json;

use crate::args::{OutputArgs, people};
use crate::config::key::TOKEN_VARIABLE;
use crate::failure::{Told, Usage};
use crate::output::Out;
use crate::steps::{Silent, Steps};

/// Plays an identity provider against a SCIM server
///
/// Sends what the provider sends: a connection test, people, groups, changes, deactivation. It
/// checks every answer, reads back what must be true, and stops at the first thing that is wrong. It works against any
/// SCIM server. The names of all that it makes begin with a prefix; a repeated run finds it again,
/// and --clean removes it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor simulate okta --base http://127.0.0.1:7644/scim/v2 --token prv_…
  PROVISOR_TOKEN=… provisor simulate entra --mode compliant --base https://scim.example.com/v2
  provisor simulate entra --explain      What it sends, and how we know
  provisor simulate entra --clean --base http://127.0.0.1:7644/scim/v2 --token prv_…")]
pub(crate) struct SimulateArgs {
    /// Whom to play
    #[arg(value_name = "PROVIDER", value_parser = provider_names())]
    provider: String,

    /// The SCIM base URL
    #[arg(long, value_name = "URL", required_unless_present = "explain")]
    base: Option<String>,

    /// The bearer token [default: the environment variable PROVISOR_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,

    /// How many people, at least 1
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = people)]
    users: usize,

    /// How many groups
    #[arg(long, value_name = "N", default_value_t = 6)]
    groups: usize,

    /// Chooses the people: the same number, the same people
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// In which way to speak, where the provider has several [default: the usual one]
    #[arg(long, value_name = "MODE", visible_alias = "dialect")]
    mode: Option<String>,

    /// With what all names begin [default: sim-PROVIDER]
    #[arg(long, value_name = "TEXT", value_parser = prefix)]
    prefix: Option<String>,

    /// Tells what the provider sends and how that is known, and sends nothing
    #[arg(long, conflicts_with = "clean")]
    explain: bool,

    /// Deletes what earlier runs have made, and does nothing else
    #[arg(long)]
    clean: bool,

    /// Prints JSON, as --output json does
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) async fn run(args: SimulateArgs) -> Result<()> {
    let out = Out::new();
    let as_json = args.json || args.output.is_json();
    let (provider, mode) = chosen(&args)?;
    if args.explain {
        let mode = args.mode.is_some().then_some(mode);
        return explain::explain(out, provider, mode, as_json);
    }
    let Some(token) = args.token.clone().or_else(|| crate::env::variable(TOKEN_VARIABLE)) else {
        let text = format!("give the token with --token, or in the variable {TOKEN_VARIABLE}");
        return Err(Usage::new(text).into());
    };
    let base = args.base.unwrap_or_default();
    // Looked at here, so that a mistake in the call is told as one.
    Client::new(&base, &token).map_err(|error| Usage::new(error.to_string()))?;
    let new = Options::new(base, token, provider);
    let prefix = args.prefix.unwrap_or_else(|| new.prefix.clone());
    let options =
        Options { users: args.users, groups: args.groups, seed: args.seed, prefix, ..new };
    let mut steps: Box<dyn Reporter> =
        if as_json { Box::new(Silent) } else { Box::new(Steps::new()) };
    if args.clean {
        let cleaned = simulate::clean(&options, &mut *steps).await;
        return tell(out, as_json, "cleaned", cleaned);
    }
    let summary = simulate::run(mode, &options, &mut *steps).await;
    tell(out, as_json, "summary", summary)
}

/// Tells how it ended. For people the failure has been told where it happened.
fn tell<T: Serialize + std::fmt::Display>(
    out: Out,
    as_json: bool,
    name: &str,
    outcome: Result<T, Failure>,
) -> Result<()> {
    match outcome {
        Ok(sum) if as_json => out.json(&json!({"ok": true, name: sum})),
        Ok(sum) => {
            out.gap()?;
            Ok(out.line(sum)?)
        }
        Err(failure) => {
            if as_json {
                out.json(&json!({"ok": false, "failure": failure}))?;
            }
            Err(Told.into())
        }
    }
}

/// The provider and the mode that were asked for.
fn chosen(args: &SimulateArgs) -> Result<(&'static Provider, &'static Mode)> {
    let provider = simulate::provider(&args.provider)
        .ok_or_else(|| Usage::new(format!("there is no provider {}", args.provider)))?;
    let wanted = args.mode.as_deref().unwrap_or_default();
    let mode = provider.mode(wanted).ok_or_else(|| {
        let modes: Vec<_> = provider.modes.iter().map(|mode| mode.name).collect();
        let modes = modes.join(", ");
        Usage::new(format!("{} has no mode {wanted:?}; there are {modes}", provider.title))
    })?;
    Ok((provider, mode))
}

fn provider_names() -> PossibleValuesParser {
    PossibleValuesParser::new(simulate::providers().iter().map(|one| one.name))
}

/// Reads a prefix: letters, digits, dots and hyphens, which stand in every name unchanged.
fn prefix(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    if !text.is_empty() && text.len() <= 40 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("give up to 40 letters, digits, dots, hyphens or underscores".to_owned())
}
