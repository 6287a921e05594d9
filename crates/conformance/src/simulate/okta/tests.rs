use super::*;
use crate::fake::{Fake, Fault, TOKEN};
use crate::simulate::PlainReporter;

/// Runs a simulation and hands back what it reported, too.
async fn simulate_on(fake: &Fake, options: Options) -> (Result<Summary, Failure>, String) {
    let mut report = PlainReporter::new(Vec::new());
    let outcome = simulate(&options, &mut report).await;
    let text = String::from_utf8(report.into_inner().unwrap()).unwrap();
    assert!(text.starts_with("Test the connection … "), "{}: {text}", fake.base);
    (outcome, text)
}

fn options(fake: &Fake, users: usize, groups: usize, dialect: Dialect) -> Options {
    Options { users, groups, dialect, ..Options::new(&fake.base, TOKEN) }
}

#[tokio::test]
async fn fifty_people_and_six_groups_arrive() {
    let fake = Fake::start(Fault::None).await;
    let (outcome, text) = simulate_on(&fake, options(&fake, 50, 6, Dialect::Both)).await;
    let summary = outcome.unwrap();
    assert_eq!(fake.counts(), (50, 6));
    assert_eq!((summary.users_created, summary.users_linked), (50, 0));
    assert_eq!((summary.groups_created, summary.groups_linked), (6, 0));
    assert_eq!((summary.users_active, summary.users_inactive), (47, 3));
    assert_eq!(summary.requests, u64::try_from(fake.requests().len()).unwrap());
    assert!(text.contains(" by PATCH … the answer shows active=false\n"), "{text}");
    assert!(text.contains("Create the first 49 of 50 people … 49 created\n"), "{text}");

    let (outcome, text) = simulate_on(&fake, options(&fake, 50, 6, Dialect::Both)).await;
    let again = outcome.unwrap();
    assert_eq!((again.users_created, again.users_linked), (0, 50));
    assert_eq!((again.groups_created, again.groups_linked), (0, 6));
    assert_eq!(again.memberships, summary.memberships);
    assert_eq!(fake.counts(), (50, 6));
    assert!(text.contains("already there and linked"), "{text}");
}

#[tokio::test]
async fn every_size_and_dialect_ends_well() {
    for dialect in [Dialect::Both, Dialect::Aiw, Dialect::Oin] {
        for (users, groups) in [(1, 0), (1, 1), (2, 1), (3, 2), (12, 40), (230, 3)] {
            let fake = Fake::start(Fault::None).await;
            let (outcome, text) = simulate_on(&fake, options(&fake, users, groups, dialect)).await;
            let summary =
                outcome.unwrap_or_else(|failure| panic!("{dialect} {users} {groups}: {failure}"));
            assert_eq!(fake.counts(), (users, groups), "{text}");
            assert!(summary.users_active > summary.users_inactive, "{summary}");
        }
    }
}

#[tokio::test]
async fn each_dialect_sends_what_is_its_own() {
    let fake = Fake::start(Fault::None).await;
    simulate_on(&fake, options(&fake, 20, 3, Dialect::Aiw)).await.0.unwrap();
    let sent = fake.requests();
    assert!(sent.iter().any(|request| request.starts_with("PUT /scim/v2/Groups/")));
    assert!(!sent.iter().any(|request| request.starts_with("PATCH ")));

    let fake = Fake::start(Fault::None).await;
    simulate_on(&fake, options(&fake, 20, 3, Dialect::Oin)).await.0.unwrap();
    let sent = fake.requests();
    assert!(sent.iter().any(|request| request.starts_with("PATCH /scim/v2/Users/")));
    assert!(sent.iter().any(|request| request.starts_with("PATCH /scim/v2/Groups/")));
    assert!(!sent.iter().any(|request| request.starts_with("PUT /scim/v2/Groups/")));
    assert!(!sent.iter().any(|request| request.starts_with("DELETE /scim/v2/Users/")));
}

#[tokio::test]
async fn every_mistake_of_a_server_is_found_in_the_step_it_belongs_to() {
    for (fault, step, expected) in [
        (Fault::AnswersHtml, "Test the connection", "a JSON object"),
        (Fault::TotalsAsText, "Test the connection", "totalResults as a whole number"),
        (Fault::TakesAnyToken, "Come with a wrong token", "status 401"),
        (Fault::ShowsPasswords, "Create ", "no password"),
        (Fault::TakesDuplicates, "Create ", "status 409"),
        (Fault::ForgetsExtensions, "Add custom attributes to ", "acme"),
        (Fault::BooleansAsText, "Add custom attributes to ", "isAdmin = "),
        (Fault::IgnoresDeactivation, "Deactivate ", "active = false"),
        (Fault::IgnoresPatch, "Deactivate ", "active = false"),
        (Fault::HidesInactive, "Deactivate ", "the person, active or not"),
        (Fault::KeepsRemovedMembers, "In the group ", "members"),
        (Fault::AddsMembersTwice, "Put everybody back", "members"),
        (Fault::EmptiesOnRename, "In the group ", "members"),
        (Fault::RefusesEmptyPush, "Push the group ", "status 200 or 204"),
        (Fault::KeepsDeletedGroups, "Push the group Short-Lived Project", "status 404"),
    ] {
        let fake = Fake::start(fault).await;
        let (outcome, text) = simulate_on(&fake, options(&fake, 20, 2, Dialect::Both)).await;
        let failure = outcome.unwrap_err();
        assert!(failure.step.starts_with(step), "{fault:?}: {failure}");
        assert!(failure.expected.contains(expected), "{fault:?}: {failure}");
        assert!(text.contains("… wrong\n"), "{text}");
        assert!(!text.contains(TOKEN) && !text.contains("Tmp-"), "{text}");
    }
    let fake = Fake::start(Fault::RepeatsFirstPage).await;
    let (outcome, _) = simulate_on(&fake, options(&fake, 150, 0, Dialect::Both)).await;
    let failure = outcome.unwrap_err();
    assert_eq!(
        (failure.step.as_str(), failure.expected.as_str()),
        ("Import everybody", "every resource once")
    );
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_waited_for() {
    let fake = Fake::start(Fault::AsksToWait).await;
    let (outcome, text) = simulate_on(&fake, options(&fake, 10, 2, Dialect::Both)).await;
    assert!(outcome.is_ok(), "{text}");
}

#[tokio::test]
async fn nobody_to_push_is_refused() {
    let mut report = PlainReporter::new(Vec::new());
    let options = Options { users: 0, ..Options::new("http://127.0.0.1:9", "t") };
    let failure = simulate(&options, &mut report).await.unwrap_err();
    assert_eq!(failure.expected, "at least one person to push");
    assert!(!format!("{:?}", Options::new("http://h", "hidden")).contains("hidden"));
}

#[test]
fn dialects_have_names() {
    for dialect in [Dialect::Both, Dialect::Aiw, Dialect::Oin] {
        assert_eq!(dialect.to_string().parse(), Ok(dialect));
    }
    assert!("saml".parse::<Dialect>().unwrap_err().contains("both, aiw or oin"));
}
