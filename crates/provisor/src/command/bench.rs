//! `provisor bench`: loads a SCIM server with what identity providers send.

mod table;

use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};
use conformance::load::{self, Mix, Options, Rate, Stop, Target};
use serde_json::json;

use crate::args::{OutputArgs, people};
use crate::config::key::TOKEN_VARIABLE;
use crate::failure::{Told, Usage};
use crate::output::{Out, hint};
use crate::steps::{Silent, Steps};

/// Loads a SCIM server with what identity providers send, and tells how long answers take
///
/// It creates users and groups whose names begin with a mark, plays the mixes on them, and removes
/// them at the end; whatever an interrupted run has left is found by the next one. It works against
/// any SCIM server, and asks it first what it can do. Do not load a server that is not yours.
#[derive(Args, Debug)]
#[command(after_help = "\
The mixes:
  initial  the first cycle: everybody is looked up, created, and put into a group
  read     reading by id, by filter, and pages of the list
  delta    a later cycle: look-ups, changes of the title, deactivation and reactivation
  groups   group push: members come into and go from a few large groups
  import   all pages of all users and groups, again and again

Without --rate each connection sends its next request when it has the answer to the last: this finds
out how much the server can do. With --rate requests are due at fixed times, and an answer's time
counts from then: this finds out what clients wait for at that load, a stalled server included.

Examples:
  provisor bench --base http://127.0.0.1:7644/scim/v2 --token prv_… --server-pid $(pidof provisor)
  provisor bench --base http://127.0.0.1:7644/scim/v2 --mix delta --rate 25 --duration 5m
  PROVISOR_TOKEN=prv_… provisor bench --base https://scim.example.com/scim/v2 --yes --output json")]
pub(crate) struct BenchArgs {
    /// The SCIM base URL
    #[arg(long, value_name = "URL")]
    base: String,

    /// The bearer token [default: the environment variable PROVISOR_TOKEN]
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,

    /// What to send, separated by commas [default: all of it]
    #[arg(long, value_name = "MIX", value_delimiter = ',')]
    mix: Vec<Mix>,

    /// Connections, each with one request at a time
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = connections)]
    connections: usize,

    /// Requests a second that are due, whatever the server does [default: as many as it answers]
    #[arg(long, value_name = "R", value_parser = rate)]
    rate: Option<f64>,

    /// How long each mix is played: 500ms, 30s, 5m. The first cycle ends when everybody is there
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    duration: Duration,

    /// How long each mix is played before anything is measured
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = time)]
    warm_up: Duration,

    /// How many users to create
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = people)]
    users: usize,

    /// How many large groups the mix `groups` has, each with eight of ten users
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = groups)]
    groups: usize,

    /// How the mix `import` goes through lists
    #[arg(long, value_name = "WAY", value_enum, default_value_t = Paging::Offered)]
    paging: Paging,

    /// What the names of all users and groups begin with. Runs at the same time need different ones
    #[arg(long, value_name = "TEXT", default_value = "provisor-bench", value_parser = mark)]
    mark: String,

    /// Reads the CPU time of this process of the server, and of those that it started (Linux)
    #[arg(long, value_name = "PID", value_delimiter = ',')]
    server_pid: Vec<u32>,

    /// Leaves the users and groups where they are
    #[arg(long)]
    keep: bool,

    /// Allows an address that is not of this machine
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// How lists are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Paging {
    /// By cursor where the server offers it
    Offered,
    /// By startIndex
    Index,
    /// By cursor (RFC 9865)
    Cursor,
}

pub(super) async fn run(args: BenchArgs) -> Result<()> {
    let options = options(&args)?;
    tokio::spawn(stop_when_asked(options.stop.clone()));
    let out = Out::new();
    if args.output.is_json() {
        return match load::run(&options, &mut Silent).await {
            Ok(report) => out.json(&json!({"ok": true, "report": report})),
            Err(failure) => {
                out.json(&json!({"ok": false, "failure": failure}))?;
                Err(Told.into())
            }
        };
    }
    let report = load::run(&options, &mut Steps::new()).await.map_err(|_| Told)?;
    Ok(table::print(out, &report)?)
}

fn options(args: &BenchArgs) -> Result<Options, Usage> {
    let token = args.token.clone().or_else(|| crate::env::variable(TOKEN_VARIABLE));
    let token = token.ok_or_else(|| {
        Usage::new(format!("give the token with --token, or in the variable {TOKEN_VARIABLE}"))
    })?;
    let target = Target::new(&args.base, &token).map_err(|error| Usage::new(error.to_string()))?;
    if !target.is_local() && !args.yes {
        return Err(Usage::new(format!(
            "{} is not on this machine: a load can put a server out of service for others. \
             Add --yes if it is yours to load",
            target.base()
        )));
    }
    let new = Options::new(&args.base, token);
    Ok(Options {
        mixes: if args.mix.is_empty() { Mix::ALL.to_vec() } else { args.mix.clone() },
        connections: args.connections,
        rate: args.rate.map_or(Rate::AsAnswered, Rate::PerSecond),
        time: args.duration,
        warm_up: args.warm_up,
        users: args.users,
        groups: args.groups,
        paging: match args.paging {
            Paging::Offered => load::Paging::Offered,
            Paging::Index => load::Paging::Index,
            Paging::Cursor => load::Paging::Cursor,
        },
        mark: args.mark.clone(),
        processes: args.server_pid.clone(),
        keep: args.keep,
        ..new
    })
}

/// The first Ctrl-C ends the load and lets it clean up; the second ends the program.
async fn stop_when_asked(stop: Stop) {
    if tokio::signal::ctrl_c().await.is_err() {
        // Nothing can be heard, so Ctrl-C still does what it always does.
        return;
    }
    stop.now();
    hint("Stopping; the users and groups are removed. Ctrl-C again leaves them there.");
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(130);
    }
}

fn connections(text: &str) -> Result<usize, String> {
    whole(text, 10_000)
}

fn groups(text: &str) -> Result<usize, String> {
    whole(text, 100)
}

fn whole(text: &str, most: usize) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("give a whole number from 1 to {most}"))
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.01..=1e6).contains(rate));
    rate.ok_or_else(|| "give requests a second, from 0.01 to 1000000".to_owned())
}

/// Reads a time such as `500ms`, `30s` or `5m`.
fn time(text: &str) -> Result<Duration, String> {
    let wrong = || "give a time such as 500ms, 30s or 5m, a day at most".to_owned();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let number: u32 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "m" => Duration::from_mins(1),
        "h" => Duration::from_hours(1),
        _ => return Err(wrong()),
    };
    let time = unit.checked_mul(number).filter(|time| *time <= Duration::from_hours(24));
    time.ok_or_else(wrong)
}

/// A mark that every server takes in names of users and groups.
fn mark(text: &str) -> Result<String, String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if (3..=40).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    Err("give 3 to 40 letters, digits, hyphens, underscores or dots".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(time("5m"), Ok(Duration::from_mins(5)));
        assert_eq!(time("24h"), Ok(Duration::from_hours(24)));
        for wrong in ["", "10", "s", "1d", "25h", "-1s", "1.5s", "5é"] {
            assert!(time(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn rates_and_marks_are_checked() {
        assert_eq!(rate("0.5"), Ok(0.5));
        assert!(rate("0").is_err() && rate("NaN").is_err() && rate("x").is_err());
        assert!(mark("team-a_1.x").is_ok() && mark("ab").is_err() && mark("a b c").is_err());
        assert!(connections("0").is_err() && groups("101").is_err());
    }
}
