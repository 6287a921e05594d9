//! What the pages show of a directory.

use std::time::Duration;

use directory::Conditions;
use directory::request_log::RequestEntry;
use directory::resource::{Include, Kind};
use http::StatusCode;
use serde_json::json;

use super::browser::{Browser, link};

#[tokio::test]
async fn an_empty_overview_leads_to_the_settings_and_a_full_one_counts() {
    let mut browser = Browser::signed_in().await;
    let empty = browser.get("/").await.text;
    assert!(empty.contains("Open Settings → Configurations"), "{empty}");
    assert!(empty.contains("No request has arrived yet."), "{empty}");
    let okta = browser.identity_provider().await;
    let waiting = browser.get("/").await.text;
    assert!(waiting.contains("Ready for the first people"), "{waiting}");
    browser.push(&okta, Kind::User, &json!({"userName": "ada"})).await;
    browser.push(&okta, Kind::User, &json!({"userName": "grace", "active": false})).await;
    let refused = RequestEntry {
        directory: okta.directory.id,
        at: okta.token.created,
        request_id: "request-9".to_owned(),
        method: "POST".to_owned(),
        path: "/Users".to_owned(),
        status: 409,
        micros: 1_300,
        token: "Okta".to_owned(),
        client: "Okta SCIM Client 1.0.0".to_owned(),
        problem: Some("uniqueness: <taken>".to_owned()),
    };
    browser.service.store().log_requests(vec![refused]).await.unwrap();
    let page = browser.get("/?range=30d").await.text;
    for expected in [
        "<span class=\"stat-label\">Users</span><strong>2</strong>",
        "<span class=\"stat-label\">Active</span><strong>1</strong>",
        "<span class=\"stat-label\">Deactivated</span><strong>1</strong>",
        "In the last 30 days: 2 granted, 0 changed, 0 revoked.",
        "Already exists",
        "uniqueness: &#60;taken&#62;",
        "1.3 ms",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[tokio::test]
async fn lists_are_searched_filtered_and_paged() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    for number in 0..60 {
        let name = format!("user{number:02}@example.com");
        let active = number % 2 == 0;
        browser.push(&okta, Kind::User, &json!({"userName": name, "active": active})).await;
        browser.env.advance(Duration::from_millis(5));
    }
    let newest = browser.get("/users").await.text;
    assert_eq!(newest.matches("class=\"avatar").count(), 50);
    assert!(newest.contains("user59") && !newest.contains("user09"), "{newest}");
    assert!(!newest.contains(">Newer<"), "{newest}");
    let older = link(&newest, "next");
    let page = browser.get(&older).await.text;
    assert_eq!(page.matches("class=\"avatar").count(), 10);
    assert!(page.contains("user09") && !page.contains(">Older<"), "{page}");
    let newer = link(&page, "prev");
    assert!(browser.get(&newer).await.text.contains("user59"));
    let found = browser.get("/users?q=USER07&state=deactivated").await.text;
    assert_eq!(found.matches("class=\"avatar").count(), 1);
    let none = browser.get("/users?q=user07&state=active").await.text;
    assert!(none.contains("Nobody found"), "{none}");
    let odd = browser.get("/users?older=nonsense&state=odd&q=%3Cscript%3E").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(!odd.text.contains("<script>"), "{}", odd.text);
}

#[tokio::test]
async fn a_user_is_shown_with_custom_attributes_groups_and_history() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada", "displayName": "Ada <Lovelace>", "isAdmin": true,
        "externalId": "00u1", "emails": [{"value": "ada@example.com", "primary": true}],
    });
    let user = browser.push(&okta, Kind::User, &user).await;
    let inner = json!({"displayName": "Inner", "members": [{"value": user.id}]});
    let inner = browser.push(&okta, Kind::Group, &inner).await;
    let outer = json!({"displayName": "Outer", "members": [{"value": inner.id}]});
    let outer = browser.push(&okta, Kind::Group, &outer).await;
    let patch = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": {"active": false}}],
    });
    let id = user.id.to_string();
    let cause = okta.cause("request-2", format!("PATCH /Users/{id}"));
    let body = patch.to_string();
    let (body, none) = (body.as_bytes(), Conditions::NONE);
    let patched = browser.service.patch(&okta, Kind::User, &id, body, none, Include::NONE, &cause);
    patched.await.unwrap();
    let page = browser.get(&format!("/users/{id}")).await.text;
    for expected in [
        "Ada &#60;Lovelace&#62;",
        "Is admin",
        "Deactivated",
        "ada@example.com",
        "<code>00u1</code>",
        "through a nested group",
        "User deactivated",
        "Added to Inner",
        "User created",
        "<code>request-2</code>",
        &format!("PATCH /Users/{id}"),
        &format!("/groups/{}", inner.id),
        &format!("/groups/{}", outer.id),
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let group = browser.get(&format!("/groups/{}", outer.id)).await.text;
    for expected in ["1 member", "Inner", "Group created", &format!("/groups/{}", inner.id)] {
        assert!(group.contains(expected), "{expected}: {group}");
    }
}

#[tokio::test]
async fn the_history_of_a_user_has_pages() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    let user = browser.push(&okta, Kind::User, &json!({"userName": "ada"})).await;
    let id = user.id.to_string();
    for number in 0..25 {
        let body = json!({"userName": "ada", "title": format!("title {number}")}).to_string();
        let cause = okta.cause(&format!("put-{number}"), format!("PUT /Users/{id}"));
        let replaced = browser.service.replace(
            &okta,
            Kind::User,
            &id,
            body.as_bytes(),
            Conditions::NONE,
            Include::NONE,
            &cause,
        );
        replaced.await.unwrap();
    }
    let page = browser.get(&format!("/users/{id}")).await.text;
    assert!(page.contains("<code>put-24</code>") && !page.contains("<code>put-4</code>"));
    let older = link(&page, "next");
    let page = browser.get(&older).await.text;
    assert!(page.contains("<code>put-4</code>") && page.contains("User created"), "{page}");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let mut browser = Browser::signed_in().await;
    for path in [
        "/users/nonsense",
        "/users/0192f0c0-0000-7000-8000-000000000000",
        "/groups/0192f0c0-0000-7000-8000-000000000000",
        "/users/%ff",
        "/settings/infra-tokens/nonsense/delete",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text.contains("Page not found"), "{path}: {}", page.text);
        assert!(page.text.contains("aria-label=\"Main\""), "{path}: no navigation");
    }
}
