//! Filters on who belongs where.

use testkit::TestApp;

use crate::support::{ENTERPRISE, created, names, refused, user, with};
use serde_json::json;

#[tokio::test]
async fn groups_are_found_by_their_members() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    let inner = scim.group("inner", &[&ann]).await;
    let outer = scim.group("outer", &[&inner, &bob]).await;
    scim.group("empty", &[]).await;
    let rows = [
        (format!("members eq \"{ann}\""), vec!["inner"]),
        (format!("members.value eq \"{ann}\""), vec!["inner"]),
        (format!("members[value eq \"{ann}\"]"), vec!["inner"]),
        (format!("members.value eq \"{inner}\""), vec!["outer"]),
        (
            format!("members.value eq \"{ann}\" or members.value eq \"{bob}\""),
            vec!["inner", "outer"],
        ),
        (format!("id eq \"{outer}\" and members eq \"{bob}\""), vec!["outer"]),
        (format!("id eq \"{outer}\" and members eq \"{ann}\""), vec![]),
        (format!("not (members.value eq \"{ann}\")"), vec!["outer", "empty"]),
        ("members pr".to_owned(), vec!["inner", "outer"]),
        ("not (members pr)".to_owned(), vec!["empty"]),
        ("members.type eq \"Group\"".to_owned(), vec!["outer"]),
        ("members[type eq \"User\" and display sw \"a\"]".to_owned(), vec!["inner"]),
        ("members.display eq \"BOB\"".to_owned(), vec!["outer"]),
        ("displayName eq \"INNER\"".to_owned(), vec!["inner"]),
        ("displayName sw \"in\" and members pr".to_owned(), vec!["inner"]),
        ("displayName eq \"inn\"".to_owned(), vec![]),
        (format!("members.$ref ew \"{bob}\""), vec!["outer"]),
    ];
    for (filter, expected) in rows {
        assert_eq!(names(&scim.filter("/Groups", &filter).await), expected, "{filter}");
    }
}

#[tokio::test]
async fn users_are_found_by_their_groups() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let (ann, bob) = (scim.user("ann").await, scim.user("bob").await);
    scim.user("cid").await;
    let inner = scim.group("Inner", &[&ann]).await;
    let outer = scim.group("Outer", &[&inner, &bob]).await;
    let rows = [
        (format!("groups.value eq \"{inner}\""), vec!["ann"]),
        (format!("groups[value eq \"{outer}\" and type eq \"direct\"]"), vec!["bob"]),
        (format!("groups[value eq \"{outer}\" and type eq \"indirect\"]"), vec!["ann"]),
        (format!("groups eq \"{outer}\""), vec!["ann", "bob"]),
        ("groups.display eq \"outer\"".to_owned(), vec!["ann", "bob"]),
        ("groups.type eq \"indirect\"".to_owned(), vec!["ann"]),
        ("groups pr".to_owned(), vec!["ann", "bob"]),
        ("not (groups pr)".to_owned(), vec!["cid"]),
    ];
    for (filter, expected) in rows {
        assert_eq!(names(&scim.filter("/Users", &filter).await), expected, "{filter}");
    }
}

#[tokio::test]
async fn people_are_found_by_their_manager() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let boss = scim.user("boss").await;
    let ann = with(user("ann"), json!({ENTERPRISE: {"manager": boss}}));
    let ann = created(&scim, "/Users", &ann).await.id();
    for filter in [
        format!("manager eq \"{boss}\""),
        format!("id eq \"{ann}\" and manager eq \"{boss}\""),
        format!("{ENTERPRISE}:manager eq \"{boss}\""),
        format!("{ENTERPRISE}:manager.value eq \"{boss}\""),
        format!("{ENTERPRISE}:manager[value eq \"{boss}\"]"),
    ] {
        assert_eq!(names(&scim.filter("/Users", &filter).await), ["ann"], "{filter}");
    }
    // They are the manager's, not the user's.
    for path in ["manager.displayName", "manager.$ref", &format!("{ENTERPRISE}:manager.$ref")] {
        let answer = scim.filter("/Users", &format!("{path} eq \"boss\"")).await;
        refused(&answer, 400, "invalidFilter");
        refused(&scim.get(&format!("/Users?sortBy={path}")).await, 400, "invalidValue");
    }
    let other = format!("id eq \"{boss}\" and manager eq \"{boss}\"");
    assert_eq!(scim.filter("/Users", &other).await.ids(), [""; 0]);
}
