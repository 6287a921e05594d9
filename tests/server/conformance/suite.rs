//! The conformance suite, whole, on a directory of each preset. What this server knowingly does
//! otherwise is listed in `crates/conformance/deviations.json` with the reason; everything else
//! passes.

use std::collections::BTreeMap;

use conformance::client::Client;
use conformance::scenario;
use conformance::suite::{self, Options, Report, Verdict};
use directory::settings::Preset;
use serde_json::{Value, json};
use testkit::{TestApp, operator};

use crate::support::read;

const DEVIATIONS: &str = include_str!("../../../crates/conformance/deviations.json");

/// What is told of each case that does not pass here, by the preset and the id of the case: `what`,
/// and `why`.
fn deviations() -> BTreeMap<(String, String), Value> {
    let all: Vec<Value> = serde_json::from_str(DEVIATIONS).expect("a list of deviations");
    let text = |one: &Value, name: &str| one[name].as_str().expect("a text").to_owned();
    all.into_iter().map(|one| ((text(&one, "preset"), text(&one, "id")), one)).collect()
}

/// A server whose default directory has that preset, and a client of it.
async fn served(preset: Preset) -> (TestApp, Client) {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    app.service.set_preset(directory, preset, operator()).await.expect("a change");
    let client = Client::new(&app.scim_base(), app.token()).expect("a client");
    (app, client)
}

/// Every case passes, but the deviations that are listed for the preset.
async fn passes(preset: Preset) -> Report {
    let (app, client) = served(preset).await;
    let report = suite::run(&client, &Options::default(), &mut ()).await.expect("a report");
    assert!(report.complete && report.cases.len() > 300, "{} cases", report.cases.len());
    let known = deviations();
    let mut wrong = Vec::new();
    for case in &report.cases {
        let key = (preset.to_string(), case.id.to_string());
        match (&case.verdict, known.contains_key(&key)) {
            (Verdict::Failed { failure } | Verdict::Tolerated { failure }, false) => {
                wrong.push(format!("{} ({}):\n{failure}", case.id, case.level));
            }
            (Verdict::Passed | Verdict::Skipped { .. }, true) => {
                wrong.push(format!("{} is a deviation no longer: take it from the list", case.id));
            }
            _ => {}
        }
    }
    assert_eq!(report.counts().failed(), 0, "what is not refused is done as it is meant");
    assert!(wrong.is_empty(), "{}:\n\n{}", wrong.len(), wrong.join("\n\n"));
    let left = read(&app.scim(), "/").await;
    assert_eq!(left["totalResults"], json!(0), "every case cleans up: {left}");
    report
}

/// The ids of the cases of a section that were skipped.
fn skipped<'r>(report: &'r Report, section: &str) -> Vec<&'r str> {
    let of_section = report.cases.iter().filter(|case| case.section == section);
    of_section
        .filter(|case| matches!(case.verdict, Verdict::Skipped { .. }))
        .map(|case| case.id.as_ref())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_passes_but_the_known_deviations() {
    let report = passes(Preset::Tolerant).await;
    let claimed = report.cases.iter().filter(|case| case.section == "profile").count();
    assert_eq!(skipped(&report, "profile").len(), claimed, "the profile is not claimed");
    assert!(report.unserved().is_empty(), "every identity provider is served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_passes_where_the_interoperability_profile_is_kept() {
    let report = passes(Preset::Interop).await;
    assert_eq!(report.counts().tolerated, 0, "what is to be refused is");
    // A test has no certificate, and does not leave the machine.
    assert_eq!(skipped(&report, "profile"), ["profile.nobody_can_listen"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_to_go_beyond_the_profile_is_refused_there() {
    let (_app, client) = served(Preset::Interop).await;
    let mut taken = Vec::new();
    for scenario in scenario::all().iter().filter(|scenario| !scenario.beyond.is_empty()) {
        if scenario::run(&client, scenario).await.is_ok() {
            taken.push(scenario.name.clone());
        }
    }
    assert!(taken.is_empty(), "these need not be skipped: {taken:?}");
}

#[test]
fn every_deviation_is_one_of_a_case_and_has_a_reason() {
    let cases: Vec<_> = suite::all().iter().map(|case| case.id).collect();
    for ((preset, id), one) in deviations() {
        assert!(cases.contains(&id.as_str()), "{id} is no case");
        assert!(preset.parse::<Preset>().is_ok(), "{preset} is no preset");
        let told = |name: &str| one[name].as_str().is_some_and(|text| text.len() > 20);
        assert!(told("what") && told("why"), "{id} is not explained");
    }
}
