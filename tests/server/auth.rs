//! Infra tokens: who is let in, how far, and what is noted.

use std::time::Duration;

use conformance::client::Method;
use directory::token::{Expiry, Scopes};
use serde_json::json;
use testkit::{TestApp, operator};

use crate::support::{SEARCH, ann, read, refused, user, whole};

#[tokio::test]
async fn who_brings_no_token_is_told_which_is_needed() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/Users").await;
    refused(&answer, 401, "");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"scim\""), "no error code");
    insta::assert_json_snapshot!(whole(&app, &answer));
    for (method, path) in [
        (Method::POST, "/Users"),
        (Method::GET, "/"),
        (Method::GET, "/Me"),
        (Method::POST, "/Bulk"),
        (Method::DELETE, "/Users/1"),
        (Method::POST, "/.search"),
        (Method::GET, "/Nowhere"),
    ] {
        let answer = app.anonymous().send(method, path, &[], None).await;
        refused(&answer, 401, "");
        assert!(
            answer.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer "))
        );
    }
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let real = app.token().to_owned();
    let last = if real.ends_with('x') { 'y' } else { 'x' };
    let typo = format!("{}{last}", &real[..real.len() - 1]);
    let foreign = TestApp::start().await;
    for (header, error) in [
        ("Bearer wrong".to_owned(), "invalid_token"),
        (format!("Bearer {typo}"), "invalid_token"),
        (format!("Bearer {real}x"), "invalid_token"),
        (format!("Bearer {}", foreign.token()), "invalid_token"),
        (format!("Bearer {}", real.to_uppercase()), "invalid_token"),
        ("Bearer".to_owned(), "invalid_token"),
        ("Basic dXNlcjpwYXNz".to_owned(), "invalid_request"),
        (format!("Token {real}"), "invalid_request"),
    ] {
        let answer =
            app.anonymous().send(Method::GET, "/Users", &[("authorization", &header)], None).await;
        refused(&answer, 401, "");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.starts_with("Bearer realm=\"scim\""), "{challenge}");
        assert!(challenge.contains(&format!("error=\"{error}\"")), "{header}: {challenge}");
        assert!(!answer.text.contains(&real) && !challenge.contains(&real));
    }
}

#[tokio::test]
async fn the_scheme_may_be_written_in_any_case() {
    let app = TestApp::start().await;
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        for header in [format!("{scheme} {}", app.token()), format!("{scheme}   {} ", app.token())]
        {
            let headers = [("authorization", header.as_str())];
            let answer = app.anonymous().send(Method::GET, "/Users", &headers, None).await;
            assert_eq!(answer.status, 200, "{scheme}");
        }
    }
    let headers = [("authorization", app.token())];
    let answer = app.anonymous().send(Method::GET, "/Users", &headers, None).await;
    assert_eq!(answer.status, 200, "some identity providers send the token alone");
}

#[tokio::test]
async fn a_token_in_the_url_is_no_credential() {
    let app = TestApp::start().await;
    let path = format!("/Users?access_token={}", app.token());
    refused(&app.anonymous().get(&path).await, 401, "");
}

#[tokio::test]
async fn a_token_works_until_it_expires() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (_, secret) = app.new_token(directory, "week", Scopes::ALL, Expiry::Days(7)).await;
    let scim = app.with_token(&secret);
    let day = Duration::from_hours(24);
    app.advance(Duration::from_mins(7 * 24 * 60 - 10));
    assert_eq!(scim.get("/Users").await.status, 200);
    app.advance(Duration::from_secs(601));
    let answer = scim.get("/Users").await;
    refused(&answer, 401, "");
    assert!(answer.text.contains("expired"), "{}", answer.text);
    let challenge = answer.header("www-authenticate").expect("a challenge");
    assert!(challenge.contains("invalid_token") && challenge.contains("expired"), "{challenge}");
    app.advance(day * 36_500);
    assert_eq!(app.scim().get("/Users").await.status, 200, "without expiry it works for ever");
}

#[tokio::test]
async fn a_revoked_token_stops_working_at_once() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (token, secret) = app.new_token(directory, "old", Scopes::ALL, Expiry::Never).await;
    let scim = app.with_token(&secret);
    assert_eq!(scim.get("/Users").await.status, 200);
    let revoked = app.service.revoke_token(directory, token.id, operator()).await;
    assert_eq!(revoked, Ok(true));
    let answer = scim.post("/Users", &user("ann")).await;
    refused(&answer, 401, "");
    assert!(answer.header("www-authenticate").is_some_and(|value| value.contains("invalid_token")));
    assert_eq!(read(&app.scim(), "/Users").await["totalResults"], json!(0));
    assert_eq!(app.service.revoke_token(directory, token.id, operator()).await, Ok(false));
}

#[tokio::test]
async fn a_token_does_only_what_its_scopes_say() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let scopes = |read, write| Scopes { read, write, admin: false };
    let (_, secret) = app.new_token(directory, "r", scopes(true, false), Expiry::Never).await;
    let reader = app.with_token(&secret);
    let (_, secret) = app.new_token(directory, "w", scopes(false, true), Expiry::Never).await;
    let writer = app.with_token(&secret);
    let id = writer.post("/Users", &ann()).await.id();
    let path = format!("/Users/{id}");
    let search = json!({"schemas": [SEARCH]});

    assert_eq!(reader.get("/Users").await.status, 200);
    assert_eq!(reader.get(&path).await.status, 200);
    assert_eq!(reader.post("/Users/.search", &search).await.status, 200);
    assert_eq!(reader.post("/.search", &search).await.status, 200);
    for answer in [
        reader.post("/Users", &user("x")).await,
        reader.put(&path, &user("x")).await,
        reader.patch(&path, json!([{"op": "remove", "path": "title"}])).await,
        reader.delete(&path).await,
        reader.post("/Groups", &json!({"displayName": "x"})).await,
    ] {
        refused(&answer, 403, "");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains("insufficient_scope"), "{challenge}");
        assert!(challenge.contains("scope=\"write\""), "{challenge}");
    }

    let operations = json!([{"op": "replace", "path": "title", "value": "x"}]);
    assert_eq!(writer.patch(&path, operations).await.status, 200);
    for answer in [
        writer.get("/Users").await,
        writer.get(&path).await,
        writer.get("/").await,
        writer.post("/Users/.search", &search).await,
    ] {
        refused(&answer, 403, "");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains("scope=\"read\""), "{challenge}");
    }
    assert_eq!(read(&reader, &path).await["title"], json!("x"));
}

#[tokio::test]
async fn the_last_use_of_a_token_is_noted() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (unused, _) = app.new_token(directory, "unused", Scopes::ALL, Expiry::Never).await;
    let (used, secret) = app.new_token(directory, "used", Scopes::ALL, Expiry::Never).await;
    assert_eq!(used.last_used, None);
    let before = app.service.env().now();
    app.with_token(&secret).get("/Users").await;
    app.service.flush_token_uses().await.expect("a flush");
    let tokens = app.service.store().tokens(directory).await.expect("tokens");
    let find = |id| tokens.iter().find(|token| token.id == id).expect("the token");
    let noted = find(used.id);
    assert!(noted.last_used.is_some_and(|at| at >= before));
    assert_eq!(noted.last_address.as_deref(), Some("127.0.0.1"));
    assert_eq!(find(unused.id).last_used, None);
}

#[tokio::test]
async fn a_refused_credential_is_not_a_use_of_a_token() {
    let app = TestApp::start().await;
    let directory = app.default_directory();
    let (token, secret) = app.new_token(directory, "old", Scopes::ALL, Expiry::Days(7)).await;
    app.advance(Duration::from_hours(8 * 24));
    refused(&app.with_token(&secret).get("/Users").await, 401, "");
    app.service.flush_token_uses().await.expect("a flush");
    let tokens = app.service.store().tokens(directory).await.expect("tokens");
    let noted = tokens.iter().find(|one| one.id == token.id).expect("the token");
    assert_eq!(noted.last_used, None);
}
