//! Every provider against the fake, right and wrong.

use super::super::{
    Mode, Options, PlainReporter, Provider, Summary, clean, provider, providers, run,
};
use crate::Failure;
use crate::fake::{Fake, Fault, TOKEN};
use crate::simulate::provider::Speech;

/// The providers that the engine plays, each in all its modes.
fn played() -> Vec<(&'static Provider, &'static Mode)> {
    let all = providers().iter().flat_map(|one| one.modes.iter().map(move |mode| (*one, mode)));
    all.filter(|(_, mode)| matches!(mode.speech, Speech::Engine(_))).collect()
}

fn options(fake: &Fake, provider: &Provider, users: usize, groups: usize) -> Options {
    Options { users, groups, ..Options::new(&fake.base, TOKEN, provider) }
}

/// Plays a provider and hands back what it reported, too.
async fn play(mode: &Mode, options: &Options) -> (Result<Summary, Failure>, String) {
    let mut report = PlainReporter::new(Vec::new());
    let outcome = run(mode, options, &mut report).await;
    (outcome, String::from_utf8(report.into_inner().unwrap()).unwrap())
}

#[tokio::test]
async fn every_provider_pushes_its_people_and_finds_them_again() {
    for (provider, mode) in played() {
        for (users, groups) in [(1, 0), (1, 1), (2, 1), (23, 4)] {
            let name = format!("{} {} {users} {groups}", provider.name, mode.name);
            let fake = Fake::start(Fault::None).await;
            let options = options(&fake, provider, users, groups);
            let (outcome, text) = play(mode, &options).await;
            let first = outcome.unwrap_or_else(|failure| panic!("{name}: {text}\n{failure}"));
            let groups = if first.groups_created == 0 { 0 } else { groups };
            assert_eq!((first.users_created, first.users_linked), (users, 0), "{name}: {text}");
            assert_eq!(fake.counts(), (users, groups), "{name}: {text}");
            assert_eq!(first.users_inactive > 0, users > 1, "{name}: {first}");

            let (outcome, text) = play(mode, &options).await;
            let again = outcome.unwrap_or_else(|failure| panic!("{name}: {text}\n{failure}"));
            assert_eq!((again.users_created, again.users_linked), (0, users), "{name}: {text}");
            assert_eq!(again.groups_created, 0, "{name}: {text}");
            assert_eq!(again.memberships, first.memberships, "{name}");
            assert_eq!(fake.counts(), (users, groups), "{name}");
            assert!(fake.user_names().iter().all(|name| name.starts_with(&options.prefix)));

            let removed = clean(&options, &mut PlainReporter::new(Vec::new())).await.unwrap();
            assert_eq!((removed.users, removed.groups), (users, groups), "{name}");
            assert_eq!(fake.counts(), (0, 0), "{name}");
        }
    }
}

#[tokio::test]
async fn cleaning_leaves_the_others() {
    let fake = Fake::start(Fault::None).await;
    let (google, entra) = (provider("google").unwrap(), provider("entra").unwrap());
    for one in [google, entra] {
        play(&one.modes[0], &options(&fake, one, 5, 2)).await.0.unwrap();
    }
    let mine = options(&fake, entra, 5, 2);
    let removed = clean(&mine, &mut PlainReporter::new(Vec::new())).await.unwrap();
    assert_eq!((removed.users, removed.groups), (5, 2));
    assert!(fake.user_names().iter().all(|name| name.starts_with("sim-google.")));
    let nobody = Options { prefix: " ".into(), ..mine };
    let refused = clean(&nobody, &mut PlainReporter::new(Vec::new())).await.unwrap_err();
    assert!(refused.expected.contains("a prefix"), "{refused}");
    assert_eq!(fake.counts(), (5, 0));
}

#[tokio::test]
async fn each_provider_sends_what_is_its_own() {
    for (name, mode, wanted, never) in [
        ("entra", "default", "?filter=userName+eq+%22sim-entra.", "aadOptscim062020"),
        ("entra", "compliant", "/Users?aadOptscim062020&filter=externalId+eq+", "PUT "),
        ("onelogin", "", "PUT /scim/v2/Users/r000001?", "PATCH /scim/v2/Users"),
        ("jumpcloud", "", "DELETE /scim/v2/Groups/r000002", "PUT /scim/v2/Groups"),
        ("google", "suspend", "PATCH /scim/v2/Users/", "DELETE "),
        ("google", "delete", "DELETE /scim/v2/Users/", "/Groups"),
        ("ping", "pingone", "filter=username%20Eq%20", "/Users/0"),
        ("ping", "pingfederate", "GET /scim/v2/Users/0", "PATCH "),
        ("rippling", "put", "PUT /scim/v2/Groups/", "PATCH /scim/v2/Groups/"),
        ("cyberark", "", "GET /scim/v2/ResourceTypes/User", "DELETE "),
        ("authentik", "", "GET /scim/v2/ServiceProviderConfig", "PATCH /scim/v2/Users"),
        ("keycloak", "libre", "PUT /scim/v2/Groups/", "PATCH "),
        ("keycloak", "outbound", "PATCH /scim/v2/Users/", "PUT "),
        ("aws-sync", "", "members%20eq%20", "PATCH /scim/v2/Users"),
    ] {
        let fake = Fake::start(Fault::None).await;
        let provider = provider(name).unwrap();
        let mode = provider.mode(mode).unwrap();
        play(mode, &options(&fake, provider, 12, 2)).await.0.unwrap();
        let sent = fake.requests();
        assert!(sent.iter().any(|line| line.contains(wanted)), "{name} {wanted}: {sent:#?}");
        let found = sent.iter().find(|line| line.contains(never));
        assert_eq!(found, None, "{name} {never}");
    }
}

#[tokio::test]
async fn every_mistake_of_a_server_is_found_in_the_step_it_belongs_to() {
    for (name, fault, step, expected) in [
        ("entra", Fault::AnswersHtml, "Test the connection", "a JSON object"),
        ("entra", Fault::TotalsAsText, "Test the connection", "totalResults as a whole number"),
        ("entra", Fault::TakesAnyToken, "Come with a wrong token", "status 401"),
        ("entra", Fault::TakesDuplicates, "Create ", "status 409"),
        ("aws-sync", Fault::IgnoresFilters, "Provision ", "whose userName is"),
        ("entra", Fault::KeepsPathsAsNames, "Change ", "name.familyName = "),
        ("google", Fault::IgnoresPatch, "Change ", "name.familyName = "),
        ("onelogin", Fault::IgnoresDeactivation, "Deactivate ", "active = false"),
        ("entra", Fault::ManagersAsText, "Give people their managers", "manager"),
        ("ping", Fault::HidesInactive, "Deactivate ", "the person, active or not"),
        ("entra", Fault::RemovesAllMembers, "Exchange members of the group ", "members"),
        ("rippling", Fault::KeepsRemovedMembers, "Exchange members of the group ", "members"),
        ("entra", Fault::AddsMembersTwice, "Add members to the group ", "members"),
        ("ping", Fault::EmptiesOnRename, "Rename the group ", "members"),
        ("aws-sync", Fault::KeepsDeletedGroups, "Push the group sim-aws-sync Short", "status 404"),
        ("entra", Fault::KeepsDeletedMembers, "Provision ", "members"),
    ] {
        let fake = Fake::start(fault).await;
        let provider = provider(name).unwrap();
        let (outcome, text) = play(&provider.modes[0], &options(&fake, provider, 20, 2)).await;
        let failure = outcome.expect_err("a fault that is found");
        assert!(failure.step.starts_with(step), "{name} {fault:?}: {failure}");
        assert!(failure.expected.contains(expected), "{name} {fault:?}: {failure}");
        assert!(text.contains("… wrong\n") && !text.contains(TOKEN), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_waited_for() {
    let fake = Fake::start(Fault::AsksToWait).await;
    let entra = provider("entra").unwrap();
    let (outcome, text) = play(&entra.modes[0], &options(&fake, entra, 10, 2)).await;
    assert!(outcome.is_ok(), "{text}");
}

#[tokio::test]
async fn nobody_to_push_is_refused_and_the_provider_named() {
    let entra = provider("entra").unwrap();
    let new = Options::new("http://127.0.0.1:9", "hidden", entra);
    assert!(!format!("{new:?}").contains("hidden"));
    let failure = play(&entra.modes[0], &Options { users: 0, ..new }).await.0.unwrap_err();
    assert_eq!(failure.step, "Set up the application in Entra ID");
}
