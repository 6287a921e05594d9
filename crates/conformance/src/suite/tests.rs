//! The list of requirements and the cases belong together.

mod faults;

use std::collections::BTreeSet;

use super::report::{Report, html};
use super::requirement::{Level, requirements};

#[test]
fn every_requirement_has_a_name_of_its_own() {
    let all = requirements();
    let names: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(names.len(), all.len(), "an id is there twice");
    for one in &all {
        let plain = |c: char| c.is_ascii_lowercase() || c == '-' || c == '.';
        assert!(one.id.chars().all(plain), "{}", one.id);
        assert!(one.text.ends_with('.') && one.text.len() > 15, "{}: {}", one.id, one.text);
        assert!(!one.section.is_empty(), "{}", one.id);
    }
}

#[test]
fn every_must_has_a_case() {
    let cited: BTreeSet<&str> =
        super::all().iter().flat_map(|case| case.cites.iter().copied()).collect();
    let missing: Vec<_> = requirements()
        .into_iter()
        .filter(|one| !cited.contains(one.id.as_str()))
        .map(|one| format!("{} ({})", one.id, one.level))
        .collect();
    assert!(missing.is_empty(), "no case proves {missing:?}");
    assert!(requirements().iter().filter(|one| one.level == Level::Must).count() > 150);
}

#[test]
fn every_case_cites_what_is_there() {
    let all = requirements();
    let known: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    let mut names = BTreeSet::new();
    for case in super::all() {
        assert!(names.insert(case.id), "{} is there twice", case.id);
        assert!(!case.cites.is_empty(), "{} proves nothing", case.id);
        for id in case.cites {
            assert!(known.contains(id), "{} cites {id}, which is no requirement", case.id);
        }
    }
}

#[test]
fn what_a_server_sends_does_not_become_part_of_the_page() {
    let base = "http://x/<script>alert(1)</script>".to_owned();
    let page = html(&Report { base, complete: true, cases: Vec::new() });
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn an_address_without_a_scim_server_is_no_success() {
    let fake = crate::fake::Fake::start(crate::fake::Fault::None).await;
    let base = format!("{}/nowhere", fake.base);
    let client = crate::client::Client::new(&base, crate::fake::TOKEN).unwrap();
    let failure = super::run(&client, &super::Options::default(), &mut ()).await.unwrap_err();
    assert!(failure.expected.contains("is the path missing"), "{failure}");
}

#[tokio::test]
async fn scenarios_of_a_provider_are_a_section_and_tell_where_they_come_from() {
    let fake = crate::fake::Fake::start(crate::fake::Fault::None).await;
    let client = crate::client::Client::new(&fake.base, crate::fake::TOKEN).unwrap();
    let sections = vec!["google".to_owned(), "cyberark".to_owned()];
    let options = super::Options { sections, ..super::Options::default() };
    let report = super::run(&client, &options, &mut ()).await.unwrap();
    assert_eq!(report.sections().len(), 2, "{report:#?}");
    assert!(report.cases.iter().all(|case| case.origin.is_some() && !case.proves.is_empty()));
    // What a provider needs is no question of the RFCs.
    assert!(report.is_conformant());
    let page = html(&report);
    assert!(page.contains("<dt>inferred<dd>guides of services"), "{page}");
}

#[test]
fn the_providers_are_those_of_the_scenarios() {
    let names = super::providers();
    assert_eq!(names.len(), 12);
    assert!(names.iter().all(|name| super::all().iter().all(|case| case.section != name)));
}
