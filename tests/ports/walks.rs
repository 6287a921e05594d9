//! Walks from place to place: what they show is what one long page shows, and what happens to the
//! list meanwhile hides nothing that lives and repeats nothing.

use std::collections::BTreeSet;

use directory::id::ResourceId;
use directory::resource::{Include, Kind, Stored};
use directory::store::{List, ListQuery, Page, Place, Resources, Start};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::sort::Order;
use serde_json::json;

use super::random::{GROUPS, SORTS, fill, filter, learned, user};
use super::support::{DEFAULT, TestStore, expr, names, query};
use crate::backend::Backend;

/// The pages of a walk one by one.
struct Walk {
    query: ListQuery,
    ended: bool,
}

impl Walk {
    fn new(mut query: ListQuery) -> Self {
        query.start = Start::After { place: None, total: None };
        Self { query, ended: false }
    }

    async fn next(&mut self, store: &TestStore) -> Option<Page> {
        if self.ended {
            return None;
        }
        let page = store.store.list(self.query.clone()).await.unwrap();
        assert!(page.resources.len() <= self.query.limit as usize);
        match &page.next {
            None => self.ended = true,
            Some(place) => {
                assert!(!page.resources.is_empty(), "a page leads on and shows nothing");
                // The way that a cursor goes.
                let text = serde_json::to_string(place).unwrap();
                let place: Place = serde_json::from_str(&text).unwrap();
                self.query.start = Start::After { place: Some(place), total: Some(page.total) };
            }
        }
        Some(page)
    }
}

fn ids(resources: &[Stored]) -> Vec<ResourceId> {
    resources.iter().map(|stored| stored.id).collect()
}

/// Walks the list and compares with one long page.
async fn compare(store: &TestStore, mut query: ListQuery, limit: u32) {
    let whole = store.store.list(query.clone()).await.unwrap();
    query.limit = limit;
    let mut walk = Walk::new(query);
    let mut seen = Vec::new();
    while let Some(page) = walk.next(store).await {
        assert_eq!(page.total, whole.total, "{:?}", walk.query);
        assert!(page.next.is_none() || page.resources.len() == limit as usize);
        seen.extend(ids(&page.resources));
    }
    assert_eq!(seen, ids(&whole.resources), "{:?}", walk.query);
}

fn lists(kinds: &[Kind], filter: &str, sort: Option<&str>) -> Option<Vec<List>> {
    let parsed = (!filter.is_empty()).then(|| Filter::parse(filter).unwrap());
    let of_kind = |kind: Kind| {
        let definition = learned(kind);
        let filter = match &parsed {
            None => Expr::Always,
            Some(parsed) if kinds.len() == 1 => definition.check(parsed).ok()?,
            Some(parsed) => definition.check_lenient(parsed).ok()?,
        };
        let sort = sort.and_then(|sort| definition.sort_key(sort).ok());
        Some(List { kind, filter, sort })
    };
    kinds.iter().map(|kind| of_kind(*kind)).collect()
}

const KINDS: [&[Kind]; 3] = [&[Kind::User], &[Kind::Group], &Kind::STANDARD];
const ORDERS: [Order; 2] = [Order::Ascending, Order::Descending];

fn on_a_runtime(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: Backend::CASES / 2, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_walk_shows_what_one_long_page_shows(
        users in prop::collection::vec(user(), 1..9),
        memberships in prop::collection::vec((0..GROUPS, 0..12_usize), 0..12),
        filters in prop::collection::vec(prop_oneof![filter(Kind::User), filter(Kind::Group)], 12),
        picks in prop::collection::vec((select(&SORTS[..]), select(&ORDERS[..]), 1..6_u32), 13),
    ) {
        on_a_runtime(async {
            let store = fill(&users, &memberships).await;
            let filters = filters.iter().map(String::as_str).chain([""]);
            for (filter, (sort, order, limit)) in filters.zip(picks) {
                for kinds in KINDS {
                    for sort in [None, Some(sort)] {
                        let Some(lists) = lists(kinds, filter, sort) else { continue };
                        let query = ListQuery { order, ..query(lists, 0, 1_000) };
                        compare(&store, query, limit).await;
                    }
                }
            }
        });
    }

    #[test]
    fn a_walk_over_a_changing_list_misses_nobody_and_repeats_nobody(
        users in prop::collection::vec(user(), 1..16),
        changes in prop::collection::vec((any::<Index>(), user()), 8),
        sort in prop_oneof![Just(None), select(&SORTS[..]).prop_map(Some)],
        order in select(&ORDERS[..]),
        limit in 1..4_u32,
    ) {
        on_a_runtime(async {
            let store = fill(&users, &[]).await;
            let query = query(lists(&[Kind::User], "", sort).unwrap(), 0, 1_000);
            let before = ids(&store.store.list(query.clone()).await.unwrap().resources);
            let mut walk = Walk::new(ListQuery { order, limit, ..query.clone() });
            let mut seen = Vec::new();
            let mut changes = changes.iter().enumerate();
            while let Some(page) = walk.next(&store).await {
                seen.extend(ids(&page.resources));
                let Some((number, (victim, new))) = changes.next() else { continue };
                let alive = ids(&store.store.list(query.clone()).await.unwrap().resources);
                if !alive.is_empty() {
                    // Sometimes the very one that the place names.
                    store.delete(Kind::User, *victim.get(&alive)).await;
                }
                let mut new = new.clone();
                new["userName"] = json!(format!("new{number}"));
                store.insert(Kind::User, new).await;
            }
            let once: BTreeSet<_> = seen.iter().copied().collect();
            assert_eq!(once.len(), seen.len(), "somebody was shown twice");
            let after = ids(&store.store.list(query).await.unwrap().resources);
            for id in before.iter().filter(|id| after.contains(id)) {
                assert!(once.contains(id), "somebody who lived all the while was missed");
            }
        });
    }
}

#[tokio::test]
async fn a_last_page_that_is_full_leads_nowhere() {
    let store = TestStore::new().await;
    for number in 0..6 {
        store.user(&format!("u{number}")).await;
    }
    for sort in [None, Some("userName"), Some("title")] {
        let query = ListQuery { limit: 3, ..query(lists(KINDS[0], "", sort).unwrap(), 0, 3) };
        let mut walk = Walk::new(query);
        let first = walk.next(&store).await.unwrap();
        assert!(first.next.is_some());
        let last = walk.next(&store).await.unwrap();
        assert_eq!((last.resources.len(), last.next), (3, None), "{sort:?}");
    }
}

#[tokio::test]
async fn nothing_wanted_and_nothing_there_have_no_next_page() {
    let store = TestStore::new().await;
    for (wanted, total) in [(0, 0), (5, 0), (0, 1)] {
        if total == 1 {
            store.user("ann").await;
        }
        for (filter, sort) in [("", None), ("title eq null", None), ("", Some("title"))] {
            let mut walk = Walk::new(query(lists(KINDS[2], filter, sort).unwrap(), 0, wanted));
            let page = walk.next(&store).await.unwrap();
            assert_eq!((page.total, page.resources.len(), page.next), (total, 0, None));
        }
    }
}

#[tokio::test]
async fn the_total_of_an_earlier_page_stands_in_for_counting() {
    let store = TestStore::new().await;
    for number in 0..3 {
        store.user(&format!("u{number}")).await;
    }
    let mut walk = Walk::new(query(lists(KINDS[0], "userName co \"u\"", None).unwrap(), 0, 2));
    assert_eq!(walk.next(&store).await.unwrap().total, 3);
    store.user("u3").await;
    let last = walk.next(&store).await.unwrap();
    assert_eq!((last.total, names(&last)), (3, vec!["u2".to_owned(), "u3".to_owned()]));
    // Where it need not be counted it is what it is now.
    let mut walk = Walk::new(query(lists(KINDS[0], "", None).unwrap(), 0, 2));
    assert_eq!(walk.next(&store).await.unwrap().total, 4);
    store.user("v").await;
    assert_eq!(walk.next(&store).await.unwrap().total, 5);
}

#[tokio::test]
async fn a_page_that_ends_early_leads_on() {
    let store = TestStore::new().await;
    let mut users = Vec::new();
    for number in 0..40 {
        users.push(store.user(&format!("u{number}")).await);
    }
    // Each user has 3,000 groups: the page is full of them before it is full of users.
    let top = store.group("top").await;
    store.add(top, &users).await;
    let mut writes = Vec::new();
    for number in 0..3_000 {
        let row = super::support::row(
            Kind::Group,
            store.id(),
            json!({"displayName": format!("g{number}")}),
        );
        writes.push(row);
    }
    let above: Vec<_> = writes.iter().map(|row| row.id).collect();
    let change = directory::change::ChangeSet {
        writes: writes.into_iter().map(directory::change::Write::Insert).collect(),
        memberships: above
            .iter()
            .map(|group| directory::change::MembershipDelta {
                group: *group,
                op: directory::change::MembershipOp::add(vec![top]),
            })
            .collect(),
        ..store.change(DEFAULT)
    };
    store.store.commit(change).await.unwrap();
    for sort in [None, Some("userName")] {
        let mut query = query(lists(KINDS[0], "", sort).unwrap(), 0, 40);
        query.include = Include::ALL;
        let mut walk = Walk::new(query);
        let first = walk.next(&store).await.unwrap();
        assert!(first.next.is_some() && first.resources.len() < 40, "{}", first.resources.len());
        let mut seen = ids(&first.resources);
        while let Some(page) = walk.next(&store).await {
            seen.extend(ids(&page.resources));
        }
        assert_eq!(seen.len(), 40);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 40);
    }
}

#[tokio::test]
async fn a_walk_by_index_goes_on_behind_its_place() {
    let store = TestStore::new().await;
    for number in 0..9 {
        let active = number % 2 == 0;
        let user = json!({"userName": format!("u{number}"), "active": active,
            "emails": [{"value": "same@x"}]});
        store.insert(Kind::User, user).await;
    }
    for (filter, expected) in [
        ("active eq false", "u1u3u5u7"),
        ("userName sw \"u\" and active eq true", "u0u2u4u6u8"),
        ("emails.value eq \"same@x\"", "u0u1u2u3u4u5u6u7u8"),
        ("meta.lastModified gt \"2000-01-01T00:00:00Z\"", "u0u1u2u3u4u5u6u7u8"),
    ] {
        let filter = expr(Kind::User, filter);
        let list = List { kind: Kind::User, filter, sort: None };
        let mut walk = Walk::new(query(vec![list], 0, 2));
        let mut seen = String::new();
        while let Some(page) = walk.next(&store).await {
            seen.push_str(&names(&page).concat());
        }
        assert_eq!(seen, expected);
    }
}
