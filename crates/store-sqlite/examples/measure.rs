//! Measures the store without a server: `cargo run -p store-sqlite --example measure -- DIR USERS`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for developers")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use directory::change::{ChangeSet, MembershipDelta, MembershipOp, Write};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Row};
use directory::store::{List, ListQuery, Resources, Start};
use directory::time::Timestamp;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::sort::Order;
use serde_json::json;
use store_sqlite::{Options, SqliteStore};

const DIRECTORY: DirectoryId = DirectoryId(1);
const TASKS: u64 = 16;

fn id(number: u64) -> ResourceId {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    ResourceId(uuid::Builder::from_unix_timestamp_millis(number, &random).into_uuid())
}

fn scrambled(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

fn user(number: u64, title: u64) -> Row {
    let name = format!("user{:x}@example.com", scrambled(number));
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": id(number), "userName": name, "externalId": format!("00u{:x}", scrambled(number + 1)),
        "name": {"givenName": "Given", "familyName": format!("Family{number}")},
        "displayName": format!("Given Family{number}"), "title": format!("Title {title}"),
        "emails": [{"value": name, "type": "work", "primary": true}], "active": true,
        "phoneNumbers": [{"value": "+1 555 0100", "type": "work"}],
        "addresses": [{"type": "work", "streetAddress": "1 Main Street", "locality": "Springfield",
            "region": "IL", "postalCode": "12345", "country": "US", "formatted": "x".repeat(200)}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
            {"department": "Engineering", "employeeNumber": format!("{number}")},
    });
    Row {
        kind: Kind::User,
        id: id(number),
        name_key: name.clone(),
        name_is_unique: true,
        external_id: Some(format!("00u{:x}", scrambled(number + 1))),
        display: format!("Given Family{number}"),
        active: true,
        emails: vec![name],
        unique: None,
        body: body.to_string(),
    }
}

fn change(write: Write, kind: EventKind, subject: (Kind, ResourceId)) -> ChangeSet {
    let mut change = ChangeSet::new(
        DIRECTORY,
        Timestamp::from_micros(1_790_000_000_000_000),
        Cause {
            request_id: "0192f0c1".to_owned(),
            actor: Actor::Operator,
            action: "POST /Users".to_owned(),
        },
    );
    change.writes.push(write);
    change.events.push(Event {
        kind,
        subject: Some(subject),
        data: r#"{"changes":[{"path":"title","before":"a","after":"b"}]}"#.to_owned(),
    });
    change
}

/// Runs work on 16 tasks until `count` pieces are done or `time` is over; prints pieces per second
/// and the process's CPU time per piece.
async fn measure<F, W>(name: &str, count: u64, time: Duration, work: W)
where
    F: Future<Output = ()> + Send,
    W: Fn(u64) -> F + Send + Sync + 'static,
{
    let work = Arc::new(work);
    let next = Arc::new(AtomicU64::new(0));
    let (begin, cpu) = (Instant::now(), cpu_micros());
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (work, next) = (Arc::clone(&work), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count || begin.elapsed() > time {
                        return number;
                    }
                    work(number).await;
                }
            })
        })
        .collect();
    let mut least = u64::MAX;
    for task in tasks {
        least = least.min(task.await.unwrap());
    }
    let done = least.min(count).max(1);
    let millis = u64::try_from(begin.elapsed().as_millis()).unwrap().max(1);
    let each = (cpu_micros() - cpu) / done;
    println!("{name:24} {:>9}/s {each:>6} us CPU", done * 1_000 / millis);
}

fn cpu_micros() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
    let ticks: u64 = after.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    ticks * 10_000
}

fn expr(filter: &str) -> Expr {
    scim::Definition::user().check(&Filter::parse(filter).unwrap()).unwrap()
}

fn list(filter: Expr, offset: u64) -> ListQuery {
    ListQuery {
        directory: DIRECTORY,
        lists: vec![List { kind: Kind::User, filter, sort: None }],
        order: Order::Ascending,
        start: Start::Offset(offset),
        limit: 100,
        include: Include::ALL,
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let data = arguments.next().unwrap();
    let users: u64 = arguments.next().unwrap().parse().unwrap();
    let store = Arc::new(SqliteStore::open(Path::new(&data), Options::default()).unwrap());
    let time = Duration::from_secs(3);

    let s = Arc::clone(&store);
    measure("create", users, Duration::from_mins(10), move |number| {
        let store = Arc::clone(&s);
        async move {
            let row = user(number, 0);
            let subject = (Kind::User, row.id);
            store
                .commit(change(Write::Insert(row), EventKind::UserCreated, subject))
                .await
                .unwrap();
        }
    })
    .await;
    let s = Arc::clone(&store);
    measure("get", u64::MAX, time, move |number| {
        let store = Arc::clone(&s);
        let id = id(scrambled(number) % users);
        async move {
            store.get(DIRECTORY, Kind::User, id, Include::ALL).await.unwrap().unwrap();
        }
    })
    .await;
    let s = Arc::clone(&store);
    measure("userName eq", u64::MAX, time, move |number| {
        let store = Arc::clone(&s);
        let name = user(scrambled(number) % users, 0).name_key;
        async move {
            let page = store.list(list(expr(&format!("userName eq \"{name}\"")), 0)).await.unwrap();
            assert_eq!(page.total, 1);
        }
    })
    .await;
    for (name, place) in [("list first", 0), ("list deep", users.saturating_sub(1_000))] {
        let s = Arc::clone(&store);
        measure(name, u64::MAX, time, move |number| {
            let store = Arc::clone(&s);
            async move {
                store.list(list(Expr::Always, place + number % 500)).await.unwrap();
            }
        })
        .await;
    }
    let s = Arc::clone(&store);
    measure("update", u64::MAX, time, move |number| {
        let store = Arc::clone(&s);
        async move {
            let row = user(scrambled(number) % users, number);
            let subject = (Kind::User, row.id);
            store
                .commit(change(Write::Update(row), EventKind::UserUpdated, subject))
                .await
                .unwrap();
        }
    })
    .await;
    for size in [10, 1_000, users / 2] {
        members(&store, users, size).await;
    }
    let begin = Instant::now();
    let page = store.list(list(expr("title co \"nobody\""), 0)).await.unwrap();
    println!("title co over all: {:?}, {} found", begin.elapsed(), page.total);
}

async fn members(store: &Arc<SqliteStore>, users: u64, size: u64) {
    let group = id(users + size);
    let row = Row {
        kind: Kind::Group,
        id: group,
        name_key: format!("group {size}"),
        name_is_unique: true,
        external_id: None,
        display: format!("Group {size}"),
        active: true,
        emails: Vec::new(),
        unique: None,
        body: json!({"id": group, "displayName": format!("Group {size}")}).to_string(),
    };
    let mut made = change(Write::Insert(row), EventKind::GroupCreated, (Kind::Group, group));
    let op = MembershipOp::add((0..size).map(id));
    made.memberships.push(MembershipDelta { group, op });
    store.commit(made).await.unwrap();
    let mut times = Vec::new();
    for number in 0..600 {
        let member = vec![id(size + number / 2)];
        let op =
            if number % 2 == 0 { MembershipOp::add(member) } else { MembershipOp::Remove(member) };
        let mut delta = change(
            Write::RevokeToken(directory::id::TokenId(uuid::Uuid::nil())),
            EventKind::UserUpdated,
            (Kind::Group, group),
        );
        delta.writes.clear();
        delta.events.clear();
        delta.memberships.push(MembershipDelta { group, op });
        let begin = Instant::now();
        store.commit(delta).await.unwrap();
        times.push(begin.elapsed());
    }
    times.sort();
    let begin = Instant::now();
    let got = store.get(DIRECTORY, Kind::Group, group, Include::ALL).await.unwrap().unwrap();
    let full = begin.elapsed();
    let begin = Instant::now();
    store.get(DIRECTORY, Kind::Group, group, Include::NONE).await.unwrap().unwrap();
    println!(
        "members {size:>6}: add/remove median {:?}, get with {} {full:?}, without {:?}",
        times[300],
        got.members.unwrap().len(),
        begin.elapsed()
    );
}
