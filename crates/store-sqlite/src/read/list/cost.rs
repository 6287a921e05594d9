//! What a page costs, in steps of SQLite's machine: times differ, steps do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use directory::change::{ChangeSet, Write};
use directory::event::{Actor, Cause};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind};
use directory::store::{List, ListQuery, Page, Resources, Start};
use directory::time::Timestamp;
use rusqlite::Connection;
use scim::Definition;
use scim::filter::typed::Expr;
use scim::sort::Order;
use uuid::Uuid;

use crate::connection::Place;
use crate::{Options, SqliteStore};

const USERS: u32 = 100_000;
const DIRECTORY: DirectoryId = DirectoryId(1);

/// A directory of many users, and a reader that counts its steps.
struct Large {
    data: tempfile::TempDir,
    reader: Connection,
    steps: Arc<AtomicUsize>,
    live: Vec<ResourceId>,
}

impl Large {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        SqliteStore::migrate(data.path()).unwrap();
        let file = data.path().join(crate::FILE_NAME);
        let place = Place { file, busy_timeout: Options::default().busy_timeout };
        let live: Vec<ResourceId> =
            (1..=USERS).map(|number| ResourceId(Uuid::from_u128(number.into()))).collect();
        let mut writer = place.writer().unwrap();
        let transaction = writer.transaction().unwrap();
        let keys = super::keys(DIRECTORY, Kind::User);
        for (key, id) in (keys.after + 1..).zip(&live) {
            let name = format!("u{:08x}", ((key & 0xffff_ffff) * 0x9E37_79B1) & 0xffff_ffff);
            transaction
                .prepare_cached(
                    "INSERT INTO resources VALUES
                         (?1, 1, 1, ?2, 1, 0, 0, ?1 % 3 = 0, 0, ?3, 0, NULL, ?3, NULL, '{}')",
                )
                .unwrap()
                .execute((key, id.0.as_bytes(), name))
                .unwrap();
            transaction
                .prepare_cached("INSERT INTO search_texts VALUES (?1, '')")
                .unwrap()
                .execute([key])
                .unwrap();
        }
        let active = "SELECT count(*) FROM resources WHERE active = 1";
        let counters = format!("INSERT INTO counters VALUES (1, ?1, ({active}), 0, 0, 0, 0)");
        transaction.execute(&counters, [USERS]).unwrap();
        transaction.commit().unwrap();
        let mut reader = place.reader().unwrap();
        let steps = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        reader.progress_handler(1, Some(count)).unwrap();
        Self { data, reader, steps, live }
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(self.data.path(), Options::default()).unwrap()
    }

    async fn delete(&mut self, store: &SqliteStore, places: &[usize]) {
        let cause = Cause {
            request_id: "r1".to_owned(),
            actor: Actor::Operator,
            action: "test".to_owned(),
        };
        let mut change = ChangeSet::new(DIRECTORY, Timestamp::from_micros(0), cause);
        for place in places {
            let id = self.live.remove(place % self.live.len());
            change.writes.push(Write::Delete { kind: Kind::User, id });
        }
        store.commit(change).await.unwrap();
    }

    /// A page and the steps that it took.
    fn page(&self, query: &ListQuery) -> (Page, usize) {
        let before = self.steps.load(Ordering::Relaxed);
        let page = super::list(&self.reader, query).unwrap();
        (page, self.steps.load(Ordering::Relaxed) - before)
    }

    /// The most steps that a page took, compared with the first; the pages together must be the
    /// users that live.
    fn sweep(&self, query: &mut ListQuery) -> (usize, usize) {
        let (mut first, mut most) = (None, 0);
        let mut seen = 0;
        loop {
            let (page, steps) = self.page(query);
            seen += page.resources.len();
            most = most.max(steps);
            first.get_or_insert(steps);
            match page.next {
                None => break,
                place => query.start = Start::After { place, total: Some(page.total) },
            }
        }
        assert!(seen > 50_000);
        (first.unwrap(), most)
    }
}

fn query(start: Start) -> ListQuery {
    ListQuery {
        directory: DIRECTORY,
        lists: vec![List { kind: Kind::User, filter: Expr::Always, sort: None }],
        order: Order::Ascending,
        start,
        limit: 100,
        include: Include::NONE,
    }
}

#[tokio::test]
async fn a_walk_by_index_costs_the_same_at_any_depth_whatever_is_deleted() {
    let mut large = Large::new();
    let store = large.store();
    let scattered: Vec<usize> = (0..2_000).map(|number| number * 48_271).collect();
    large.delete(&store, &scattered).await;
    let (_, first) = large.page(&query(Start::Offset(0)));
    let mut skip = 0;
    while skip < large.live.len() {
        let (page, steps) = large.page(&query(Start::Offset(skip as u64)));
        let found: Vec<ResourceId> = page.resources.iter().map(|stored| stored.id).collect();
        assert_eq!(found, large.live[skip..large.live.len().min(skip + 100)], "at {skip}");
        assert_eq!(page.total, large.live.len() as u64);
        assert!(steps <= 2 * first, "{steps} steps at {skip}, {first} at the beginning");
        skip += page.resources.len();
        if skip % 700 == 0 {
            large.delete(&store, &[skip * 7 / 10, skip * 31]).await;
        }
    }
    // As it is after a start: nothing is remembered.
    store.close();
    let store = large.store();
    large.delete(&store, &[1]).await;
    let last = large.live.len() - 100;
    let (page, steps) = large.page(&query(Start::Offset(last as u64)));
    assert_eq!(page.resources.first().map(|stored| stored.id), large.live.get(last).copied());
    assert!(steps <= 2 * first, "{steps} steps after a start, {first} at the beginning");
}

#[tokio::test]
async fn gaps_are_counted_anew_where_they_are_not_known() {
    let mut large = Large::new();
    let store = large.store();
    let all: Vec<usize> = (0..2_000).map(|number| number * 48_271).collect();
    large.delete(&store, &all).await;
    let at = 54_321;
    let (told, steps) = large.page(&query(Start::Offset(at)));
    store.close();
    let file = large.data.path().join(crate::FILE_NAME);
    Connection::open(&file).unwrap().execute("DELETE FROM gaps WHERE span > 1", ()).unwrap();
    let (walked, many) = large.page(&query(Start::Offset(at)));
    assert!(told == walked, "without them the page is the same");
    assert!(many > 20 * steps, "but it is dear");
    let _store = large.store();
    let (again, few) = large.page(&query(Start::Offset(at)));
    assert!(told == again && few < 2 * steps, "{few} steps, {steps} before");
}

#[tokio::test]
async fn a_walk_by_cursor_costs_the_same_at_any_depth() {
    let large = Large::new();
    let start = Start::After { place: None, total: None };
    let by = |sort: Option<&str>, order: Order| {
        let mut query = query(start.clone());
        query.order = order;
        query.lists[0].sort = sort.map(|by| Definition::user().sort_key(by).unwrap());
        query
    };
    for mut query in [
        by(None, Order::Ascending),
        by(Some("userName"), Order::Ascending),
        by(Some("userName"), Order::Descending),
    ] {
        let (first, most) = large.sweep(&mut query);
        assert!(most * 10 <= first * 11, "{most} steps, {first} at the beginning: {query:?}");
    }
    let filter = scim::filter::Filter::parse("active eq false").unwrap();
    let mut query = query(start.clone());
    query.lists[0].filter = Definition::user().check(&filter).unwrap();
    let (first, most) = large.sweep(&mut query);
    assert!(most * 10 <= first * 11, "{most} steps, {first} at the beginning: {query:?}");
}
