//! `cargo xtask conformance`: writes `docs/conformance.md` from what the suite finds on a fresh
//! server, from what published tests have found, and from notes that people have written.

mod data;
mod page;
mod sections;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::server::Server;
use crate::shell;
use data::{Deviation, Notes, Outcome, Printed};
use page::Told;

/// How strictly a directory can read requests; the page has columns for each.
const PRESETS: [&str; 2] = ["tolerant", "interop"];
const PAGE: &str = "docs/conformance.md";
const DEVIATIONS: &str = "crates/conformance/deviations.json";
const NOTES: &str = "crates/conformance/notes.json";
const KNOWN: &str = "xtask/collections/known.json";
const SUMS: &str = "xtask/collections/result.json";

/// Writes the page, or only compares it with what would be written.
pub(crate) fn conformance(check: bool) -> Result<()> {
    let deviations: Vec<Deviation> = read(DEVIATIONS)?;
    let notes: Notes = read(NOTES)?;
    let (known, sums) = (read(KNOWN)?, read(SUMS)?);
    let mut outcomes = Vec::new();
    for preset in PRESETS {
        let outcome = run(preset)?;
        outcome.agrees_with(&deviations)?;
        outcomes.push(outcome);
    }
    let told = Told { deviations, known, sums, notes };
    let text = page::page(&outcomes, &told);
    let path = shell::root()?.join(PAGE);
    if !check {
        fs::write(&path, text).with_context(|| format!("cannot write {PAGE}"))?;
        println!("{PAGE} is written.");
        return Ok(());
    }
    let found = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    if found != text {
        bail!("{PAGE} does not tell what the suite finds: run `cargo xtask conformance`");
    }
    Ok(())
}

/// Runs the suite against a fresh server with that preset.
fn run(preset: &'static str) -> Result<Outcome> {
    let server = Server::start_as(preset)?;
    let program = shell::target_directory()?.join("debug/provisor");
    let base = format!("{}/scim/v2", server.url);
    // What fails is compared with what is known to, whatever the exit status.
    let output = shell::command(program)?
        .args(["conformance", "--json", "--base", &base])
        .env("PROVISOR_TOKEN", &server.token)
        .output()
        .context("cannot start the suite")?;
    let Printed { report } =
        serde_json::from_slice(&output.stdout).context("the suite printed no report")?;
    if !report.complete {
        bail!("the suite was ended before its end");
    }
    Ok(Outcome { preset, report })
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> Result<T> {
    let path = shell::root()?.join(name);
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    serde_json::from_str(&text).with_context(|| format!("{name} is not as it should be"))
}
