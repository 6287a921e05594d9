//! Other spellings of SCIM's addresses, and addresses that are beside it.

use serde_json::json;
use testkit::{Answer, Caller, TestApp};

use crate::support::{read, refused, user};

/// Sends a request whose path is not encoded once more.
async fn raw(app: &TestApp, request: &str, more: &str) -> Answer {
    let mut raw = app.raw().await;
    raw.send(format!("{request} HTTP/1.1\r\nhost: x\r\n{more}\r\n").as_bytes()).await;
    raw.answer().await.expect("an answer")
}

fn bearer(app: &TestApp) -> String {
    format!("authorization: Bearer {}\r\n", app.token())
}

#[tokio::test]
async fn encoded_letters_and_doubled_slashes_lead_where_they_mean() {
    let app = TestApp::start().await;
    let id = app.scim().user("ann").await;
    let token = bearer(&app);
    for path in [
        "/scim/v2/%55sers",
        "/scim/%76%32/Users",
        "/%73cim/v2/Users",
        "//scim/v2/Users",
        "///scim//v2//%75sers/",
    ] {
        let answer = raw(&app, &format!("GET {path}"), &token).await;
        assert_eq!((answer.status, answer.ids()), (200, vec![id.clone()]), "{path}");
        refused(&raw(&app, &format!("GET {path}"), "").await, 401, "");
        let put = raw(&app, &format!("PUT {path}"), &token).await;
        refused(&put, 405, "");
    }
    for path in [format!("//scim/v2/Users/{id}"), format!("/scim/v2/Users/%30{}", &id[1..])] {
        let answer = raw(&app, &format!("GET {path}"), &token).await;
        assert_eq!(answer.json["id"], json!(id), "{path}");
    }
    let slashes = Caller::new(&format!("{}//scim/v2/", app.url), app.token());
    assert_eq!(slashes.post("/Users", &user("ben")).await.status, 201);
}

#[tokio::test]
async fn an_encoded_slash_divides_nothing_and_no_spelling_leads_to_the_dashboard() {
    let app = TestApp::start().await;
    let id = app.scim().user("ann").await;
    let token = bearer(&app);
    for path in [
        format!("/scim/v2/Users%2F{id}"),
        format!("/scim/v2%2FUsers/{id}"),
        format!("/scim/v2/Users/x%2F{id}"),
        format!("/scim/v2/Users/{id}%2F"),
        "/scim/v2/%2e%2e/%2e%2e/users".to_owned(),
        "//scim/../users".to_owned(),
        "//scim/..%2f..%2fsettings".to_owned(),
        "/%73cim/%2e%2e/settings/infra-tokens".to_owned(),
    ] {
        let answer = raw(&app, &format!("GET {path}"), &token).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        refused(&answer, 404, "");
        refused(&raw(&app, &format!("DELETE {path}"), &token).await, 404, "");
    }
    assert_eq!(read(&app.scim(), "/Users").await["totalResults"], json!(1));
}

#[tokio::test]
async fn a_base_url_without_its_path_is_told_the_right_one() {
    let app = TestApp::start().await;
    let token = bearer(&app);
    let scim = "accept: application/scim+json\r\n";
    for (request, more) in [
        ("GET /Users", token.as_str()),
        ("GET /v2/Users?filter=x", &token),
        ("GET /api/scim/v2/Groups/1", &token),
        ("GET /ServiceProviderConfig", &format!("{token}accept: */*\r\n")),
        ("GET /Users", scim),
        ("GET /users", scim),
        ("GET /", scim),
        ("GET /anything", scim),
        ("DELETE /Users/1", &token),
        ("POST /Users", "content-type: application/scim+json\r\ncontent-length: 2\r\n\r\n{}"),
    ] {
        let answer = raw(&app, request, more).await;
        assert_eq!(answer.status, 404, "{request}: {}", answer.text);
        refused(&answer, 404, "");
        let detail = answer.json["detail"].as_str().expect("a detail");
        assert!(detail.contains(&app.scim_base()), "{request}: {detail}");
    }
}

#[tokio::test]
async fn browsers_get_the_dashboard_whatever_a_proxy_adds() {
    let app = TestApp::start().await;
    let token = bearer(&app);
    let page = format!("accept: text/html,application/xhtml+xml\r\n{token}");
    for (request, more) in [
        ("GET /Users", page.as_str()),
        ("GET /nowhere", &page),
        ("GET /nowhere", &token),
        ("GET /Users", "accept: */*\r\n"),
        ("GET /scimitar", &token),
    ] {
        let answer = raw(&app, request, more).await;
        let kind = answer.header("content-type").expect("a type");
        assert_eq!((answer.status, kind.starts_with("text/html")), (404, true), "{request} {more}");
    }
    let answer = raw(&app, "GET /users", &token).await;
    assert_eq!(answer.status, 303, "to the sign-in");
}
