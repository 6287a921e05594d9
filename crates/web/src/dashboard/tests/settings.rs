//! Switching SCIM on and off, and infra tokens.

use directory::AuthenticationError;
use directory::event::{Actor, EventKind, HistoryQuery};
use directory::resource::{Include, Kind};
use directory::settings::{Linking, Policies, Preset};
use http::StatusCode;
use serde_json::json;

use super::browser::{Browser, EMAIL, PUBLIC_URL};

#[tokio::test]
async fn the_switch_shows_the_base_url_and_asks_before_it_goes_off() {
    let mut browser = Browser::signed_in().await;
    assert_eq!(browser.get("/settings").await.location(), "/settings/configurations");
    let off = browser.get("/settings/configurations").await;
    assert!(off.text.contains("Enable SCIM Provisioning"), "{}", off.text);
    assert!(!off.text.contains("SCIM Base URL"), "{}", off.text);
    let answer = browser.post("/settings/configurations/scim", &[("state", "on")]).await;
    assert_eq!(answer.location(), "/settings/configurations?done=on");
    let on = browser.get("/settings/configurations?done=on").await;
    assert_eq!(on.input("scim-base-url"), format!("{PUBLIC_URL}/scim/v2"));
    assert!(on.text.contains("SCIM provisioning is on."), "{}", on.text);
    browser.post("/settings/configurations/scim", &[("state", "paused")]).await;
    let paused = browser.get("/settings/configurations").await;
    assert!(paused.text.contains("Resume"), "{}", paused.text);
    let undecided = browser.post("/settings/configurations/switch-off", &[]).await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(undecided.text.contains("Choose what becomes of the users."), "{}", undecided.text);
    let odd = browser.post("/settings/configurations/scim", &[("state", "maybe")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn switching_off_keeps_or_deactivates_the_users() {
    let mut browser = Browser::signed_in().await;
    for (choice, active, location) in [
        ("keep", 2, "/settings/configurations?done=off"),
        ("deactivate", 0, "/settings/configurations?done=off&deactivated=2"),
    ] {
        let okta = browser.identity_provider().await;
        if choice == "keep" {
            for name in ["ada", "grace"] {
                browser.push(&okta, Kind::User, &json!({"userName": name})).await;
            }
        }
        let question = browser.get("/settings/configurations/switch-off").await;
        assert!(question.text.contains("2 active users will lose all access."));
        let answer =
            browser.post("/settings/configurations/switch-off", &[("users", choice)]).await;
        assert_eq!(answer.location(), location);
        let counts = browser.service.store().counts(okta.directory.id).await.unwrap();
        assert_eq!((counts.users, counts.active_users), (2, active));
    }
    let again = browser.get("/settings/configurations/switch-off").await;
    assert_eq!(again.location(), "/settings/configurations");
}

#[tokio::test]
async fn unique_group_names_are_a_switch() {
    let mut browser = Browser::signed_in().await;
    let address = "/settings/configurations/unique-group-names";
    for (value, expected) in [("false", false), ("true", true)] {
        browser.post(address, &[("unique", value)]).await;
        let directory = browser.service.directory("default").unwrap();
        assert_eq!(directory.settings.unique_group_names, expected);
    }
    assert_eq!(browser.post(address, &[]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_interoperability_profile_is_a_switch() {
    let mut browser = Browser::signed_in().await;
    let address = "/settings/configurations/preset";
    for (value, expected) in [("interop", Preset::Interop), ("tolerant", Preset::Tolerant)] {
        let answer = browser.post(address, &[("preset", value)]).await;
        assert_eq!(answer.location(), "/settings/configurations?done=preset");
        let directory = browser.service.directory("default").unwrap();
        assert_eq!(directory.settings.preset, expected);
    }
    assert_eq!(browser.post(address, &[("preset", "odd")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn policies_are_questions_with_an_answer_each() {
    let mut browser = Browser::signed_in().await;
    let page = browser.get("/settings/configurations").await.text;
    for chosen in ["value=\"new-id\" checked", "value=\"refuse\" checked"] {
        assert!(page.contains(chosen), "{chosen}: {page}");
    }
    let address = "/settings/configurations/policies";
    let form = [
        ("reprovision", "restore"),
        ("inactive", "restore"),
        ("unknown_members", "create"),
        ("linking", "approval"),
        ("verified_domains", "Example.com, example.org"),
    ];
    let answer = browser.post(address, &form).await;
    assert_eq!(answer.location(), "/settings/configurations?done=policies");
    let policies = browser.service.directory("default").unwrap().settings.policies;
    for ((_, chosen), now) in form.iter().zip([
        policies.reprovision.name(),
        policies.inactive.name(),
        policies.unknown_members.name(),
        policies.linking.name(),
    ]) {
        assert_eq!(*chosen, now);
    }
    let page = browser.get(answer.location()).await.text;
    assert!(page.contains("value=\"create\" checked"), "{page}");
    assert!(page.contains("value=\"example.com, example.org\""), "{page}");
    let log = browser.get("/activity").await.text;
    assert!(log.contains("policies.reprovision"), "{log}");
    let by_email = [form[0], form[1], form[2], ("linking", "verified-email")];
    let answer = browser.post(address, &by_email).await;
    let page = browser.get(answer.location()).await.text;
    assert!(page.contains("Nobody is linked until a domain is verified"), "{page}");
    let odd = [form[0], form[1], form[2], form[3], ("verified_domains", "a@b")];
    for incomplete in [&form[..2], &[("reprovision", "x"), form[1], form[2], form[3]], &odd] {
        assert_eq!(browser.post(address, incomplete).await.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn links_wait_in_a_queue_until_they_are_decided() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    let linking = Linking::Approval;
    let alter = |policies| Policies { linking, ..policies };
    let cause = okta.cause("r", "test".to_owned());
    browser.service.alter_policies(okta.directory.id, alter, cause).await.unwrap();
    let entra = browser.identity_provider_called("Entra").await;
    let okta = browser.identity_provider().await;
    let ann = json!({"userName": "ann", "externalId": "<e7>"});
    let made = browser.push(&okta, Kind::User, &ann).await;
    let body = ann.to_string();
    let cause = entra.cause("r", "POST /Users".to_owned());
    let asked =
        browser.service.create(&entra, Kind::User, body.as_bytes(), Include::NONE, &cause).await;
    asked.unwrap_err();
    let page = browser.get("/settings/links").await.text;
    for expected in ["Waiting", "&#60;e7&#62;", "Approve", "Refuse"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let (user, token) = (made.id.to_string(), entra.token.id.to_string());
    let directory = okta.directory.id;
    let open = browser.service.store().open_links(directory, 10).await.unwrap();
    let since = open[0].at.as_micros().to_string();
    assert!(page.contains(&format!("name=\"since\" value=\"{since}\"")), "{page}");
    let form = |decision| {
        [("user", &*user), ("token", &*token), ("since", &*since), ("decision", decision)]
    };
    let odd = browser.post("/settings/links", &form("maybe")).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    let answer = browser.post("/settings/links", &form("approve")).await;
    assert_eq!(answer.location(), "/settings/links?done=approved");
    let again = browser.post("/settings/links", &form("refuse")).await;
    assert_eq!(again.location(), "/settings/links?done=nothing");
    let page = browser.get("/settings/links?done=approved").await.text;
    assert!(page.contains("Nothing to decide"), "{page}");
    // It can be decided otherwise, as often as the admin likes.
    for (badge, decision) in [("Approved, not used yet", "refuse"), ("Refused", "approve")] {
        let page = browser.get("/settings/links").await.text;
        assert!(page.contains(badge), "{badge}: {page}");
        assert!(page.contains(&format!("value=\"{decision}\"")), "{decision}: {page}");
        let decided = browser.service.store().decided_links(directory, None, 10).await.unwrap();
        let since = decided[0].at.as_micros().to_string();
        let form =
            [("user", &*user), ("token", &*token), ("since", &*since), ("decision", decision)];
        let answer = browser.post("/settings/links", &form).await;
        assert!(answer.location().starts_with(&format!("/settings/links?done={decision}")));
    }
    let cause = entra.cause("r", "POST /Users".to_owned());
    let linked =
        browser.service.create(&entra, Kind::User, body.as_bytes(), Include::NONE, &cause).await;
    assert_eq!(linked.unwrap().stored.id, made.id);
    let history = browser.get(&format!("/users/{}", made.id)).await.text;
    let approved = format!("Link approved: {}", entra.token.label);
    for expected in ["Link asked for", &approved, "User linked"] {
        assert!(history.contains(expected), "{expected}: {history}");
    }
    let query = HistoryQuery { directory, subject: Some(made.id), before: None, limit: 10 };
    let told = browser.service.store().history(query).await.unwrap();
    let decided = told.iter().find(|event| event.kind == EventKind::LinkApproved).unwrap();
    assert!(matches!(&decided.cause.actor, Actor::Admin { email, .. } if email == EMAIL));
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_stops_when_deleted() {
    let mut browser = Browser::signed_in().await;
    let form = [("title", "Okta <b>"), ("expiry", "90d"), ("scope", "read"), ("scope", "write")];
    let page = browser.post("/settings/infra-tokens", &form).await;
    assert_eq!(page.status, StatusCode::OK);
    let secret = page.input("new-token").to_owned();
    browser.service.authenticate(&secret, None).unwrap();
    let list = browser.get("/settings/infra-tokens").await.text;
    assert!(!list.contains(&secret), "the secret was shown twice");
    for expected in ["Okta &#60;b&#62;", "Never used", "in 90 days", "Read and write", EMAIL] {
        assert!(list.contains(expected), "{expected}: {list}");
    }
    let directory = browser.service.directory("default").unwrap().id;
    let tokens = browser.service.store().tokens(directory).await.unwrap();
    let address = format!("/settings/infra-tokens/{}/delete", tokens[0].id);
    let question = browser.get(&address).await;
    assert!(question.text.contains("Delete token"), "{}", question.text);
    browser.service.authenticate(&secret, None).unwrap();
    let answer = browser.post(&address, &[]).await;
    assert_eq!(answer.location(), "/settings/infra-tokens?done=deleted");
    let refused = browser.service.authenticate(&secret, None).unwrap_err();
    assert_eq!(refused, AuthenticationError::Unknown);
    assert_eq!(browser.post(&address, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_form_of_a_token_says_what_is_missing_and_keeps_the_rest() {
    let mut browser = Browser::signed_in().await;
    let long = "x".repeat(101);
    for (form, problem) in [
        (vec![("title", " "), ("expiry", "7d"), ("scope", "read")], "Give the token a title"),
        (vec![("title", "Okta"), ("expiry", "8d"), ("scope", "read")], "Choose when the token"),
        (vec![("title", "Okta"), ("expiry", "never")], "at least one thing"),
        (vec![("title", &long), ("expiry", "7d"), ("scope", "read")], "1 to 100 characters"),
    ] {
        let page = browser.post("/settings/infra-tokens", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(problem), "{problem}: {}", page.text);
        assert_eq!(page.input("title"), form[0].1.trim());
    }
    let directory = browser.service.directory("default").unwrap().id;
    assert!(browser.service.store().tokens(directory).await.unwrap().is_empty());
}
