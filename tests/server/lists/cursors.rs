//! Pages by cursor (RFC 9865).

use std::time::Duration;

use directory::settings::ScimState;
use directory::token::{Expiry, Scopes};
use serde_json::{Value, json};
use testkit::{Answer, Caller, TestApp, operator};

use crate::filter::people::populate;
use crate::support::{LIST, SEARCH, names, read, refused, user, with};

/// The cursor of the next page. The numbers of the page must be right.
fn next(answer: &Answer) -> Option<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let page = answer.json.as_object().expect("a list");
    assert_eq!(page["schemas"], json!([LIST]));
    assert_eq!(page["itemsPerPage"], json!(page["Resources"].as_array().expect("a list").len()));
    assert!(!page.contains_key("startIndex"), "it has no place that can be counted");
    let known = ["schemas", "totalResults", "Resources", "itemsPerPage", "nextCursor"];
    assert!(page.keys().all(|key| known.contains(&key.as_str())), "{}", answer.text);
    let cursor = page.get("nextCursor")?.as_str().expect("a string");
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    assert!(!cursor.is_empty() && cursor.chars().all(unreserved), "{cursor}");
    Some(cursor.to_owned())
}

fn path(endpoint: &str, query: &str, cursor: &str) -> String {
    let and = if query.is_empty() { "" } else { "&" };
    format!("{endpoint}?{query}{and}cursor={cursor}")
}

/// The pages of a walk, to its end.
async fn walk(scim: &Caller, endpoint: &str, query: &str) -> Vec<Answer> {
    let mut pages: Vec<Answer> = Vec::new();
    let mut cursor = Some(String::new());
    while let Some(at) = cursor {
        let answer = scim.get(&path(endpoint, query, &at)).await;
        cursor = next(&answer);
        pages.push(answer);
        assert!(pages.len() < 200, "the walk does not end");
    }
    pages
}

fn together(pages: &[Answer]) -> Vec<String> {
    pages.iter().flat_map(Answer::ids).collect()
}

/// The first cursor of a walk in pages of five over the forty people.
async fn fifth(scim: &Caller, query: &str) -> String {
    next(&scim.get(&path("/Users", query, "")).await).expect("a next page")
}

#[tokio::test]
async fn pages_together_are_everybody_once_in_the_order_of_creation() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let everybody: Vec<_> = people.iter().map(|person| person.user_name.clone()).collect();
    for size in [1, 7, 13, 20, 40, 41] {
        let pages = walk(&scim, "/Users", &format!("count={size}")).await;
        let seen: Vec<String> = pages.iter().flat_map(names).collect();
        assert_eq!(seen, everybody, "pages of {size}");
        assert_eq!(pages.len(), 40_usize.div_ceil(size), "a full last page is the last");
        assert!(pages.iter().all(|page| page.json["totalResults"] == json!(40)));
    }
    let bare = scim.get("/Users?cursor&count=7").await;
    assert_eq!(names(&bare), everybody[..7], "a cursor without a value begins");
    assert!(next(&bare).is_some());
    let index = scim.get("/Users?count=7").await;
    assert_eq!(index.json["startIndex"], json!(1));
    assert_eq!(index.json.get("nextCursor"), None, "who does not ask gets pages by index");
}

#[tokio::test]
async fn an_empty_list_and_a_mere_count_have_no_next_page() {
    let app = TestApp::start().await;
    let scim = app.scim();
    for endpoint in ["/Users", "/Groups", "/"] {
        for query in ["", "filter=displayName eq \"x\"", "sortBy=displayName", "count=0"] {
            let answer = scim.get(&path(endpoint, query, "")).await;
            assert_eq!((next(&answer), answer.json["totalResults"].as_u64()), (None, Some(0)));
        }
    }
    scim.user("ann").await;
    scim.user("bob").await;
    for count in ["0", "-3"] {
        let answer = scim.get(&path("/Users", &format!("count={count}"), "")).await;
        assert_eq!((next(&answer), answer.ids()), (None, vec![]));
        assert_eq!(answer.json["totalResults"], json!(2));
    }
}

#[tokio::test]
async fn a_walk_shows_what_the_index_shows() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let ids = scim.get("/Users").await.ids();
    for number in 0..5 {
        scim.group(&format!("group {number}"), &[&ids[number], &ids[number + 1]]).await;
    }
    for endpoint in ["/Users", "/Groups", "/"] {
        for query in [
            "",
            "filter=displayName pr",
            "filter=userName sw \"p\"",
            "filter=active eq false",
            "filter=meta.lastModified gt \"2000-01-01T00:00:00Z\"",
            "filter=not (title eq \"engineer\")",
            "sortBy=displayName",
            "sortBy=displayName&sortOrder=descending",
            "sortBy=userName&sortOrder=descending",
            "sortBy=userName&filter=title pr",
            "sortBy=title",
            "sortBy=title&sortOrder=descending",
            "sortBy=emails.value",
            "sortBy=score&sortOrder=descending",
            "sortBy=badge",
            "sortBy=remote",
            "sortBy=active&sortOrder=descending",
            "sortBy=floors",
            "sortBy=id&sortOrder=descending",
            "sortBy=meta.created",
            "sortBy=meta.lastModified&sortOrder=descending",
            "attributes=displayName",
            "excludedAttributes=members,groups",
        ] {
            let whole = scim.get(&format!("{endpoint}?{query}")).await;
            if whole.status == 400 {
                assert_eq!(scim.get(&path(endpoint, query, "")).await.json, whole.json);
                continue;
            }
            let and = if query.is_empty() { "" } else { "&" };
            let pages = walk(&scim, endpoint, &format!("{query}{and}count=4")).await;
            let resources: Vec<&Value> = pages
                .iter()
                .flat_map(|page| page.json["Resources"].as_array().expect("a list"))
                .collect();
            let expected: Vec<&Value> =
                whole.json["Resources"].as_array().expect("a list").iter().collect();
            assert_eq!(resources, expected, "{endpoint} {query}");
            for page in &pages {
                assert_eq!(page.json["totalResults"], whole.json["totalResults"], "{query}");
            }
        }
    }
}

#[tokio::test]
async fn a_search_is_walked_as_a_list_is() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    scim.group("band", &[]).await;
    for (endpoint, filter) in
        [("/Users", "title pr"), ("/Groups", "displayName pr"), ("/", "userName pr")]
    {
        let expected = together(&walk(&scim, endpoint, &format!("filter={filter}&count=5")).await);
        let base = json!({"schemas": [SEARCH], "filter": filter, "count": 5});
        let search = format!("{}/.search", endpoint.trim_end_matches('/'));
        let (mut seen, mut cursor) = (Vec::new(), Some(String::new()));
        while let Some(at) = cursor {
            let body = with(base.clone(), json!({ "cursor": at }));
            let answer = scim.post(&search, &body).await;
            seen.extend(answer.ids());
            cursor = next(&answer);
        }
        assert_eq!(seen, expected, "{endpoint}");
    }
    let query = "filter=title pr&count=5";
    let cursor = fifth(&scim, query).await;
    let search = json!({"schemas": [SEARCH], "filter": "title pr", "count": 5, "cursor": cursor});
    let by_post = scim.post("/Users/.search", &search).await;
    let by_get = scim.get(&path("/Users", query, &cursor)).await;
    assert_eq!(by_post.ids(), by_get.ids(), "it is the same query");
    for wrong in [json!(1), json!(true), json!([cursor]), json!({})] {
        let body = json!({"schemas": [SEARCH], "cursor": wrong});
        refused(&scim.post("/Users/.search", &body).await, 400, "invalidValue");
    }
}

#[tokio::test]
async fn index_and_cursor_exclude_each_other() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let cursor = fifth(&scim, "count=5").await;
    for query in ["startIndex=1&cursor", "cursor=&startIndex=6", "startIndex=0&cursor=x"] {
        refused(&scim.get(&format!("/Users?{query}")).await, 400, "invalidValue");
    }
    let both = json!({"schemas": [SEARCH], "count": 5, "cursor": cursor, "startIndex": 6});
    refused(&scim.post("/Users/.search", &both).await, 400, "invalidValue");
    let given = json!({"schemas": [SEARCH], "count": 5, "cursor": cursor, "startIndex": null});
    assert_eq!(scim.post("/Users/.search", &given).await.status, 200);
}

#[tokio::test]
async fn a_forged_cursor_is_refused() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for query in ["count=5", "count=5&sortBy=userName"] {
        let cursor = fifth(&scim, query).await;
        for at in (0..cursor.len()).step_by(7) {
            let other = if &cursor[at..=at] == "A" { "B" } else { "A" };
            let mut forged = cursor.clone();
            forged.replace_range(at..=at, other);
            refused(&scim.get(&path("/Users", query, &forged)).await, 400, "invalidCursor");
        }
        let long = "A".repeat(20_000);
        for forged in
            [&cursor[1..], &cursor[..cursor.len() - 1], "x", "0", "-1", "null", "A===", "ü", &long]
        {
            refused(&scim.get(&path("/Users", query, forged)).await, 400, "invalidCursor");
        }
        assert_eq!(scim.get(&path("/Users", query, &cursor)).await.status, 200);
    }
}

#[tokio::test]
async fn another_clients_cursor_is_refused_as_one_that_never_was() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let cursor = fifth(&scim, "count=5").await;
    let foreign = app.other_directory("other").await;
    let directory = app.default_directory();
    let (token, secret) = app.new_token(directory, "second", Scopes::ALL, Expiry::Never).await;
    let second = app.with_token(&secret);
    let never = scim.get(&path("/Users", "count=5", "never")).await;
    refused(&never, 400, "invalidCursor");
    foreign.user("somebody").await;
    for client in [&foreign, &second] {
        let answer = client.get(&path("/Users", "count=5", &cursor)).await;
        refused(&answer, 400, "invalidCursor");
        assert_eq!(answer.json, never.json, "nothing tells them apart");
    }
    // A cursor does not outlive the right to use it.
    let own = fifth(&second, "count=5").await;
    app.switch(directory, ScimState::Off).await;
    assert_eq!(second.get(&path("/Users", "count=5", &own)).await.status, 403);
    app.switch(directory, ScimState::On).await;
    assert_eq!(second.get(&path("/Users", "count=5", &own)).await.status, 200);
    app.service.revoke_token(directory, token.id, operator()).await.expect("a revocation");
    assert_eq!(second.get(&path("/Users", "count=5", &own)).await.status, 401);
}

#[tokio::test]
async fn a_changed_query_is_refused() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    scim.group("band", &[]).await;
    let query = "count=5&filter=title pr&sortBy=userName&attributes=title";
    let cursor = fifth(&scim, query).await;
    for (endpoint, changed) in [
        ("/Users", "count=5"),
        ("/Users", "count=5&sortBy=userName&attributes=title"),
        ("/Users", "count=5&filter=title co \"e\"&sortBy=userName&attributes=title"),
        ("/Users", "count=5&filter=title pr&attributes=title"),
        ("/Users", "count=5&filter=title pr&sortBy=title&attributes=title"),
        ("/Users", "count=5&filter=title pr&sortBy=userName&sortOrder=descending&attributes=title"),
        ("/Users", "count=5&filter=title pr&sortBy=userName"),
        ("/Users", "count=5&filter=title pr&sortBy=userName&attributes=title,id"),
        ("/Users", "count=5&filter=title pr&sortBy=userName&excludedAttributes=title"),
        ("/", query),
    ] {
        let answer = scim.get(&path(endpoint, changed, &cursor)).await;
        refused(&answer, 400, "invalidCursor");
    }
    let of_users = fifth(&scim, "count=5").await;
    refused(&scim.get(&path("/Groups", "count=5", &of_users)).await, 400, "invalidCursor");
    for count in ["count=6", "count=4", "count=0", ""] {
        let changed = query.replace("count=5", count);
        refused(&scim.get(&path("/Users", &changed, &cursor)).await, 400, "invalidCount");
    }
    refused(&scim.get(&path("/Users", "count=five", "")).await, 400, "invalidCount");
    // The same query in other words.
    let same = "filter=title%20PR&sortBy=userName&attributes=title&sortOrder=Ascending&count=05";
    assert_eq!(scim.get(&path("/Users", same, &cursor)).await.status, 200);
}

#[tokio::test]
async fn more_than_a_page_can_hold_is_cut_without_a_word() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    let config = read(&scim, "/ServiceProviderConfig").await;
    let pagination = &config["pagination"];
    assert_eq!(pagination["maxPageSize"], config["filter"]["maxResults"]);
    let most = pagination["maxPageSize"].as_u64().expect("a number");
    let usual = pagination["defaultPageSize"].as_u64().expect("a number");
    for number in 0..=most {
        scim.group(&format!("g{number}"), &[]).await;
    }
    let query = format!("count={}&attributes=displayName", most + 50);
    let pages = walk(&scim, "/Groups", &query).await;
    assert_eq!(pages.iter().map(|page| page.ids().len() as u64).collect::<Vec<_>>(), [most, 1]);
    let first = scim.get("/Groups?cursor&attributes=displayName").await;
    assert_eq!(first.ids().len() as u64, usual);
}

#[tokio::test]
async fn a_cursor_expires_and_every_page_brings_a_fresh_one() {
    let app = TestApp::start().await;
    let (scim, people) = populate(&app).await;
    let config = read(&scim, "/ServiceProviderConfig").await;
    let seconds = config["pagination"]["cursorTimeout"].as_u64().expect("a number");
    let timeout = Duration::from_secs(seconds);
    let mut cursor = fifth(&scim, "count=5").await;
    for page in 1..people.len() / 5 - 1 {
        app.advance(timeout.checked_sub(Duration::from_mins(1)).expect("more than a minute"));
        let answer = scim.get(&path("/Users", "count=5", &cursor)).await;
        cursor = next(&answer).unwrap_or_else(|| panic!("page {page} is not the last"));
    }
    app.advance(timeout + Duration::from_secs(1));
    refused(&scim.get(&path("/Users", "count=5", &cursor)).await, 400, "expiredCursor");
    // An old one that is not good for this query either tells nothing of its age.
    let other = path("/Users", "count=5&filter=title pr", &cursor);
    refused(&scim.get(&other).await, 400, "invalidCursor");
}

#[tokio::test]
async fn what_the_server_learns_meanwhile_does_not_end_a_walk() {
    let app = TestApp::start().await;
    let (scim, _) = populate(&app).await;
    for (query, new) in [("count=5", "hat"), ("count=5&sortBy=shoe", "coat")] {
        let learned = with(user("first"), json!({"shoe": 43}));
        let first = scim.post("/Users", &learned).await;
        assert_eq!(first.status, 201, "{}", first.text);
        let cursor = fifth(&scim, query).await;
        let more = with(user("second"), json!({ new: "learned now" }));
        let second = scim.post("/Users", &more).await;
        assert_eq!(second.status, 201, "{}", second.text);
        assert!(next(&scim.get(&path("/Users", query, &cursor)).await).is_some());
        for id in [first.id(), second.id()] {
            assert_eq!(scim.delete(&format!("/Users/{id}")).await.status, 204);
        }
    }
}
