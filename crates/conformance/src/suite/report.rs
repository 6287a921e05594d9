//! What came of a run.

mod html;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::requirement::{Level, Requirement};
use crate::{Failure, Known};

pub use html::html;

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Verdict {
    /// The server does what is wanted.
    Passed,
    /// It does something else.
    Failed {
        /// What was sent, what is wanted, what came.
        failure: Failure,
    },
    /// It takes what it is to refuse, in the sense in which it was meant: nothing is lost.
    Tolerated {
        /// What was sent, what is wanted, what came.
        failure: Failure,
    },
    /// It says that it lacks what the case needs, or refuses it.
    Skipped {
        /// What is lacking, or refused.
        why: String,
    },
}

/// How we know that an identity provider sends what a case sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// How.
    pub known: Known,
    /// Where from.
    pub source: String,
}

/// One case that was run.
#[derive(Debug, Clone, Serialize)]
pub struct CaseReport {
    /// The id of the case.
    pub id: Cow<'static, str>,
    /// Its part of the protocol, or the provider that sends it.
    pub section: Cow<'static, str>,
    /// What it shows.
    pub title: Cow<'static, str>,
    /// The most binding of the requirements that it proves.
    pub level: Level,
    /// What it proves.
    pub proves: Vec<Requirement>,
    /// Where it comes from, if an identity provider sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl CaseReport {
    /// What went wrong, if something did.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.verdict {
            Verdict::Failed { failure } => Some(failure),
            Verdict::Passed | Verdict::Tolerated { .. } | Verdict::Skipped { .. } => None,
        }
    }
}

/// How many cases ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The server does what is wanted.
    pub passed: u64,
    /// The server takes what it is to refuse, in the sense in which it was meant.
    pub tolerated: u64,
    /// Fails what an RFC or a profile that the server claims says it must do.
    pub failed_must: u64,
    /// Fails what it should do.
    pub failed_should: u64,
    /// Fails what it may do.
    pub failed_may: u64,
    /// The server lacks it, or says that it refuses it.
    pub skipped: u64,
}

impl Counts {
    fn add(&mut self, case: &CaseReport) {
        *match (&case.verdict, case.level) {
            (Verdict::Passed, _) => &mut self.passed,
            (Verdict::Tolerated { .. }, _) => &mut self.tolerated,
            (Verdict::Skipped { .. }, _) => &mut self.skipped,
            (Verdict::Failed { .. }, Level::Must) => &mut self.failed_must,
            (Verdict::Failed { .. }, Level::Should) => &mut self.failed_should,
            (Verdict::Failed { .. }, Level::May) => &mut self.failed_may,
        } += 1;
    }

    /// All that failed, of whatever level.
    pub fn failed(&self) -> u64 {
        self.failed_must + self.failed_should + self.failed_may
    }
}

/// All cases that were run against one server.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The SCIM base URL.
    pub base: String,
    /// Whether every chosen case was run.
    pub complete: bool,
    /// The cases, in order.
    pub cases: Vec<CaseReport>,
}

impl Report {
    /// The sum over all cases.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.cases.iter().for_each(|case| counts.add(case));
        counts
    }

    /// The sums of the sections, in the order of the cases.
    pub fn sections(&self) -> Vec<(&str, Counts)> {
        let mut order = Vec::new();
        let mut sums: BTreeMap<&str, Counts> = BTreeMap::new();
        for case in &self.cases {
            let name = case.section.as_ref();
            if !sums.contains_key(name) {
                order.push(name);
            }
            sums.entry(name).or_default().add(case);
        }
        order.into_iter().map(|name| (name, sums[name])).collect()
    }

    /// Whether everything held that the RFCs say must, what is tolerated aside.
    pub fn is_conformant(&self) -> bool {
        let fails = |case: &CaseReport| case.level == Level::Must && case.failure().is_some();
        !self.cases.iter().any(|case| case.origin.is_none() && fails(case))
    }

    /// The identity providers that cannot work with the server, because a request fails that they
    /// need, or the server says that it refuses such a request.
    pub fn unserved(&self) -> Vec<&str> {
        let needed = |case: &&CaseReport| case.origin.is_some() && case.level == Level::Must;
        let mut names: Vec<&str> = self
            .cases
            .iter()
            .filter(needed)
            .filter(|case| case.verdict != Verdict::Passed)
            .map(|case| case.section.as_ref())
            .collect();
        names.dedup();
        names
    }
}
