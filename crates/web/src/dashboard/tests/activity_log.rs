//! The log of every change.

use directory::Conditions;
use directory::resource::{Include, Kind};
use serde_json::json;

use super::browser::{Browser, link};

#[tokio::test]
async fn the_activity_log_tells_every_change_by_name_and_has_pages() {
    let mut browser = Browser::signed_in().await;
    let empty = browser.get("/activity").await;
    assert!(empty.text.contains("No change is recorded"), "{}", empty.text);
    let okta = browser.identity_provider().await;
    let ada = json!({"userName": "ada", "displayName": "Ada & Co"});
    let ada = browser.push(&okta, Kind::User, &ada).await.id.to_string();
    let eve = browser.push(&okta, Kind::User, &json!({"userName": "eve"})).await.id.to_string();
    let staff = json!({"displayName": "Staff", "members": [{"value": ada}]});
    let staff = browser.push(&okta, Kind::Group, &staff).await.id.to_string();
    for (name, id) in [("ada", &ada), ("eve", &eve)] {
        let body = json!({"userName": name, "active": false}).to_string();
        let cause = okta.cause("request-2", format!("PUT /Users/{id}"));
        let replaced = browser.service.replace(
            &okta,
            Kind::User,
            id,
            body.as_bytes(),
            Conditions::NONE,
            Include::NONE,
            &cause,
        );
        replaced.await.unwrap();
    }
    browser.delete(&okta, Kind::User, &eve, "request-3").await;
    assert!(browser.get("/").await.text.contains("<a href=\"/activity\">All changes</a>"));
    let page = browser.get("/activity").await.text;
    for expected in [
        "<h1>Activity log</h1>",
        "Settings changed</h3>",
        "<ins><span class=\"hidden\">after: </span>on</ins>",
        "Infra token created: <a href=\"/settings/infra-tokens\">Okta</a>",
        &format!("User created: <a href=\"/users/{ada}\">Ada &#38; Co</a>"),
        &format!("User deactivated: <a href=\"/users/{ada}\">ada</a>"),
        &format!("User deactivated: <a href=\"/users/{eve}\">eve</a>"),
        &format!("User deleted: <a href=\"/users/{eve}\">eve</a>"),
        &format!("Group created: <a href=\"/groups/{staff}\">Staff</a>"),
        &format!("Members changed: <a href=\"/groups/{staff}\">Staff</a>"),
        &format!("<code>PUT /Users/{eve}</code>"),
        "<code>request-3</code>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("rel=\"next\""), "{page}");
    for number in 0..20 {
        browser.push(&okta, Kind::User, &json!({"userName": format!("user{number}")})).await;
    }
    let newest = browser.get("/activity").await.text;
    assert!(newest.contains(">user0<") && !newest.contains("Settings changed"), "{newest}");
    let older = browser.get(&link(&newest, "next")).await.text;
    assert!(older.contains("Settings changed") && !older.contains(">user0<"), "{older}");
    assert!(older.contains("href=\"/activity\">Newest"), "{older}");
    assert!(newest.find(">user19<") < newest.find(">user0<"), "{newest}");
}

#[tokio::test]
async fn the_activity_log_is_for_admins() {
    let mut browser = Browser::new().await;
    assert_eq!(browser.get("/activity").await.location(), "/sign-in?next=%2Factivity");
}
