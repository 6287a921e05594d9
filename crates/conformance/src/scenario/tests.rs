use std::collections::BTreeSet;
use std::path::Path;

use super::model::{Action, Step};
use super::*;
use crate::client::Client;
use crate::fake::{Fake, Fault, TOKEN};

fn sends(step: &Step) -> Vec<&model::Send> {
    match &step.action {
        Action::Send(send) => vec![send],
        Action::AtOnce { sends, .. } => sends.iter().collect(),
    }
}

#[test]
fn every_file_is_part_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut found = BTreeSet::new();
    for idp in std::fs::read_dir(&root).unwrap().map(Result::unwrap) {
        if idp.path().is_dir() {
            for file in std::fs::read_dir(idp.path()).unwrap().map(Result::unwrap) {
                let file = file.path();
                found.insert(file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let listed: BTreeSet<String> = data::FILES.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, listed);
    for (file, text) in data::FILES {
        let scenarios = parse(file, text).unwrap();
        assert!(scenarios.iter().all(|s| file.starts_with(&format!("{}/", s.idp))), "{file}");
    }
}

#[test]
fn names_are_unique_and_everything_is_explained() {
    let all = all();
    let names: BTreeSet<_> = all.iter().map(|scenario| &scenario.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.len() >= 92, "{}", all.len());
    for scenario in &all {
        assert!(!scenario.steps.is_empty(), "{}", scenario.name);
        assert!(scenario.protects_against.ends_with('.'), "{}", scenario.name);
        for step in &scenario.steps {
            assert!(!step.say.is_empty(), "{}", scenario.name);
            for check in sends(step).iter().flat_map(|send| send.expect.checks.values()) {
                assert!(!check.is_vacuous(), "{}: {}", scenario.name, step.say);
            }
        }
    }
}

#[test]
fn all_names_that_are_used_are_known() {
    for scenario in all() {
        let mut vars = vars::Vars::new("http://h", "t");
        for (_, send) in given::requests(&scenario.given) {
            request::Ready::new(&send, &scenario.headers, &vars).unwrap();
            send.keep.keys().for_each(|name| vars.keep(name, "id".into()));
        }
        for step in &scenario.steps {
            for send in sends(step) {
                let told = |error: String| panic!("{}: {}: {error}", scenario.name, step.say);
                for n in 0..send.times {
                    vars.keep("n", n.into());
                    request::Ready::new(send, &scenario.headers, &vars).map_err(told).ok();
                    for name in send.keep.keys() {
                        vars.keep(vars.fill_text(name).unwrap(), "id".into());
                    }
                }
                for path in send.expect.shows.keys().chain(send.expect.checks.keys()) {
                    let path = vars.fill_text(path).map_err(told).unwrap();
                    crate::json::Path::parse(&path).unwrap();
                }
                for wanted in send.expect.shows.values() {
                    vars.fill(wanted).map_err(told).ok();
                }
            }
        }
    }
}

#[test]
fn broken_files_are_refused_with_a_reason() {
    let step = |step: &str| {
        let file = format!(
            r#"{{"idp": "x", "scenarios": [{{"name": "n", "level": "must", "known": "inferred", "source": "s",
                "protects_against": "p.", "steps": [{step}]}}]}}"#
        );
        parse("x.json", &file).unwrap_err().to_string()
    };
    for (text, reason) in [
        (r#"{"say": "s", "request": "GET /Users"}"#, "expects nothing"),
        (r#"{"say": "s", "request": "Users", "expect": {"status": 200}}"#, "METHOD /path"),
        (r#"{"say": "s", "expect": {"status": 200}}"#, "either `request` or `at_once`"),
        (r#"{"say": "s", "request": "GET /", "expect": {"status": 200, "sohws": {}}}"#, "sohws"),
        (r#"{"say": "s", "request": "GET /", "expect": {"shows": {}}}"#, "status"),
        (
            r#"{"say": "s", "request": "POST /", "body": {}, "patch": [], "expect": {"status": 200}}"#,
            "one of",
        ),
        (
            r#"{"say": "s", "request": "POST /", "with": {"a": 1}, "expect": {"status": 200}}"#,
            "belong to `profile`",
        ),
    ] {
        let told = step(text);
        assert!(told.contains(reason) && told.starts_with("x.json: "), "{told}");
    }
}

/// Runs one scenario by a part of its name.
async fn run_named(fault: Fault, part: &str) -> (Fake, Result<(), Failure>) {
    let fake = Fake::start(fault).await;
    let client = Client::new(&fake.base, TOKEN).unwrap();
    let all = all();
    let scenario = all.iter().find(|scenario| scenario.name.contains(part)).unwrap();
    let outcome = run(&client, scenario).await;
    (fake, outcome)
}

#[tokio::test]
async fn a_good_server_passes_and_is_left_clean() {
    for part in [
        "Looking for somebody unknown",
        "Requests without a valid token",
        "A second person with the same user name",
        "Unassigning deactivates",
        "A new user name replaces the old one",
        "Adding a member twice",
        "Pushing an empty group now",
        "Activation creates",
        "Members come and go one PATCH at a time",
        "Members added at the same time",
        "Of eight people created at once",
        "Two slashes in an address",
    ] {
        let (fake, outcome) = run_named(Fault::None, part).await;
        assert_eq!(outcome, Ok(()), "{part}");
        assert_eq!(fake.counts(), (0, 0), "{part}");
    }
}

#[tokio::test]
async fn a_wrong_server_fails_where_it_is_wrong_and_is_left_clean() {
    for (fault, part, step, expected) in [
        (Fault::TotalsAsText, "Looking for somebody unknown", "Step 1", "totalResults"),
        (Fault::TakesAnyToken, "Requests without a valid token", "Step 1", "status 401"),
        (Fault::TakesDuplicates, "A second person with the same", "Step 1", "status 409"),
        (Fault::TakesDuplicates, "Of eight people created at once", "Step 1", "1 × 201, 7 × 409"),
        (Fault::ShowsPasswords, "A password that comes", "Step 1", "password to be missing"),
        (Fault::IgnoresPatch, "Unassigning deactivates", "Step 2", "active = false"),
        (Fault::AddsMembersTwice, "Adding a member twice", "Step 2", "members lina"),
        (Fault::RefusesEmptyPush, "Pushing an empty group now", "Step 1", "status 200 or 204"),
        (Fault::KeepsRemovedMembers, "Activation creates", "Step 9", "members nobody"),
        (Fault::HidesInactive, "An inactive person is found", "Step 1", "exactly one match"),
        (Fault::AnswersHtml, "Looking for somebody unknown", "Step 1", "a body that is JSON"),
    ] {
        let (fake, outcome) = run_named(fault, part).await;
        let failure = outcome.unwrap_err();
        assert!(failure.step.starts_with(step), "{fault:?}: {failure}");
        assert!(failure.expected.contains(expected), "{fault:?}: {failure}");
        assert_eq!(fake.counts(), (0, 0), "{fault:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure() {
    let client = Client::new("http://127.0.0.1:9", "t").unwrap();
    let failure = run(&client, &all()[0]).await.unwrap_err();
    assert!(failure.got.contains("cannot connect"), "{failure}");
}
