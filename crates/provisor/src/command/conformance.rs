//! `provisor conformance`: finds out whether a SCIM server does what the RFCs ask for.

mod told;

use std::path::PathBuf;

use ::conformance::client::Client;
use ::conformance::suite::{self, Level, Options, Report, Stop};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::args::{OutputArgs, OutputForm};
use crate::config::key::TOKEN_VARIABLE;
use crate::failure::{Told, Usage};
use crate::output::{Out, hint};

/// Finds out whether a SCIM server does what the RFCs ask for
///
/// It reads what the server says of itself, skips what the server says it lacks, and tells of
/// everything else whether it holds: what was sent, what the RFC wants, and what came. A server that
/// says it keeps to the SCIM 2.0 Interoperability Profile is held to the profile, too. Then it sends
/// what identity providers send, a section for each. The users and groups that it makes have a random
/// mark in their names and are deleted again. What is to be refused, and is taken by the server for
/// what it means, is told as tolerated. It works against any SCIM server, and ends with status 1 when
/// something fails that an RFC says must hold, or that a provider needs whose section was asked for.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  provisor conformance --base http://127.0.0.1:7644/scim/v2 --token prv_…
  provisor conformance --base http://127.0.0.1:7644/scim/v2 --section filter,sort --level must
  provisor conformance --base http://127.0.0.1:7644/scim/v2 --section okta,entra
  PROVISOR_TOKEN=… provisor conformance --base https://scim.example.com/v2 --html report.html")]
pub(crate) struct ConformanceArgs {
    /// The SCIM base URL
    #[arg(long, value_name = "URL")]
    base: String,

    /// The bearer token [default: the environment variable PROVISOR_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,

    /// Only these parts of the protocol or these providers, separated by commas [default: all]
    #[arg(long, value_name = "SECTION", value_delimiter = ',', value_parser = section)]
    section: Vec<String>,

    /// Only what is at least that binding
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Binding::May)]
    level: Binding,

    /// Counts what is tolerated as failed
    #[arg(long)]
    strict: bool,

    /// Writes the whole report into a file for browsers as well
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Prints JSON, as --output json does
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Binding {
    /// What an RFC says must hold
    Must,
    /// What should hold, or what clients rely on
    Should,
    /// Everything
    May,
}

pub(super) async fn run(args: ConformanceArgs) -> Result<()> {
    let token = args.token.clone().or_else(|| crate::env::variable(TOKEN_VARIABLE));
    let token = token.ok_or_else(|| {
        Usage::new(format!("give the token with --token, or in the variable {TOKEN_VARIABLE}"))
    })?;
    let client = Client::new(&args.base, &token).map_err(|error| Usage::new(error.to_string()))?;
    let level = match args.level {
        Binding::Must => Level::Must,
        Binding::Should => Level::Should,
        Binding::May => Level::May,
    };
    let stop = Stop::default();
    tokio::spawn(stop_when_asked(stop.clone()));
    let sections = args.section.clone();
    let options =
        Options { sections, level: Some(level), strict: args.strict, stop, ..Options::default() };
    let out = Out::new();
    let as_json = args.json || args.output.output == OutputForm::Json;
    let outcome = if as_json {
        suite::run(&client, &options, &mut ()).await
    } else {
        suite::run(&client, &options, &mut told::Cases::new(out)).await
    };
    let report = match outcome {
        Ok(report) => report,
        Err(failure) if as_json => {
            out.json(&json!({"ok": false, "failure": failure}))?;
            return Err(Told.into());
        }
        Err(failure) => return Err(failure.into()),
    };
    if let Some(file) = &args.html {
        std::fs::write(file, suite::report::html(&report))
            .with_context(|| format!("the report cannot be written to {}", file.display()))?;
    }
    if as_json {
        out.json(&json!({
            "ok": holds(&args, &report), "counts": report.counts(), "report": report,
        }))?;
    } else {
        told::summary(out, &report)?;
    }
    if holds(&args, &report) { Ok(()) } else { Err(Told.into()) }
}

/// What fails that must hold decides the exit code, and so does a run that was ended early: it has
/// not shown that everything holds. What a provider needs beyond the RFCs matters to those who ask
/// for it by name.
fn holds(args: &ConformanceArgs, report: &Report) -> bool {
    let asked = |name: &&str| args.section.iter().any(|wanted| wanted == name);
    report.complete && report.is_conformant() && !report.unserved().iter().any(asked)
}

/// The first Ctrl-C ends the run after the present case, which cleans up; the second ends the
/// program.
async fn stop_when_asked(stop: Stop) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    stop.now();
    hint("Stopping after this case, which removes what it has made. Ctrl-C again leaves it there.");
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

/// Reads the name of a section.
fn section(text: &str) -> Result<String, String> {
    let mut known: Vec<_> = suite::all().iter().map(|case| case.section.to_owned()).collect();
    known.dedup();
    known.extend(suite::providers());
    if known.iter().any(|name| name == text) {
        return Ok(text.to_owned());
    }
    Err(format!("there is no such part; there are {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_known_by_name() {
        assert_eq!(section("patch-add"), Ok("patch-add".to_owned()));
        assert_eq!(section("entra"), Ok("entra".to_owned()));
        assert!(section("nothing").is_err_and(|told| told.contains("discovery, schemas")));
    }
}
