//! Pages are the same in both, and so is where the next one begins: a walk that was begun on one
//! store can go on on the other.

use directory::change::{ChangeSet, Write};
use directory::event::{Actor, Cause};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Row};
use directory::store::{List, ListQuery, Start};
use directory::time::Timestamp;
use futures_util::future::join;
use scim::Definition;
use scim::filter::typed::Expr;
use scim::sort::Order;
use serde_json::json;

use crate::Both;

const USERS: u32 = 1_000;

fn id(number: u32) -> ResourceId {
    ResourceId(uuid::Uuid::from_u128(u128::from(number) << 64 | 7))
}

fn user(number: u32) -> Row {
    let name = format!("user{:08x}", number.wrapping_mul(0x9E37_79B1));
    let title = ["b", "A", "ä", "", "zz"][number as usize % 5];
    let level = [json!(3), json!(1.5), json!(-7), json!(9_007_199_254_740_993_i64), json!(null)];
    let active = !number.is_multiple_of(3);
    let body = json!({"id": id(number), "userName": name, "title": title, "active": active,
        "level": level[number as usize / 7 % 5]});
    Row {
        kind: Kind::User,
        id: id(number),
        name_key: name.clone(),
        name_is_unique: true,
        external_id: None,
        display: name,
        active,
        emails: Vec::new(),
        unique: None,
        body: body.to_string(),
    }
}

/// The same users in both, of whom many are gone again, some at once.
async fn fill(both: &Both, directory: DirectoryId) {
    let numbers: Vec<u32> = (0..USERS).collect();
    let gone = |number: u32| number.is_multiple_of(4) || (300..600).contains(&number);
    for (at, part) in (0..).zip(numbers.chunks(100)) {
        let cause = Cause { request_id: "r".into(), actor: Actor::Operator, action: "test".into() };
        let at = Timestamp::from_micros(1_790_000_000_000_000 + at * 1_000_003);
        let mut change = ChangeSet::new(directory, at, cause);
        let deletes = |number: &u32| Write::Delete { kind: Kind::User, id: id(*number) };
        let (now, later): (Vec<u32>, Vec<u32>) =
            part.iter().filter(|number| gone(**number)).partition(|number| **number % 8 == 0);
        let [now, later] = [now, later].map(|numbers| ChangeSet {
            writes: numbers.iter().map(deletes).collect(),
            ..change.clone()
        });
        change.writes.extend(part.iter().map(|number| Write::Insert(user(*number))));
        for store in [&both.sqlite, &both.postgres] {
            // The first two arrive together.
            let done = join(store.commit(change.clone()), store.commit(now.clone())).await;
            assert!(done.0.is_ok() && done.1.is_ok(), "{done:?}");
            store.commit(later.clone()).await.unwrap();
        }
    }
}

fn learned() -> Definition {
    let mut definition = Definition::user();
    let learned = json!({"schema": definition.core().id, "attribute": {"name": "level",
        "type": "decimal", "multiValued": false, "description": "", "required": false,
        "mutability": "readWrite", "returned": "default"}});
    definition.learn(&serde_json::from_value(learned).unwrap());
    definition
}

fn query(directory: DirectoryId, sort: Option<&str>, order: Order) -> ListQuery {
    let sort = sort.map(|by| learned().sort_key(by).unwrap());
    ListQuery {
        directory,
        lists: vec![List { kind: Kind::User, filter: Expr::Always, sort }],
        order,
        start: Start::Offset(0),
        limit: 64,
        include: Include::NONE,
    }
}

#[tokio::test]
async fn pages_are_the_same_wherever_they_begin() {
    let both = Both::open().await;
    let directory = both.directory().await;
    fill(&both, directory).await;
    let mut query = query(directory, None, Order::Ascending);
    let whole = both.sqlite.list(ListQuery { limit: USERS, ..query.clone() }).await.unwrap();
    assert!(whole.resources.len() > 400);
    query.limit = 3;
    for skip in 0..whole.resources.len() + 2 {
        query.start = Start::Offset(skip as u64);
        let sqlite = both.sqlite.list(query.clone()).await.unwrap();
        assert_eq!(sqlite, both.postgres.list(query.clone()).await.unwrap(), "at {skip}");
        let expected: Vec<_> = whole.resources.iter().skip(skip).take(3).cloned().collect();
        assert_eq!(sqlite.resources, expected, "at {skip}");
    }
}

#[tokio::test]
async fn a_walk_goes_on_in_the_other_store() {
    let both = Both::open().await;
    let directory = both.directory().await;
    fill(&both, directory).await;
    for sort in [
        None,
        Some("userName"),
        Some("title"),
        Some("level"),
        Some("active"),
        Some("id"),
        Some("meta.lastModified"),
        Some("meta.version"),
    ] {
        for order in [Order::Ascending, Order::Descending] {
            let mut query = query(directory, sort, order);
            let whole = ListQuery { limit: USERS, ..query.clone() };
            let whole = both.sqlite.list(whole).await.unwrap().resources;
            query.start = Start::After { place: None, total: None };
            let mut seen = Vec::new();
            loop {
                let sqlite = both.sqlite.list(query.clone()).await.unwrap();
                let postgres = both.postgres.list(query.clone()).await.unwrap();
                assert_eq!(sqlite, postgres, "{sort:?} {order:?}");
                seen.extend(sqlite.resources);
                let Some(place) = sqlite.next else { break };
                query.start = Start::After { place: Some(place), total: Some(sqlite.total) };
            }
            assert!(seen == whole, "{sort:?} {order:?}");
        }
    }
}
