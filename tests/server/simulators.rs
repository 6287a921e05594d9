//! The simulated identity providers, each in each of its ways: twice into a directory of its own,
//! and twice beside another provider.

use conformance::simulate::{
    Mode, Options, PlainReporter, Provider, Summary, clean, provider, providers, run,
};
use serde_json::json;
use testkit::TestApp;

use crate::support::read;

const USERS: usize = 12;
const GROUPS: usize = 3;

/// Plays a provider, which must find nothing wrong.
async fn play(app: &TestApp, provider: &Provider, mode: &Mode) -> Summary {
    let mut report = PlainReporter::new(Vec::new());
    let options = options(app, provider);
    let outcome = run(mode, &options, &mut report).await;
    let told = report.into_inner().expect("a report");
    let told = String::from_utf8_lossy(&told);
    outcome.unwrap_or_else(|failure| panic!("{} {}: {told}\n{failure}", provider.name, mode.name))
}

fn options(app: &TestApp, provider: &Provider) -> Options {
    let new = Options::new(app.scim_base(), app.token(), provider);
    Options { users: USERS, groups: GROUPS, ..new }
}

/// How many users and groups there are.
async fn there(app: &TestApp) -> serde_json::Value {
    let scim = app.scim();
    let users = read(&scim, "/Users?count=0").await;
    let groups = read(&scim, "/Groups?count=0").await;
    json!([users["totalResults"], groups["totalResults"]])
}

/// Twice alone, in every mode, and cleaned up after each.
async fn alone(name: &str) {
    let app = TestApp::start().await;
    let provider = provider(name).expect("a provider");
    for mode in provider.modes {
        let first = play(&app, provider, mode).await;
        assert_eq!((first.users_created, first.users_linked), (USERS, 0), "{}", mode.name);
        let groups = first.groups_created;
        assert_eq!(there(&app).await, json!([USERS, groups]), "{}", mode.name);
        let again = play(&app, provider, mode).await;
        assert_eq!((again.users_created, again.users_linked), (0, USERS), "{}", mode.name);
        assert_eq!((again.groups_created, again.groups_linked), (0, groups), "{}", mode.name);
        assert_eq!(again.memberships, first.memberships, "{}", mode.name);
        assert_eq!(there(&app).await, json!([USERS, groups]), "nobody is there twice");
        let mut report = PlainReporter::new(Vec::new());
        clean(&options(&app, provider), &mut report).await.expect("all of it deleted");
        assert_eq!(there(&app).await, json!([0, 0]), "{}", mode.name);
    }
}

macro_rules! alone {
    ($($test:ident = $name:literal),+ $(,)?) => {
        const COVERED: &[&str] = &[$($name),+];
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                alone($name).await;
            }
        )+
    };
}

alone! {
    okta_pushes_its_people_twice = "okta",
    entra_id_pushes_its_people_twice = "entra",
    onelogin_pushes_its_people_twice = "onelogin",
    jumpcloud_pushes_its_people_twice = "jumpcloud",
    google_pushes_its_people_twice = "google",
    ping_pushes_its_people_twice = "ping",
    rippling_pushes_its_people_twice = "rippling",
    cyberark_pushes_its_people_twice = "cyberark",
    authentik_pushes_its_people_twice = "authentik",
    keycloak_plugins_push_their_people_twice = "keycloak",
    aws_style_clients_push_their_people_twice = "aws-sync",
}

#[test]
fn no_provider_is_forgotten() {
    let all: Vec<_> = providers().iter().map(|provider| provider.name).collect();
    assert_eq!(all, COVERED);
}

/// Each provider shares a directory with the next one; both push at the same time, twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_providers_share_a_directory() {
    let all = providers();
    for (number, one) in all.iter().enumerate() {
        let app = TestApp::start().await;
        let other = all[(number + 1) % all.len()];
        let both = || async {
            tokio::join!(play(&app, one, &one.modes[0]), play(&app, other, &other.modes[0]))
        };
        let (first, second) = both().await;
        assert_eq!((first.users_created, second.users_created), (USERS, USERS), "{}", one.name);
        let groups = first.groups_created + second.groups_created;
        assert_eq!(there(&app).await, json!([2 * USERS, groups]), "{}", one.name);
        let (first, second) = both().await;
        assert_eq!((first.users_created, second.users_created), (0, 0), "{}", one.name);
        assert_eq!(there(&app).await, json!([2 * USERS, groups]), "{}", one.name);
    }
}
