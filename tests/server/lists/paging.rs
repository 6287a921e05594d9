//! `startIndex` and `count` (RFC 7644 §3.4.2.4).

use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp};

use crate::filter::people::populate;
use crate::support::{LIST, names, read, refused, whole};

/// The numbers of a list: total, start, items.
fn numbers(answer: &Answer) -> (u64, u64, u64) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let number = |name: &str| {
        answer.json[name].as_u64().unwrap_or_else(|| panic!("{name}: {}", answer.text))
    };
    let items = answer.json["Resources"].as_array().expect("Resources").len() as u64;
    assert_eq!(number("itemsPerPage"), items, "itemsPerPage is what this page holds");
    (number("totalResults"), number("startIndex"), items)
}

async fn page(scim: &Caller, query: &str) -> Answer {
    scim.get(&format!("/Users?{query}")).await
}

#[tokio::test]
async fn nobody_is_an_empty_list() {
    let app = TestApp::start().await;
    for path in
        ["/Users", "/Groups", "/", "/Users?filter=userName eq \"x\"", "/Users?startIndex=7&count=3"]
    {
        let answer = app.scim().get(path).await;
        assert_eq!(answer.json["Resources"], json!([]), "{path}");
        assert_eq!(answer.json["schemas"], json!([LIST]), "{path}");
        assert_eq!(numbers(&answer).0, 0);
    }
    let nobody = app.scim().filter("/Users", "userName eq \"nobody\"").await;
    insta::assert_json_snapshot!(whole(&app, &nobody));
}

#[tokio::test]
async fn a_list_shows_users_as_reading_them_does() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    scim.user("bob").await;
    scim.group("band", &[&ann]).await;
    let answer = scim.get("/Users").await;
    insta::assert_json_snapshot!(whole(&app, &answer));
    for resource in answer.json["Resources"].as_array().expect("users") {
        let id = resource["id"].as_str().expect("an id");
        assert_eq!(*resource, read(&scim, &format!("/Users/{id}")).await);
    }
    let groups = scim.get("/Groups").await;
    insta::assert_json_snapshot!("a_list_of_groups", whole(&app, &groups));
}

#[tokio::test]
async fn edge_values_are_corrected_as_the_rfc_says() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let all = people.len() as u64;
    for (query, start, items) in [
        ("", 1, all),
        ("startIndex=1&count=10", 1, 10),
        ("startIndex=0&count=2", 1, 2),
        ("startIndex=-5&count=2", 1, 2),
        ("startIndex=39", 39, 2),
        ("startIndex=40&count=100", 40, 1),
        ("startIndex=41", 41, 0),
        ("startIndex=1000000&count=5", 1_000_000, 0),
        ("count=0", 1, 0),
        ("count=-1", 1, 0),
        ("count=1", 1, 1),
        ("count=1000000", 1, all),
        ("startIndex=9223372036854775807&count=9223372036854775807", 9_223_372_036_854_775_807, 0),
        ("startIndex=&count=", 1, all),
        ("STARTINDEX=3&Count=1", 3, 1),
    ] {
        let answer = page(&scim, query).await;
        assert_eq!(numbers(&answer), (all, start, items), "{query}");
    }
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    let app = TestApp::start().await;
    for query in ["startIndex=one", "count=1.5", "count=ten", "startIndex=1e3", "count=0x10"] {
        refused(&page(&app.scim(), query).await, 400, "invalidValue");
    }
}

#[tokio::test]
async fn pages_together_are_everybody_once_in_the_order_of_creation() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let everybody: Vec<_> = people.iter().map(|person| person.user_name.clone()).collect();
    for size in [1, 7, 13, 40] {
        let mut seen = Vec::new();
        loop {
            let answer = page(&scim, &format!("startIndex={}&count={size}", seen.len() + 1)).await;
            let (total, ..) = numbers(&answer);
            assert_eq!(total, 40);
            let names = names(&answer);
            if names.is_empty() {
                break;
            }
            assert!(names.len() <= size);
            seen.extend(names);
        }
        assert_eq!(seen, everybody, "pages of {size}");
    }
}

#[tokio::test]
async fn a_new_user_goes_to_the_end_and_moves_nobody() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let before = names(&page(&scim, "startIndex=1&count=20").await);
    scim.user("aaaa").await;
    assert_eq!(names(&page(&scim, "startIndex=1&count=20").await), before);
    assert_eq!(names(&page(&scim, "startIndex=41").await), ["aaaa"]);
}

#[tokio::test]
async fn a_filter_is_applied_before_the_pages_are_cut() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let query = "filter=userName sw \"p\"&startIndex=3&count=2";
    let answer = page(&scim, query).await;
    assert_eq!(numbers(&answer), (25, 3, 2));
    assert_eq!(names(&answer), ["p02", "p03"]);
    let answer = page(&scim, "filter=userName sw \"p\"&count=0").await;
    assert_eq!(numbers(&answer), (25, 1, 0));
}

#[tokio::test]
async fn a_page_has_at_most_what_the_configuration_says() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let config = read(&scim, "/ServiceProviderConfig").await;
    let most = config["filter"]["maxResults"].as_u64().expect("a number");
    let members: Vec<String> = (0..=most).map(|number| format!("g{number}")).collect();
    for name in &members {
        scim.group(name, &[]).await;
    }
    let answer = scim.get(&format!("/Groups?count={}", most + 1)).await;
    assert_eq!(numbers(&answer), (most + 1, 1, most));
    let rest = scim.get(&format!("/Groups?startIndex={}", most + 1)).await;
    assert_eq!(names(&rest), [format!("g{most}")]);
}

#[tokio::test]
async fn the_root_lists_users_and_groups_together() {
    let app = TestApp::start().await;
    let scim = app.scim();
    let ann = scim.user("ann").await;
    let band = scim.group("band", &[&ann]).await;
    let bob = scim.user("bob").await;
    let answer = scim.get("/").await;
    let mut ids = answer.ids();
    ids.sort_unstable();
    let mut expected = [ann, band, bob];
    expected.sort_unstable();
    assert_eq!(ids, expected);
    assert_eq!(numbers(&answer), (3, 1, 3));
    let types: Vec<Value> = answer.json["Resources"]
        .as_array()
        .expect("resources")
        .iter()
        .map(|resource| resource["meta"]["resourceType"].clone())
        .collect();
    assert_eq!(types.iter().filter(|kind| **kind == json!("User")).count(), 2);
    let mut seen = Vec::new();
    for start in 1..=4 {
        let answer = scim.get(&format!("/?startIndex={start}&count=1")).await;
        assert_eq!(answer.json["totalResults"], json!(3));
        seen.extend(answer.ids());
    }
    assert_eq!(seen, answer.ids(), "its pages go on across the types");
}
