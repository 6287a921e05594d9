//! What every answer carries, and what no page may contain.

use axum::body::Body;
use http::{Request, StatusCode};

use super::browser::Browser;

const PAGES: [&str; 11] = [
    "/",
    "/?range=7d",
    "/users",
    "/activity",
    "/groups",
    "/settings/configurations",
    "/settings/infra-tokens",
    "/settings/infra-tokens/new",
    "/sign-in",
    "/setup",
    "/nowhere",
];

#[tokio::test]
async fn every_answer_has_the_security_headers_and_an_id() {
    let mut browser = Browser::signed_in().await;
    for path in PAGES {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn no_page_has_inline_code_or_asks_another_host() {
    let mut browser = Browser::signed_in().await;
    for path in PAGES {
        let page = browser.get(path).await.text;
        for forbidden in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!page.contains(forbidden), "{path}: {forbidden}");
        }
        for attribute in ["src=\"", "href=\"", "action=\""] {
            for value in page.split(attribute).skip(1) {
                assert!(value.starts_with(['/', '#']), "{path}: {attribute}{}", &value[..40]);
                assert!(!value.starts_with("//"), "{path}: {attribute}{}", &value[..40]);
            }
        }
    }
}

#[tokio::test]
async fn assets_are_versioned_and_cached() {
    let mut browser = Browser::new().await;
    let page = browser.get("/sign-in").await.text;
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let address = rest.split('"').next().unwrap().to_owned();
    let style = browser.get(&address).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
    let request = Request::get("/assets/base.css").header("if-none-match", style.header("etag"));
    let again = browser.send(request, Body::empty()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header("cache-control"), "public, no-cache");
    assert_eq!(browser.get("/assets/none.css").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/assets/..%2Fsrc%2Flib.rs").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn scripts_get_problem_details() {
    let mut browser = Browser::new().await;
    for (path, status) in [("/nowhere", StatusCode::NOT_FOUND), ("/", StatusCode::UNAUTHORIZED)] {
        let request = Request::get(path).header("accept", "application/json");
        let answer = browser.send(request, Body::empty()).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(problem["status"], status.as_u16());
        assert!(problem["detail"].is_string());
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let mut browser = Browser::signed_in().await;
    let answer = browser.post("/users", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
}

#[tokio::test]
async fn the_look_is_kept_and_leads_back() {
    let mut browser = Browser::new().await;
    assert!(browser.get("/sign-in").await.text.contains("data-theme=\"system\""));
    let answer = browser.post("/theme", &[("theme", "dark"), ("return", "/sign-in?x=1")]).await;
    assert_eq!(answer.location(), "/sign-in?x=1");
    assert!(browser.get("/sign-in").await.text.contains("data-theme=\"dark\""));
    let answer = browser.post("/theme", &[("theme", "<b>"), ("return", "https://x")]).await;
    assert_eq!(answer.location(), "/");
    assert!(browser.get("/sign-in").await.text.contains("data-theme=\"system\""));
}
