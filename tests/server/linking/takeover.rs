//! Attempts to have somebody else's account by linking.

use directory::event::EventKind;
use directory::settings::{Linking, Policies, Reprovision, UnknownMembers};
use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::operator;

use super::{Two, decide, decide_otherwise, open_links, renamed, theirs, two};
use crate::reprovision::choose;
use crate::support::{GROUP, created, kinds, read, refused, user, with};

fn readdressed() -> Value {
    json!([{"op": "replace", "path": "emails", "value": [{"value": "m@evil.example"}]}])
}

#[tokio::test]
async fn a_request_never_links_and_changes_by_what_the_user_is_known() {
    let Two { app, entra, ann, .. } = two(Linking::VerifiedEmail).await;
    for change in [
        json!({"userName": "mallory@example.com"}),
        json!({"emails": [{"value": "ann@example.com"}, {"value": "m@evil.example"}]}),
    ] {
        refused(&entra.post("/Users", &with(theirs(), change)).await, 409, "uniqueness");
    }
    assert_eq!(kinds(&app, &ann).await, [EventKind::UserCreated]);
}

#[tokio::test]
async fn an_account_is_not_taken_over_by_linking_first_and_changing_then() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    let path = format!("/Users/{ann}");
    created(&entra, "/Users", &theirs()).await;
    let before = read(&entra, &path).await;
    refused(&entra.patch(&path, renamed()).await, 403, "");
    refused(&entra.patch(&path, readdressed()).await, 403, "");
    refused(&entra.put(&path, &user("mallory@example.com")).await, 403, "");
    let remove = json!([{"op": "remove", "path": "emails"}]);
    refused(&entra.patch(&path, remove).await, 403, "");
    assert_eq!(read(&entra, &path).await, before);
    // Everything else is theirs to change, and the owner may do all.
    let title = json!([{"op": "replace", "path": "title", "value": "Boss"}]);
    assert_eq!(entra.patch(&path, title).await.status, 200);
    let case = json!([{"op": "replace", "path": "userName", "value": "ann@EXAMPLE.com"}]);
    assert_eq!(entra.patch(&path, case).await.status, 200, "the same name");
    assert_eq!(okta.patch(&path, renamed()).await.status, 200);
    // Not even when the policy is another, or the admin has said no.
    choose(&app, Policies::default()).await;
    refused(&entra.patch(&path, readdressed()).await, 403, "");
    decide(&app, false).await;
    refused(&entra.patch(&path, readdressed()).await, 403, "");
}

#[tokio::test]
async fn an_approval_is_for_whom_the_admin_has_seen() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    let seen = open_links(&app).await.remove(0);
    decide(&app, true).await;
    // Another account of the same identity provider, by the same name.
    let mallory = with(theirs(), json!({"externalId": "m1"}));
    let answer = entra.post("/Users", &mallory).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.text.contains("has to approve"), "{}", answer.text);
    assert!(open_links(&app).await[0].sent.contains("m1"));
    let stale = (seen.user, seen.token, seen.at);
    let decided = app.service.decide_link(app.default_directory(), stale, true, operator()).await;
    assert_eq!(decided, Ok(false), "the page of the admin shows the other");
    assert_eq!(read(&entra, &format!("/Users/{ann}")).await["externalId"], json!("00u1"));
    decide(&app, false).await;
    refused(&entra.post("/Users", &mallory).await, 409, "uniqueness");
}

#[tokio::test]
async fn the_limits_of_a_link_pass_to_the_token_that_comes_next() {
    let Two { app, okta, entra, ann } = two(Linking::VerifiedEmail).await;
    let path = format!("/Users/{ann}");
    created(&entra, "/Users", &theirs()).await;
    let directory = app.default_directory();
    let first = open_links(&app).await[0].token;
    app.service.revoke_token(directory, first, operator()).await.expect("revoked");
    assert_eq!(open_links(&app).await, [], "nobody is there to be decided about");
    let next = async |label: &str| {
        let (_, secret) = app.new_token(directory, label, Scopes::ALL, Expiry::Never).await;
        app.with_token(&secret)
    };
    let entra = next("entra").await;
    refused(&entra.patch(&path, renamed()).await, 403, "");
    let answer = entra.post("/Users", &theirs()).await;
    refused(&answer, 409, "uniqueness");
    assert!(answer.text.contains("linked to this token already"), "{}", answer.text);
    // The next token of who created Ann is linked to nobody.
    let events = kinds(&app, &ann).await;
    let successor = next("test").await;
    refused(&successor.post("/Users", &theirs()).await, 409, "uniqueness");
    assert_eq!(kinds(&app, &ann).await, events);
    assert_eq!(successor.patch(&path, renamed()).await.status, 200);
    let back = json!([{"op": "replace", "path": "userName", "value": "Ann@Example.com"}]);
    assert_eq!(okta.patch(&path, back).await.status, 200);
    decide(&app, true).await;
    assert_eq!(entra.patch(&path, renamed()).await.status, 200);
}

#[tokio::test]
async fn an_approval_that_is_taken_back_limits_the_link() {
    let Two { app, entra, ann, .. } = two(Linking::Approval).await;
    let path = format!("/Users/{ann}");
    refused(&entra.post("/Users", &theirs()).await, 409, "uniqueness");
    decide(&app, true).await;
    created(&entra, "/Users", &theirs()).await;
    decide_otherwise(&app, false).await;
    refused(&entra.patch(&path, renamed()).await, 403, "");
    decide_otherwise(&app, true).await;
    assert_eq!(entra.patch(&path, renamed()).await.status, 200);
}

/// Ann, linked by an address, and deleted by the token that is linked.
async fn deleted() -> Two {
    let two = two(Linking::VerifiedEmail).await;
    let policies = Policies {
        linking: Linking::VerifiedEmail,
        reprovision: Reprovision::Restore,
        unknown_members: UnknownMembers::Create,
        ..Policies::default()
    };
    choose(&two.app, policies).await;
    assert_eq!(created(&two.entra, "/Users", &theirs()).await.id(), two.ann);
    assert_eq!(two.entra.delete(&format!("/Users/{}", two.ann)).await.status, 204);
    two
}

#[tokio::test]
async fn whoever_is_deleted_does_not_come_back_as_somebody_else() {
    let Two { app: _app, entra, ann, .. } = deleted().await;
    let member = json!([{"value": "e7", "display": "mallory@example.com"}]);
    let band = json!({"schemas": [GROUP], "displayName": "Band", "members": member});
    let band = created(&entra, "/Groups", &band).await.id();
    let members = entra.members(&band).await;
    assert_eq!(members.len(), 1);
    assert_ne!(members[0], ann);
    let evil = with(theirs(), json!({"emails": [{"value": "m@evil.example"}]}));
    assert_ne!(created(&entra, "/Users", &evil).await.id(), ann);
}

#[tokio::test]
async fn whoever_is_deleted_comes_back_as_they_were() {
    let Two { app: _app, entra, ann, .. } = deleted().await;
    let same = with(theirs(), json!({"emails": crate::support::ann()["emails"]}));
    assert_eq!(created(&entra, "/Users", &same).await.id(), ann);
    refused(&entra.patch(&format!("/Users/{ann}"), renamed()).await, 403, "");
}
