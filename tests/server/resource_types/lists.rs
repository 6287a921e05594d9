//! Lists of such resources: filters, sorting, pages, projection, search.

use conformance::client::encode_value;
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp};

use super::{BADGE, DOORS, badge, start};
use crate::support::{SEARCH, created, read, refused, with};

/// Thirty badges, the third of which is lost; two of them gone again.
async fn filled() -> (TestApp, Caller) {
    let (app, scim, _) = start().await;
    let mut ids = Vec::new();
    for n in 0..32 {
        let level = if n % 2 == 0 { json!({"level": 32 - n}) } else { json!({}) };
        let door = json!({DOORS: {"doors": [{"value": format!("door{}", n % 4), "hours": n}]}});
        let more = json!({"lost": n % 3 == 0, "notes": "n", "externalId": format!("e{n}")});
        let body = with(with(with(badge(&format!("N{n:02}")), level), door), more);
        ids.push(created(&scim, "/Badges", &body).await.id());
    }
    for gone in [7, 31] {
        assert_eq!(scim.delete(&format!("/Badges/{}", ids[gone])).await.status, 204);
    }
    (app, scim)
}

fn numbers(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let resources = answer.json["Resources"].as_array().expect("a list").iter();
    resources.map(|one| one["number"].as_str().expect("a number").to_owned()).collect()
}

#[tokio::test]
async fn filters_find_them() {
    let (_app, scim) = filled().await;
    for (filter, count) in [
        ("number eq \"n05\"", 1),
        ("number sw \"N1\"", 10),
        ("lost eq true", 11),
        ("level gt 28", 2),
        ("level pr", 16),
        ("externalId eq \"e9\"", 1),
        ("not (lost eq true) and level pr", 10),
        ("urn:example:doors:2.0:Badge:doors.value eq \"door1\"", 8),
        ("urn:example:doors:2.0:Badge:doors[value eq \"door1\" and hours gt 20]", 3),
        ("meta.resourceType eq \"Badge\"", 30),
        ("meta.resourceType eq \"User\"", 0),
        ("meta.location ew \"/Badges/x\"", 0),
    ] {
        let answer = scim.filter("/Badges", filter).await;
        assert_eq!(answer.json["totalResults"], json!(count), "{filter}: {}", answer.text);
    }
    let one = &scim.filter("/Badges", "number eq \"N05\"").await.json["Resources"][0];
    let location = one["meta"]["location"].as_str().expect("a location");
    let by_location = scim.filter("/Badges", &format!("meta.location eq \"{location}\"")).await;
    assert_eq!(numbers(&by_location), ["N05"]);
    for wrong in ["userName eq \"x\"", "active eq true", "level co \"1\"", "urn:x:y:z eq 1"] {
        refused(&scim.filter("/Badges", wrong).await, 400, "invalidFilter");
    }
}

#[tokio::test]
async fn pages_by_index_and_by_cursor_show_each_once() {
    let (_app, scim) = filled().await;
    let all = numbers(&scim.get("/Badges?count=100").await);
    assert_eq!(all.len(), 30);
    let mut seen = Vec::new();
    for start in (1..=31).step_by(7) {
        let page = scim.get(&format!("/Badges?startIndex={start}&count=7")).await;
        assert_eq!(page.json["totalResults"], json!(30));
        seen.extend(numbers(&page));
    }
    assert_eq!(seen, all);
    for query in ["", "&sortBy=number&sortOrder=descending", "&filter=lost+eq+false"] {
        let whole = numbers(&scim.get(&format!("/Badges?count=100{query}")).await);
        let (mut seen, mut cursor) = (Vec::new(), Some(String::new()));
        while let Some(at) = cursor {
            let page = scim.get(&format!("/Badges?count=4{query}&cursor={at}")).await;
            seen.extend(numbers(&page));
            cursor = page.json["nextCursor"].as_str().map(str::to_owned);
        }
        assert_eq!(seen, whole, "{query}");
    }
    let first = scim.get("/Badges?count=4&cursor=").await;
    let cursor = first.json["nextCursor"].as_str().expect("a cursor").to_owned();
    refused(&scim.get(&format!("/Users?count=4&cursor={cursor}")).await, 400, "invalidCursor");
}

#[tokio::test]
async fn they_are_sorted_and_projected() {
    let (_app, scim) = filled().await;
    let sorted = scim.get("/Badges?sortBy=level&count=3").await;
    assert_eq!(numbers(&sorted), ["N30", "N28", "N26"]);
    let last = scim.get("/Badges?sortBy=number&sortOrder=descending&count=2").await;
    assert_eq!(numbers(&last), ["N30", "N29"]);
    let shown = read(&scim, "/Badges?count=1&attributes=notes,number").await;
    let keys = |value: &Value| {
        let map = value.as_object().expect("a resource");
        map.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(&shown["Resources"][0]), ["id", "notes", "number", "schemas"]);
    let shown = read(&scim, &format!("/Badges?count=1&excludedAttributes={DOORS},lost,meta")).await;
    let expected = ["externalId", "id", "level", "number", "schemas"];
    assert_eq!(keys(&shown["Resources"][0]), expected);
    refused(&scim.get("/Badges?sortBy=size").await, 400, "invalidValue");
}

#[tokio::test]
async fn a_search_finds_them_alone_and_among_all() {
    let (_app, scim) = filled().await;
    scim.user("ann").await;
    scim.group("staff", &[]).await;
    let search = json!({"schemas": [SEARCH], "filter": "lost eq true", "count": 3});
    let found = scim.post("/Badges/.search", &search).await;
    assert_eq!((found.status, &found.json["totalResults"]), (200, &json!(11)), "{}", found.text);
    let all = read(&scim, "/?count=100").await;
    assert_eq!(all["totalResults"], json!(32));
    let of = |at: usize| all["Resources"][at]["meta"]["resourceType"].clone();
    assert_eq!((of(0), of(1), of(2)), (json!("User"), json!("Group"), json!("Badge")));
    for (filter, count) in [
        ("number pr", 30),
        ("userName eq \"ann\"", 1),
        ("meta.resourceType eq \"Badge\"", 30),
        ("meta.location co \"/Users/\"", 1),
        (&format!("schemas eq \"{BADGE}\""), 30),
    ] {
        let answer = scim.get(&format!("/?filter={}", encode_value(filter))).await;
        assert_eq!(answer.json["totalResults"], json!(count), "{filter}: {}", answer.text);
    }
    let (mut seen, mut cursor) = (0, Some(String::new()));
    while let Some(at) = cursor {
        let page = read(&scim, &format!("/?count=5&cursor={at}")).await;
        seen += page["Resources"].as_array().map_or(0, Vec::len);
        cursor = page["nextCursor"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, 32);
}
