//! Runs cases, one after the other.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::case::{Case, Stop as End};
use super::report::{CaseReport, Report, Verdict};
use super::requirement::{Level, Requirement, requirements};
use super::scenarios;
use super::service::{Feature, Service};
use super::tools::Tools;
use crate::Failure;
use crate::client::{Client, HeaderMap, Method, encode_value};
use crate::scenario;

/// Which cases to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these sections, or the scenarios of these providers; all if empty.
    pub sections: Vec<String>,
    /// Only cases that prove something at least as binding.
    pub level: Option<Level>,
    /// Only the cases with these ids; all if empty.
    pub cases: Vec<String>,
    /// Whether what is tolerated counts as failed.
    pub strict: bool,
    /// Ends the run early.
    pub stop: Stop,
}

impl Options {
    fn wants(&self, case: &Case, level: Level) -> bool {
        self.wants_of(case.section, level)
            && (self.cases.is_empty() || self.cases.iter().any(|id| id == case.id))
    }

    fn wants_scenario(&self, scenario: &scenario::Scenario) -> bool {
        self.cases.is_empty() && self.wants_of(&scenario.idp, scenario.level)
    }

    fn wants_of(&self, section: &str, level: Level) -> bool {
        (self.sections.is_empty() || self.sections.iter().any(|name| name == section))
            && self.level.is_none_or(|least| level <= least)
    }
}

/// Ends a run after the case that is under way, which cleans up first.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends it.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_asked_for(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Hears of every case when it is done.
pub trait Observer: Send {
    /// A case begins, as the `number`-th of `total`.
    fn begins(&mut self, title: &str, number: usize, total: usize) {
        let _ = (title, number, total);
    }

    /// A case is done.
    fn done(&mut self, case: &CaseReport) {
        let _ = case;
    }
}

/// Hears and says nothing.
impl Observer for () {}

/// Runs the cases against a server. An error means that the server cannot be talked to at all.
pub async fn run(
    client: &Client,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Report, Failure> {
    let service = Service::ask(client).await?;
    let requirements = requirements();
    let known: BTreeMap<&str, &Requirement> =
        requirements.iter().map(|one| (one.id.as_str(), one)).collect();
    let chosen: Vec<_> = super::all()
        .into_iter()
        .map(|case| (case, level(case, &known)))
        .filter(|(case, level)| options.wants(case, *level))
        .collect();
    let mark = format!("cf{:010x}", RandomState::new().hash_one(client.base()) & 0xff_ffff_ffff);
    let mut sent: Vec<_> = scenario::all();
    sent.retain(|scenario| options.wants_scenario(scenario));
    let (total, mut reports) = (chosen.len() + sent.len(), Vec::new());
    for (number, (case, level)) in chosen.into_iter().enumerate() {
        if options.stop.is_asked_for() {
            break;
        }
        observer.begins(case.title, number + 1, total);
        let tools = Tools::new(client, &service, case.title, format!("{mark}-{number}"));
        let outcome = (case.run)(&tools).await;
        tools.clean_up().await;
        let report = CaseReport {
            id: case.id.into(),
            section: case.section.into(),
            title: case.title.into(),
            level,
            proves: case.cites.iter().filter_map(|id| known.get(id)).map(|&r| r.clone()).collect(),
            origin: None,
            verdict: verdict(outcome, tools.take_tolerated(), options.strict),
        };
        observer.done(&report);
        reports.push(report);
    }
    for scenario in &sent {
        if options.stop.is_asked_for() {
            break;
        }
        observer.begins(&scenario.name, reports.len() + 1, total);
        let report = scenarios::run(client, &service, scenario).await;
        observer.done(&report);
        reports.push(report);
    }
    sweep(client, &service, &mark).await;
    let complete = reports.len() == total;
    Ok(Report { base: client.base().to_owned(), complete, cases: reports })
}

fn level(case: &Case, known: &BTreeMap<&str, &Requirement>) -> Level {
    let levels = case.cites.iter().filter_map(|id| known.get(id)).map(|one| one.level);
    levels.min().unwrap_or(Level::May)
}

fn verdict(outcome: Result<(), End>, tolerated: Option<Failure>, strict: bool) -> Verdict {
    match (outcome, tolerated) {
        (Ok(()), None) => Verdict::Passed,
        (Ok(()), Some(failure)) if strict => Verdict::Failed { failure },
        (Ok(()), Some(failure)) => Verdict::Tolerated { failure },
        (Err(End::Skipped(why)), _) => Verdict::Skipped { why },
        (Err(End::Failed(failure)), _) => Verdict::Failed { failure: *failure },
    }
}

/// Deletes what was made but never told: a server that answers a creation with an error, or
/// without an id, may have made something all the same.
async fn sweep(client: &Client, service: &Service, mark: &str) {
    if !service.offers(Feature::Filter) {
        return;
    }
    for (endpoint, name) in [("/Groups", "displayName"), ("/Users", "userName")] {
        let filter = encode_value(&format!("{name} sw \"{mark}\""));
        let path = format!("{endpoint}?filter={filter}&count=100&attributes={name}");
        let Ok(list) = client.send(Method::GET, &path, &HeaderMap::new(), None).await else {
            return;
        };
        let found = list.json.as_ref().and_then(|list| list["Resources"].as_array());
        for one in found.into_iter().flatten() {
            // A server that ignores filters shows what is not ours.
            let ours = one[name].as_str().is_some_and(|text| text.starts_with(mark));
            if let (true, Some(id)) = (ours, one["id"].as_str()) {
                let path = format!("{endpoint}/{id}");
                let _ = client.send(Method::DELETE, &path, &HeaderMap::new(), None).await;
            }
        }
    }
}
