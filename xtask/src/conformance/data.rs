//! What the page is made of.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Deserialize;

/// What `provisor conformance --json` prints.
#[derive(Deserialize)]
pub(super) struct Printed {
    pub(super) report: Report,
}

/// What the suite has found on a directory of one preset.
pub(super) struct Outcome {
    pub(super) preset: &'static str,
    pub(super) report: Report,
}

#[derive(Deserialize)]
pub(super) struct Report {
    pub(super) complete: bool,
    pub(super) cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) section: String,
    pub(super) level: String,
    pub(super) verdict: String,
    /// Why it was skipped, if it was.
    pub(super) why: Option<String>,
    /// Only for what an identity provider sends.
    pub(super) origin: Option<Origin>,
}

#[derive(Deserialize)]
pub(super) struct Origin {
    pub(super) known: String,
}

/// A case that the server fails, or in which it tolerates what is to be refused, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deviation {
    pub(super) id: String,
    /// On directories of which preset.
    pub(super) preset: String,
    pub(super) what: String,
    pub(super) why: String,
}

/// What people have found out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notes {
    pub(super) servers: Vec<Server>,
}

/// The tests that others have published: what fails there, and why, by their names.
pub(super) type Known = BTreeMap<String, Vec<Shortfall>>;

/// An assertion of a published test that does not hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shortfall {
    pub(super) request: String,
    pub(super) assertion: String,
    /// Why: what the RFC says, or other tests want.
    pub(super) why: String,
}

/// How many assertions the published tests have made, by their names.
pub(super) type Sums = BTreeMap<String, Sum>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sum {
    pub(super) assertions: usize,
    pub(super) failed: usize,
}

/// Another server that the suite was run against.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    pub(super) name: String,
    /// How it was started, and when.
    pub(super) how: String,
    pub(super) result: String,
    pub(super) findings: Vec<String>,
}

impl Outcome {
    /// Whether exactly those cases do not pass that are known to.
    pub(super) fn agrees_with(&self, deviations: &[Deviation]) -> Result<()> {
        let mut wrong = Vec::new();
        for case in &self.report.cases {
            let known = self.deviations(deviations).any(|one| one.id == case.id);
            match (case.verdict.as_str(), known) {
                (verdict @ ("failed" | "tolerated"), false) => {
                    wrong.push(format!("{} is {verdict}", case.id));
                }
                ("failed" | "tolerated", true) | (_, false) => {}
                (_, true) => wrong.push(format!("{} is a deviation no longer", case.id)),
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        bail!("the deviations of {} are not as listed: {}", self.preset, wrong.join("; "));
    }

    /// Those of its preset.
    pub(super) fn deviations<'d>(
        &self,
        all: &'d [Deviation],
    ) -> impl Iterator<Item = &'d Deviation> {
        let preset = self.preset;
        all.iter().filter(move |one| one.preset == preset)
    }

    /// The cases about the RFCs.
    pub(super) fn of_rfcs(&self) -> impl Iterator<Item = &Case> {
        self.report.cases.iter().filter(|case| case.origin.is_none())
    }

    /// What identity providers send.
    pub(super) fn of_providers(&self) -> impl Iterator<Item = &Case> {
        self.report.cases.iter().filter(|case| case.origin.is_some())
    }
}
