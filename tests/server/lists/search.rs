//! Searches by POST (RFC 7644 §3.4.3).

use serde_json::json;
use testkit::TestApp;

use crate::filter::people::populate;
use crate::support::{SEARCH, names, refused};

#[tokio::test]
async fn a_search_answers_what_the_same_get_does() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let alice = scim.filter("/Users", "userName eq \"alice\"").await.ids()[0].clone();
    scim.group("band", &[&alice]).await;
    for (endpoint, query, search) in [
        ("/Users", "", json!({})),
        ("/Groups", "", json!({})),
        ("/", "", json!({})),
        ("/Users", "filter=title pr", json!({"filter": "title pr"})),
        ("/Users", "startIndex=3&count=4", json!({"startIndex": 3, "count": 4})),
        ("/Users", "count=0", json!({"count": 0})),
        ("/Users", "startIndex=99", json!({"startIndex": 99})),
        (
            "/Users",
            "sortBy=title&sortOrder=descending&count=9",
            json!({"sortBy": "title", "sortOrder": "descending", "count": 9}),
        ),
        (
            "/Users",
            "attributes=userName,emails.value",
            json!({"attributes": ["userName", "emails.value"]}),
        ),
        ("/Users", "excludedAttributes=emails", json!({"excludedAttributes": ["emails"]})),
        (
            "/",
            "filter=userName eq \"kim\" or displayName eq \"band\"",
            json!({"filter": "userName eq \"kim\" or displayName eq \"band\""}),
        ),
        (
            "/",
            "filter=meta.resourceType eq \"Group\"",
            json!({"filter": "meta.resourceType eq \"Group\""}),
        ),
    ] {
        let got = scim.get(&format!("{endpoint}?{query}")).await;
        let body = crate::support::with(json!({"schemas": [SEARCH]}), search);
        let path = format!("{}/.search", endpoint.trim_end_matches('/'));
        let found = scim.post(&path, &body).await;
        assert_eq!(found.status, 200, "{path} {body}: {}", found.text);
        assert_eq!(found.header("content-type"), Some("application/scim+json"));
        assert_eq!(found.json, got.json, "{path} {body}");
    }
}

#[tokio::test]
async fn a_search_says_that_it_is_one() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for body in [
        json!({}),
        json!({"schemas": []}),
        json!({"schemas": ["urn:x"]}),
        json!([]),
        json!("x"),
        json!(null),
    ] {
        refused(&scim.post("/Users/.search", &body).await, 400, "invalidSyntax");
    }
}

#[tokio::test]
async fn the_parts_of_a_search_have_types() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("ann").await;
    for more in [
        json!({"count": "many"}),
        json!({"count": 1.5}),
        json!({"startIndex": {}}),
        json!({"filter": 1}),
        json!({"attributes": {"a": 1}}),
        json!({"attributes": [1]}),
        json!({"sortBy": true}),
        json!({"sortBy": "userName", "sortOrder": "up"}),
    ] {
        let body = crate::support::with(json!({"schemas": [SEARCH]}), more);
        let answer = scim.post("/Users/.search", &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
    }
    let body =
        json!({"Schemas": [SEARCH], "FILTER": "userName eq \"ann\"", "COUNT": 5, "other": {}});
    assert_eq!(names(&scim.post("/Users/.search", &body).await), ["ann"], "names in any case");
}

#[tokio::test]
async fn a_search_changes_nothing_and_takes_long_filters() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let before = app.events(None).await.len();
    let filter =
        (0..60).map(|n| format!("userName eq \"p{n:02}\"")).collect::<Vec<_>>().join(" or ");
    let body = json!({"schemas": [SEARCH], "filter": filter, "count": 100});
    let answer = scim.post("/Users/.search", &body).await;
    assert_eq!(names(&answer).len(), 25, "{}", answer.text);
    assert_eq!(app.events(None).await.len(), before);
}
