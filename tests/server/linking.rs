//! Users whom another token has created, by the policy of the directory.

mod takeover;

use std::time::Duration;

use directory::event::EventKind;
use directory::link::{Link, LinkState};
use directory::settings::{Linking, Policies, Reprovision};
use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::{Caller, TestApp, operator};

use crate::bulk::{bulk, id, post, statuses};
use crate::reprovision::choose;
use crate::support::{ann, created, kinds, read, refused, user, with};

/// A directory with two identity providers. The first has created Ann.
struct Two {
    app: TestApp,
    okta: Caller,
    entra: Caller,
    ann: String,
}

async fn two(linking: Linking) -> Two {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    choose(&app, Policies { linking, ..Policies::default() }).await;
    verify(&app, &["example.com"]).await;
    let (_, secret) = app.new_token(directory, "entra", Scopes::ALL, Expiry::Never).await;
    let (okta, entra) = (app.scim(), app.with_token(&secret));
    let ann = created(&okta, "/Users", &ann()).await.id();
    Two { app, okta, entra, ann }
}

async fn verify(app: &TestApp, domains: &[&str]) {
    let domains: Vec<String> = domains.iter().map(|domain| (*domain).to_owned()).collect();
    let directory = app.default_directory();
    app.service.set_verified_domains(directory, &domains, operator()).await.expect("domains");
}

/// Ann as the second identity provider knows her.
fn theirs() -> Value {
    with(
        user("ann@example.com"),
        json!({"externalId": "e7", "title": "Boss",
            "emails": [{"value": "ann@example.com", "type": "work"}]}),
    )
}

async fn open_links(app: &TestApp) -> Vec<Link> {
    app.service.store().open_links(app.default_directory(), 10).await.expect("links")
}

async fn decide(app: &TestApp, approve: bool) {
    let open = open_links(app).await;
    assert_eq!(open.len(), 1, "{open:?}");
    let link = (open[0].user, open[0].token, open[0].at);
    let directory = app.default_directory();
    let decided = app.service.decide_link(directory, link, approve, operator()).await;
    assert_eq!(decided, Ok(true));
    let again = app.service.decide_link(directory, link, approve, operator()).await;
    assert_eq!(again, Ok(false), "there is nothing to decide any more");
}

/// What is decided is decided otherwise.
async fn decide_otherwise(app: &TestApp, approve: bool) {
    let directory = app.default_directory();
    let decided = app.service.store().decided_links(directory, None, 10).await.expect("links");
    assert_eq!(decided.len(), 1, "{decided:?}");
    let link = (decided[0].user, decided[0].token, decided[0].at);
    let done = app.service.decide_link(directory, link, approve, operator()).await;
    assert_eq!(done, Ok(true));
}

fn renamed() -> Value {
    json!([{"op": "replace", "path": "userName", "value": "mallory@example.com"}])
}

#[tokio::test]
async fn unless_an_admin_chooses_nobody_is_linked() {
    let Two { app, entra, ann, .. } = two(Linking::Never).await;
    let events = app.events(None).await.len();
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(app.events(None).await.len(), events);
    let other = created(&entra, "/Users", &with(theirs(), json!({"userName": "ann2"}))).await;
    assert_ne!(other.id(), ann, "the same address is no name");
}

#[tokio::test]
async fn a_verified_address_links_and_changes_nothing_but_the_external_id() {
    let Two { app, entra, ann, .. } = two(Linking::VerifiedEmail).await;
    let path = format!("/Users/{ann}");
    let before = read(&entra, &path).await;
    let answer = created(&entra, "/Users", &theirs()).await;
    assert_eq!(answer.id(), ann);
    assert_eq!(answer.header("location"), Some(format!("{}{path}", app.scim_base()).as_str()));
    let after = read(&entra, &path).await;
    assert_eq!(answer.json, after);
    let expected = with(before, json!({"externalId": "e7", "meta": after["meta"]}));
    assert_eq!(after, expected);
    let event = app.events(Some(&ann)).await.pop().expect("an event");
    assert_eq!(event.kind, EventKind::UserLinked);
    assert_eq!(event.data["provider"], json!("entra"));
    assert_eq!(
        event.data["changes"],
        json!([{"path": "externalId", "before": "00u1", "after": "e7"}])
    );
    // The answer may have been lost; the user is found by a filter then.
    let events = app.events(None).await.len();
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(app.events(None).await.len(), events);
    assert_eq!(entra.filter("/Users", "externalId eq \"e7\"").await.ids(), [ann]);
}

#[tokio::test]
async fn only_a_verified_address_that_both_have_links() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    verify(&app, &["other.example"]).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    verify(&app, &["example.com"]).await;
    // Ann has no address of hers with which this agrees.
    let odd = with(user("bob"), json!({"emails": [{"value": "bob@example.com"}]}));
    assert_ne!(created(&entra, "/Users", &odd).await.id(), ann);
    // An address that two have tells nothing.
    let shared = json!({"emails": [{"value": "team@example.com"}]});
    for name in ["x1", "x2"] {
        created(&okta, "/Users", &with(user(name), shared.clone())).await;
    }
    created(&entra, "/Users", &with(user("x3"), shared)).await;
    assert_eq!(kinds(&app, &ann).await, [EventKind::UserCreated]);
}

#[tokio::test]
async fn an_address_that_somebody_else_has_too_links_nobody() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    // A userName is an address as well.
    created(&okta, "/Users", &user("bob@example.com")).await;
    let bob = with(user("bob"), json!({"emails": [{"value": "bob@example.com"}]}));
    refused(&entra.post("/Users", &bob).await, 409, "uniqueness");
    let other = json!({"emails": [{"value": "ann@example.com"}]});
    created(&okta, "/Users", &with(user("other"), other)).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(kinds(&app, &ann).await, [EventKind::UserCreated]);
}

#[tokio::test]
async fn an_admin_can_lift_the_limits_of_a_link() {
    let Two { app, entra, ann, .. } = two(Linking::VerifiedEmail).await;
    created(&entra, "/Users", &theirs()).await;
    decide(&app, true).await;
    assert_eq!(entra.patch(&format!("/Users/{ann}"), renamed()).await.status, 200);
    let told = kinds(&app, &ann).await;
    assert!(told.contains(&EventKind::LinkApproved), "{told:?}");
}

#[tokio::test]
async fn an_admin_is_asked_once_and_then_the_request_goes_through() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    for _ in 0..3 {
        let answer = entra.post("/Users", &theirs()).await;
        refused(&answer, 409, "uniqueness");
        assert!(answer.text.contains("has to approve"), "{}", answer.text);
    }
    assert_eq!(kinds(&app, &ann).await, [EventKind::UserCreated, EventKind::LinkAsked]);
    let open = open_links(&app).await;
    assert_eq!((open[0].label.as_str(), open[0].state), ("entra", LinkState::Asked));
    assert!(open[0].sent.contains("e7"), "{}", open[0].sent);
    decide(&app, true).await;
    let answer = created(&entra, "/Users", &theirs()).await;
    assert_eq!(answer.id(), ann);
    assert_eq!(answer.json["externalId"], json!("e7"));
    assert_eq!(answer.json["title"], json!("Engineer"), "nothing else changes with it");
    assert_eq!(entra.patch(&format!("/Users/{ann}"), renamed()).await.status, 200);
}

#[tokio::test]
async fn who_is_known_by_an_address_under_another_name_is_asked_for_too() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    let body = with(theirs(), json!({"userName": "alee"}));
    refused(&entra.post("/Users", &body).await, 409, "uniqueness");
    decide(&app, true).await;
    let answer = created(&entra, "/Users", &body).await;
    assert_eq!((answer.id(), &answer.json["userName"]), (ann, &json!("Ann@Example.com")));
}

#[tokio::test]
async fn an_admin_can_say_no() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    entra.post("/Users", &theirs()).await;
    decide(&app, false).await;
    let answer = entra.post("/Users", &theirs()).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.text.contains("refused"), "{}", answer.text);
    assert_eq!(open_links(&app).await, []);
    assert_eq!(read(&entra, &format!("/Users/{ann}")).await["externalId"], json!("00u1"));
}

#[tokio::test]
async fn an_answer_can_be_taken_back() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    decide(&app, true).await;
    decide_otherwise(&app, false).await;
    let answer = entra.post("/Users", &theirs()).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.text.contains("refused"), "{}", answer.text);
    decide_otherwise(&app, true).await;
    assert_eq!(created(&entra, "/Users", &theirs()).await.id(), ann);
    let told = kinds(&app, &ann).await;
    let of = |kind| told.iter().filter(|one| **one == kind).count();
    assert_eq!((of(EventKind::LinkApproved), of(EventKind::LinkRefused)), (2, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_at_once_one_counts() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    let open = open_links(&app).await.remove(0);
    let link = (open.user, open.token, open.at);
    let directory = app.default_directory();
    let answers = (0..8).map(|n| app.service.decide_link(directory, link, n % 2 == 0, operator()));
    let answers = futures_util::future::join_all(answers).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(true)).count(), 1, "{answers:?}");
    assert_eq!(kinds(&app, &ann).await.len(), 3, "created, asked, and decided once");
}

#[tokio::test]
async fn nothing_is_decided_about_who_is_gone() {
    let Two { app, okta, entra, ann } = two(Linking::Approval).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    let open = open_links(&app).await.remove(0);
    assert_eq!(okta.delete(&format!("/Users/{ann}")).await.status, 204);
    assert_eq!(open_links(&app).await, []);
    let link = (open.user, open.token, open.at);
    let decided = app.service.decide_link(app.default_directory(), link, true, operator()).await;
    assert_eq!(decided, Ok(false));
    assert_ne!(created(&entra, "/Users", &theirs()).await.id(), ann);
}

#[tokio::test]
async fn who_is_refused_as_one_person_can_come_as_another() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    let namesake = with(theirs(), json!({"userName": "alee"}));
    refused(&entra.post("/Users", &namesake).await, 409, "uniqueness");
    decide(&app, false).await;
    assert_ne!(created(&entra, "/Users", &namesake).await.id(), ann);
}

#[tokio::test]
async fn what_is_not_answered_or_not_used_is_forgotten() {
    let Two { app, entra, .. } = two(Linking::Approval).await;
    let purge = async || {
        let now = app.service.env().now().plus(Duration::from_mins(1));
        app.service.store().purge(now, now).await.expect("upkeep");
    };
    for _ in 0..2 {
        refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
        assert_eq!(open_links(&app).await.len(), 1);
        purge().await;
        assert_eq!(open_links(&app).await, []);
    }
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    decide(&app, true).await;
    purge().await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(open_links(&app).await.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_gone_waits_for_nobody() {
    let Two { app, entra, .. } = two(Linking::Approval).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    let token = open_links(&app).await[0].token;
    app.service.revoke_token(app.default_directory(), token, operator()).await.expect("revoked");
    assert_eq!(open_links(&app).await, []);
}

#[tokio::test]
async fn a_token_is_never_linked_to_whom_it_has_created() {
    for linking in [Linking::VerifiedEmail, Linking::Approval] {
        let Two { app, okta, ann, .. } = two(linking).await;
        refused(&okta.post("/Users", &theirs()).await, 409, "uniqueness");
        assert_eq!(kinds(&app, &ann).await, [EventKind::UserCreated], "{linking:?}");
        let other = created(&okta, "/Users", &with(theirs(), json!({"userName": "ann2"}))).await;
        assert_ne!(other.id(), ann);
    }
}

#[tokio::test]
async fn an_operation_of_a_bulk_request_links_unless_others_refer_to_it() {
    let Two { app: _app, entra, ann, .. } = two(Linking::VerifiedEmail).await;
    let band = json!({"displayName": "Band", "members": [{"value": "bulkId:a"}]});
    let refers = [post("/Users", "a", theirs()), post("/Groups", "g", band)];
    assert_eq!(statuses(&bulk(&entra, &refers).await), ["409", "409"]);
    let answers = bulk(&entra, &[post("/Users", "a", theirs())]).await;
    assert_eq!(statuses(&answers), ["201"]);
    assert_eq!(id(&answers[0]), ann);
}

#[tokio::test]
async fn an_inactive_user_is_not_linked() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    okta.patch(&format!("/Users/{ann}"), off).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(open_links(&app).await, []);
}

#[tokio::test]
async fn who_is_there_is_meant_rather_than_who_was_deleted() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    let linking = Linking::VerifiedEmail;
    choose(&app, Policies { linking, reprovision: Reprovision::Restore, ..Policies::default() })
        .await;
    let gone = created(&okta, "/Users", &with(user("x"), json!({"externalId": "e7"}))).await.id();
    okta.delete(&format!("/Users/{gone}")).await;
    assert_eq!(created(&entra, "/Users", &theirs()).await.id(), ann);
}

#[tokio::test]
async fn nobody_is_linked_across_directories() {
    for linking in [Linking::VerifiedEmail, Linking::Approval] {
        let Two { app, ann, .. } = two(linking).await;
        let other = app.other_directory("other").await;
        let directory = app.service.directory("other").expect("the directory").id;
        let alter = |_| Policies { linking, ..Policies::default() };
        app.service.alter_policies(directory, alter, operator()).await.expect("a change");
        let domains = ["example.com".to_owned()];
        app.service.set_verified_domains(directory, &domains, operator()).await.expect("domains");
        assert_ne!(created(&other, "/Users", &theirs()).await.id(), ann);
        assert_eq!(app.service.store().open_links(directory, 10).await.expect("links"), []);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_ask_at_once_one_is_heard() {
    for linking in [Linking::VerifiedEmail, Linking::Approval] {
        let Two { app, entra, ann, .. } = two(linking).await;
        let body = theirs();
        let posts = (0..10).map(|_| entra.post("/Users", &body));
        let answers = futures_util::future::join_all(posts).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(made, usize::from(linking == Linking::VerifiedEmail));
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            refused(answer, 409, "uniqueness");
        }
        assert_eq!(app.events(Some(&ann)).await.len(), 2, "created, and asked or linked");
    }
}
