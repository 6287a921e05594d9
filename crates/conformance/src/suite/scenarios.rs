//! The scenarios of identity providers, as cases of the suite: a section for each provider.

use super::report::{CaseReport, Origin, Verdict};
use super::requirement::Requirement;
use super::service::{Feature, Service};
use crate::client::Client;
use crate::scenario::{self, Scenario};

/// The names of the providers, in the order in which their scenarios run.
pub fn providers() -> Vec<String> {
    let mut names: Vec<String> = scenario::all().into_iter().map(|one| one.idp).collect();
    names.dedup();
    names
}

/// Runs a scenario, which cleans up itself, unless the server says that it refuses what is in it.
pub(super) async fn run(client: &Client, service: &Service, scenario: &Scenario) -> CaseReport {
    let beyond = scenario.beyond.first().filter(|_| service.offers(Feature::Profile));
    let verdict = match beyond {
        Some(what) => Verdict::Skipped { why: what.refused() },
        None => match scenario::run(client, scenario).await {
            Ok(()) => Verdict::Passed,
            Err(failure) => Verdict::Failed { failure },
        },
    };
    let id = format!("{}.{}", scenario.idp, slug(&scenario.name));
    let practice = Requirement {
        id: id.clone(),
        section: "practice".to_owned(),
        level: scenario.level,
        text: format!("Prevents: {}", scenario.protects_against),
    };
    CaseReport {
        id: id.into(),
        section: scenario.idp.clone().into(),
        title: scenario.name.clone().into(),
        level: scenario.level,
        proves: vec![practice],
        origin: Some(Origin { known: scenario.known, source: scenario.source.clone() }),
        verdict,
    }
}

/// The words of a name: `A person is found` becomes `a_person_is_found`.
fn slug(name: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = name.chars().map(letter).collect();
    words.split_whitespace().collect::<Vec<_>>().join("_")
}
