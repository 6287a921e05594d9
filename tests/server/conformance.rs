//! What identity providers send, as the `conformance` crate knows it: every scenario of every
//! level, and the simulated Okta.

mod suite;

use conformance::client::Client;
use conformance::scenario;
use conformance::simulate::PlainReporter;
use conformance::simulate::okta::{Dialect, Options, simulate};
use serde_json::json;
use testkit::TestApp;

use crate::support::read;

/// Runs every scenario of one identity provider, and tells all that fail.
async fn passes(idp: &str) {
    let app = TestApp::start().await;
    let client = Client::new(&app.scim_base(), app.token()).expect("a client");
    let scenarios: Vec<_> =
        scenario::all().into_iter().filter(|scenario| scenario.idp == idp).collect();
    assert!(!scenarios.is_empty(), "{idp} has no scenarios");
    let mut failures = Vec::new();
    for scenario in &scenarios {
        if let Err(failure) = scenario::run(&client, scenario).await {
            failures.push(format!("[{}] {}\n{failure}", scenario.level, scenario.name));
        }
    }
    let count = failures.len();
    assert!(failures.is_empty(), "{count} of {}:\n\n{}", scenarios.len(), failures.join("\n\n"));
    let left = read(&app.scim(), "/").await;
    assert_eq!(left["totalResults"], json!(0), "every scenario cleans up: {left}");
}

macro_rules! identity_providers {
    ($($test:ident = $idp:literal),+ $(,)?) => {
        const COVERED: &[&str] = &[$($idp),+];
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                passes($idp).await;
            }
        )+
    };
}

identity_providers! {
    okta_is_served = "okta",
    entra_id_is_served = "entra",
    onelogin_is_served = "onelogin",
    jumpcloud_is_served = "jumpcloud",
    google_is_served = "google",
    ping_is_served = "ping",
    rippling_is_served = "rippling",
    cyberark_is_served = "cyberark",
    authentik_is_served = "authentik",
    keycloak_is_served = "keycloak",
    aws_style_synchronization_is_served = "aws-sync",
    any_client_is_served = "generic",
}

#[test]
fn no_identity_provider_is_forgotten() {
    for scenario in scenario::all() {
        assert!(COVERED.contains(&scenario.idp.as_str()), "{}", scenario.idp);
    }
}

/// Lets Okta push its people, twice into one directory.
async fn okta(dialect: Dialect) {
    let app = TestApp::start().await;
    let options = Options { dialect, ..Options::new(app.scim_base(), app.token()) };
    let mut first = PlainReporter::new(Vec::new());
    let summary = simulate(&options, &mut first).await;
    let told = String::from_utf8_lossy(&first.into_inner().expect("a report")).into_owned();
    let summary = summary.unwrap_or_else(|failure| panic!("{told}\n{failure}"));
    assert_eq!((summary.users_created, summary.groups_created), (50, 6), "{told}");
    let directory = app.default_directory();
    let counts = app.service.store().counts(directory).await.expect("counts");
    let seen = usize::try_from(counts.active_users).expect("a small number");
    assert_eq!(seen, summary.users_active);
    let mut second = PlainReporter::new(Vec::new());
    let again = simulate(&options, &mut second).await;
    let told = String::from_utf8_lossy(&second.into_inner().expect("a report")).into_owned();
    let again = again.unwrap_or_else(|failure| panic!("the second time: {told}\n{failure}"));
    assert_eq!(again.users_created, 0, "everybody is found again: {told}");
    let users = read(&app.scim(), "/Users?count=0").await;
    assert_eq!(users["totalResults"], json!(counts.users), "nobody is there twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_okta_application_of_the_wizard_pushes_its_people_and_pushes_them_again() {
    okta(Dialect::Aiw).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_okta_application_of_the_network_pushes_its_people_and_pushes_them_again() {
    okta(Dialect::Oin).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_dialects_of_okta_take_turns() {
    okta(Dialect::Both).await;
}
