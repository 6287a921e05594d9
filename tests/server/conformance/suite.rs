//! The conformance suite, whole. What this server knowingly does otherwise is listed in
//! `crates/conformance/deviations.json` with the reason; everything else passes.

use std::collections::BTreeMap;

use conformance::client::Client;
use conformance::suite::{self, Options, Verdict};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::support::read;

const DEVIATIONS: &str = include_str!("../../../crates/conformance/deviations.json");

/// What is told of each case that this server fails, by the id of the case: `what`, and `why`.
fn deviations() -> BTreeMap<String, Value> {
    let all: Vec<Value> = serde_json::from_str(DEVIATIONS).expect("a list of deviations");
    let id = |one: &Value| one["id"].as_str().expect("the id of a case").to_owned();
    all.into_iter().map(|one| (id(&one), one)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_case_passes_but_the_known_deviations() {
    let app = TestApp::start().await;
    let client = Client::new(&app.scim_base(), app.token()).expect("a client");
    let report = suite::run(&client, &Options::default(), &mut ()).await.expect("a report");
    assert!(report.complete && report.cases.len() > 200, "{} cases", report.cases.len());
    let known = deviations();
    let mut wrong = Vec::new();
    for case in &report.cases {
        match (&case.verdict, known.contains_key(case.id.as_ref())) {
            (Verdict::Failed { failure }, false) => {
                wrong.push(format!("{} ({}):\n{failure}", case.id, case.level));
            }
            (Verdict::Passed | Verdict::Skipped { .. }, true) => {
                wrong.push(format!("{} is a deviation no longer: take it from the list", case.id));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}:\n\n{}", wrong.len(), wrong.join("\n\n"));
    let left = read(&app.scim(), "/").await;
    assert_eq!(left["totalResults"], json!(0), "every case cleans up: {left}");
}

#[test]
fn every_deviation_is_one_of_a_case_and_has_a_reason() {
    let cases: Vec<_> = suite::all().iter().map(|case| case.id).collect();
    for (id, one) in deviations() {
        assert!(cases.contains(&id.as_str()), "{id} is no case");
        let told = |name: &str| one[name].as_str().is_some_and(|text| text.len() > 20);
        assert!(told("what") && told("why"), "{id} is not explained");
    }
}
