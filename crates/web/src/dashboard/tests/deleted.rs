//! What is left of users and groups that were deleted.

use std::time::Duration;

use directory::resource::Kind;
use http::StatusCode;
use serde_json::json;

use super::browser::{Browser, link};

#[tokio::test]
async fn a_deleted_user_and_group_keep_a_page_with_their_history() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    let user = json!({
        "userName": "ada", "externalId": "00u1",
        "name": {"givenName": "Ada", "familyName": "<Lovelace>"},
    });
    let user = browser.push(&okta, Kind::User, &user).await.id.to_string();
    let staff = json!({"displayName": "Staff", "members": [{"value": user}]});
    let staff = browser.push(&okta, Kind::Group, &staff).await.id.to_string();
    browser.delete(&okta, Kind::User, &user, "request-7").await;
    browser.env.advance(Duration::from_hours(1));
    let page = browser.get(&format!("/users/{user}")).await;
    assert_eq!(page.status, StatusCode::GONE);
    for expected in [
        "<h1>Ada &#60;Lovelace&#62;</h1>",
        "Deleted</span>",
        "(1 hour ago)",
        "Okta<span class=\"under\">infra token",
        &format!("<code>DELETE /Users/{user}</code><span class=\"under\">request-7</span>"),
        "<code>00u1</code>",
        "User deleted",
        "Removed from Staff",
        "Added to Staff",
        "User created",
    ] {
        assert!(page.text.contains(expected), "{expected}: {}", page.text);
    }
    let group = browser.get(&format!("/groups/{staff}")).await;
    assert_eq!(group.status, StatusCode::OK);
    assert!(group.text.contains(&format!("href=\"/users/{user}\"")), "{}", group.text);
    browser.delete(&okta, Kind::Group, &staff, "request-8").await;
    let group = browser.get(&format!("/groups/{staff}")).await;
    assert_eq!(group.status, StatusCode::GONE);
    for expected in ["<h1>Staff</h1>", "Group deleted", "Members changed", "request-8"] {
        assert!(group.text.contains(expected), "{expected}: {}", group.text);
    }
    for other in [format!("/groups/{user}"), format!("/users/{staff}")] {
        assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn the_history_of_a_deleted_user_has_pages() {
    let mut browser = Browser::signed_in().await;
    let okta = browser.identity_provider().await;
    let user = browser.push(&okta, Kind::User, &json!({"userName": "ada"})).await.id.to_string();
    for number in 0..25 {
        let staff = json!({"displayName": format!("Team {number}"), "members": [{"value": user}]});
        browser.push(&okta, Kind::Group, &staff).await;
    }
    browser.delete(&okta, Kind::User, &user, "request-7").await;
    let mut address = format!("/users/{user}");
    for has_end in [false, false, true] {
        let page = browser.get(&address).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.text.contains("<h1>ada</h1>"), "{}", page.text);
        assert_eq!(page.text.contains("User created"), has_end, "{}", page.text);
        if !has_end {
            address = link(&page.text, "next");
        }
    }
}
