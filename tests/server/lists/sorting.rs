//! `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3).

use serde_json::json;
use testkit::{Caller, TestApp};

use crate::filter::people::{Person, populate};
use crate::support::{created, names, refused, user, with};

async fn sorted(scim: &Caller, by: &str, order: &str) -> Vec<String> {
    names(&scim.get(&format!("/Users?sortBy={by}&sortOrder={order}")).await)
}

/// Everybody by a key, those without one last; the order of creation decides between equals.
fn expected<K: PartialOrd>(people: &[Person], key: impl Fn(&Person) -> Option<K>) -> Vec<String> {
    let mut with_key: Vec<_> =
        people.iter().filter_map(|person| Some((key(person)?, &person.user_name))).collect();
    with_key.sort_by(|(a, _), (b, _)| a.partial_cmp(b).expect("an order"));
    let without = people.iter().filter(|person| key(person).is_none());
    let names = with_key.into_iter().map(|(_, name)| name);
    names.chain(without.map(|person| &person.user_name)).cloned().collect()
}

fn lower(text: Option<&String>) -> Option<String> {
    text.map(|text| text.to_lowercase())
}

#[tokio::test]
async fn every_type_of_attribute_sorts_and_missing_values_come_last() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let everybody = |key: &str| match key {
        "userName" => expected(&people, |p| Some(p.user_name.to_lowercase())),
        "title" => expected(&people, |p| lower(p.title.as_ref())),
        "name.familyName" => expected(&people, |p| lower(p.family.as_ref())),
        "emails" | "emails.value" => {
            expected(&people, |p| lower(p.work.as_ref()).or(lower(p.home.as_ref())))
        }
        "badge" => expected(&people, |p| p.badge),
        "score" => expected(&people, |p| p.score),
        "active" => expected(&people, |p| Some(p.active)),
        "floors" => expected(&people, |p| p.floors.first().cloned()),
        _ => expected(&people, |p| lower(p.dept.as_ref())),
    };
    for by in [
        "userName",
        "title",
        "name.familyName",
        "emails.value",
        "emails",
        "badge",
        "score",
        "active",
        "floors",
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ] {
        assert_eq!(sorted(&scim, by, "ascending").await, everybody(by), "{by}");
        assert_eq!(sorted(&scim, by, "Ascending").await, everybody(by), "{by}");
    }
}

#[tokio::test]
async fn descending_is_the_other_way_round_with_missing_values_first() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for by in ["userName", "badge", "meta.created", "id"] {
        let mut ascending = sorted(&scim, by, "ascending").await;
        let descending = sorted(&scim, by, "descending").await;
        if by != "badge" {
            ascending.reverse();
            assert_eq!(descending, ascending, "{by}");
            continue;
        }
        let (missing, rest) = descending.split_at(2);
        assert_eq!(missing.len(), 2);
        assert!(missing.contains(&"frank".to_owned()) && missing.contains(&"mallory".to_owned()));
        assert_eq!(rest.first().map(String::as_str), Some("p24"));
        assert_eq!(rest.last().map(String::as_str), Some("grace"));
    }
}

#[tokio::test]
async fn a_list_sorts_by_its_primary_value_else_by_the_first() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for (name, emails) in [
        ("first", json!([{"value": "c@x"}, {"value": "a@x"}])),
        ("primary", json!([{"value": "a@x"}, {"value": "d@x", "primary": true}])),
        ("none", json!([])),
        ("low", json!([{"value": "b@x"}])),
    ] {
        created(&scim, "/Users", &with(user(name), json!({"emails": emails}))).await;
    }
    assert_eq!(
        sorted(&scim, "emails.value", "ascending").await,
        ["low", "first", "primary", "none"]
    );
    assert_eq!(
        sorted(&scim, "emails.value", "descending").await,
        ["none", "primary", "first", "low"]
    );
}

#[tokio::test]
async fn pages_of_a_sorted_list_are_everybody_once_even_among_equals() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for order in ["ascending", "descending"] {
        let whole = sorted(&scim, "active", order).await;
        let mut seen = Vec::new();
        while seen.len() < whole.len() {
            let start = seen.len() + 1;
            let query = format!("sortBy=active&sortOrder={order}&startIndex={start}&count=7");
            seen.extend(names(&scim.get(&format!("/Users?{query}")).await));
        }
        assert_eq!(seen, whole);
    }
}

#[tokio::test]
async fn groups_sort_and_sorting_goes_with_filters() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for name in ["b", "C", "a", "x"] {
        scim.group(name, &[]).await;
    }
    let path =
        "/Groups?sortBy=displayName&filter=displayName lt \"x\"&sortOrder=descending&count=2";
    assert_eq!(names(&scim.get(path).await), ["C", "b"]);
    let everything = scim.get("/?sortBy=displayName&sortOrder=descending").await;
    assert_eq!(names(&everything), ["x", "C", "b", "a"]);
}

#[tokio::test]
async fn an_order_that_is_none_is_refused_and_one_without_key_is_ignored() {
    let app = TestApp::start().await;
    let scim = app.scim();
    scim.user("b").await;
    scim.user("a").await;
    refused(&scim.get("/Users?sortBy=userName&sortOrder=sideways").await, 400, "invalidValue");
    assert_eq!(names(&scim.get("/Users?sortOrder=descending").await), ["b", "a"]);
    assert_eq!(names(&scim.get("/Users?sortBy=").await), ["b", "a"]);
    for by in ["unknown", "name", "a b", "urn:x:", "userName[a eq 1]"] {
        let answer = scim.get(&format!("/Users?sortBy={by}")).await;
        assert_eq!(answer.status, 400, "{by}: {}", answer.text);
    }
}
