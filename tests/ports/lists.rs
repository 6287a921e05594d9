//! Lists: pages, totals and sorting.

use directory::resource::{Include, Kind};
use directory::store::{List, Resources, Start};
use scim::filter::typed::Expr;
use scim::sort::Order;
use serde_json::json;

use super::support::{TestStore, definition, expr, names, query};

async fn users(count: usize) -> TestStore {
    let store = TestStore::new().await;
    for number in 0..count {
        store.user(&format!("u{number:03}")).await;
    }
    store
}

#[tokio::test]
async fn pages_follow_creation_and_know_the_total() {
    let store = users(25).await;
    let mut walked = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = store.list(Kind::User, "", offset, 10).await;
        assert_eq!(page.total, 25);
        walked.extend(names(&page));
    }
    assert_eq!(walked, (0..25).map(|n| format!("u{n:03}")).collect::<Vec<_>>());
    let count_only = store.list(Kind::User, "", 0, 0).await;
    assert_eq!((count_only.total, count_only.resources.len()), (25, 0));
}

#[tokio::test]
async fn places_are_right_after_deletions_in_the_middle_and_at_the_end() {
    let store = users(40).await;
    let all = store.list(Kind::User, "", 0, 100).await.resources;
    for offset in [7, 20, 33] {
        store.list(Kind::User, "", offset, 5).await;
    }
    for gone in [3, 10, 39] {
        store.delete(Kind::User, all[gone].id).await;
        let full = names(&store.list(Kind::User, "", 0, 100).await);
        assert_eq!(full.len() as u64, store.list(Kind::User, "", 0, 0).await.total);
        for offset in 0..=full.len() {
            let page = names(&store.list(Kind::User, "", offset as u64, 5).await);
            let expected: Vec<_> = full.iter().skip(offset).take(5).cloned().collect();
            assert_eq!(page, expected, "after {gone}, at {offset}");
        }
    }
    store.user("last").await;
    assert_eq!(names(&store.list(Kind::User, "", 37, 5).await), ["last"]);
}

#[tokio::test]
async fn filtered_pages_know_their_total_wherever_they_lie() {
    let store = users(30).await;
    for (offset, limit, expected) in
        [(0, 5, 5), (8, 5, 2), (10, 5, 0), (99, 5, 0), (0, 0, 0), (0, 10, 10)]
    {
        let page = store.list(Kind::User, "userName co \"u01\"", offset, limit).await;
        assert_eq!((page.total, page.resources.len()), (10, expected), "{offset} {limit}");
    }
    let never = store.list(Kind::User, "meta.resourceType eq \"Group\"", 0, 5).await;
    assert_eq!((never.total, never.resources.len()), (0, 0));
}

#[tokio::test]
async fn several_kinds_are_one_list() {
    let store = TestStore::new().await;
    for name in ["b", "a", "c"] {
        store.user(name).await;
        store.group(&name.to_uppercase()).await;
    }
    let lists = |sort: bool| {
        Kind::STANDARD
            .map(|kind| List {
                kind,
                filter: Expr::Always,
                sort: sort.then(|| definition(kind).sort_key("id").unwrap()),
            })
            .to_vec()
    };
    let page = store.store.list(query(lists(false), 2, 3)).await.unwrap();
    assert_eq!((page.total, names(&page)), (6, vec!["c".into(), "B".into(), "A".into()]));
    let mut by_id = query(lists(true), 1, 4);
    let page = store.store.list(by_id.clone()).await.unwrap();
    assert_eq!((page.total, names(&page).concat()), (6, "BaAc".to_owned()));
    by_id.order = Order::Descending;
    let page = store.store.list(by_id).await.unwrap();
    assert_eq!(names(&page).concat(), "cAaB");
}

#[tokio::test]
async fn a_sorted_page_puts_missing_values_last_and_then_first() {
    let store = TestStore::new().await;
    for (name, title) in [("1", Some("b")), ("2", None), ("3", Some("A")), ("4", Some("B"))] {
        store.insert(Kind::User, json!({"userName": name, "title": title})).await;
    }
    for (order, expected) in [(Order::Ascending, "3142"), (Order::Descending, "2143")] {
        let sort = definition(Kind::User).sort_key("title").unwrap();
        let list = List { kind: Kind::User, filter: Expr::Always, sort: Some(sort) };
        let mut query = query(vec![list], 0, 10);
        query.order = order;
        let page = store.store.list(query.clone()).await.unwrap();
        assert_eq!(names(&page).concat(), expected);
        query.start = Start::Offset(1);
        query.limit = 2;
        let page = store.store.list(query).await.unwrap();
        assert_eq!((page.total, names(&page).concat().as_str()), (4, &expected[1..3]));
    }
}

#[tokio::test]
async fn members_and_groups_are_read_only_when_asked_for() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let group = store.group("G").await;
    store.add(group, &[ann]).await;
    let lists = || {
        Kind::STANDARD.map(|kind| List { kind, filter: expr(kind, "id pr"), sort: None }).to_vec()
    };
    let plain = store.store.list(query(lists(), 0, 10)).await.unwrap();
    assert!(plain.resources.iter().all(|r| r.groups.is_empty() && r.members.is_none()));
    let mut full = query(lists(), 0, 10);
    full.include = Include::ALL;
    let full = store.store.list(full).await.unwrap();
    assert_eq!(full.resources[0].groups.len(), 1);
    assert_eq!(full.resources[1].members.as_ref().unwrap().len(), 1);
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_ended_with_a_clear_error() {
    let store = TestStore::impatient().await;
    for number in 0..300 {
        store.user(&format!("user-with-a-name-{number}")).await;
    }
    let filter =
        "title co \"a\" or name.givenName co \"b\" or nickName co \"c\" or locale co \"d\"";
    let list = List { kind: Kind::User, filter: expr(Kind::User, filter), sort: None };
    let error = store.store.list(query(vec![list], 0, 10)).await.unwrap_err();
    assert!(error.to_string().contains("too long"), "{error}");
    assert_eq!(store.found(Kind::User, "userName eq \"user-with-a-name-7\"").await.len(), 1);
}

#[tokio::test]
async fn a_filter_may_have_a_thousand_terms() {
    let store = users(3).await;
    for (word, term, expected) in [
        ("or", "userName eq \"u001\"", 1),
        ("and", "title ne \"x\"", 3),
        ("or", "emails.type eq \"x\"", 0),
    ] {
        let terms = vec![expr(Kind::User, term); 1_000];
        let filter = if word == "or" { Expr::Any(terms) } else { Expr::All(terms) };
        let list = List { kind: Kind::User, filter, sort: None };
        let page = store.store.list(query(vec![list], 0, 10)).await.unwrap();
        assert_eq!(page.total, expected, "{word} {term}");
    }
}
