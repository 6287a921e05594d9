//! Whatever an installation holds survives every way.

use directory::archive::Table;
use directory::store::{Archive, System};
use proptest::test_runner::{Config, TestRunner};
use store_postgres::Pooling;
use throwaway::{PgBouncer, Postgres};

use crate::places::{Pg, Sqlite, copy, file, restore, summary};
use crate::random::{Life, Step, steps};

/// Takes an installation through a file, and through PostgreSQL and back. It goes on afterwards
/// where it was.
async fn travel(before: Vec<(usize, Step)>, after: Vec<(usize, Step)>) {
    let first = Sqlite::new();
    let mut life = Life::new(&first.store);
    life.live(before).await;
    first.store.confirm_key([5; 32]).await.unwrap();
    let expected = summary(&first.store).await;

    let second = Sqlite::new();
    assert_eq!(restore(&file(&first.store).await, &second.store).await.unwrap(), expected);
    let third = Pg::new().await;
    assert_eq!(copy(&first.store, &third.store).await.unwrap(), expected);
    let written = file(&third.store).await;
    assert_eq!(written, file(&first.store).await);
    let fourth = Sqlite::new();
    assert_eq!(restore(&written, &fourth.store).await.unwrap(), expected);

    for store in [&second.store, &fourth.store] {
        assert_eq!(store.snapshot().await.unwrap(), first.store.snapshot().await.unwrap());
    }
    // The same happens at both places, and gives the same: sequences and positions go on.
    let mut other = life.elsewhere(&fourth.store);
    other.live(after.clone()).await;
    life.live(after).await;
    assert_eq!(summary(&fourth.store).await, summary(&first.store).await);
}

#[test]
fn random_installations_survive() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(steps(), steps()), |(before, after)| {
            runtime.block_on(travel(before, after));
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn partitions_and_poolers_make_no_difference() {
    let first = Sqlite::new();
    rich(&first).await;
    let expected = summary(&first.store).await;
    assert!(expected.tables.iter().all(|table| table.records > 0), "{expected:?}");

    let divided = Pg::with(|options| options, Some(4)).await;
    assert_eq!(copy(&first.store, &divided.store).await.unwrap(), expected);
    let pooler = PgBouncer::start(Postgres::shared(), 4);
    let through = Pg::with(
        |mut options| {
            options.url = options
                .url
                .replace(&format!(":{}/", Postgres::shared().port), &format!(":{}/", pooler.port));
            options.pooling = Pooling::Transaction;
            options
        },
        None,
    )
    .await;
    assert_eq!(copy(&divided.store, &through.store).await.unwrap(), expected);
    assert_eq!(file(&through.store).await, file(&first.store).await);
}

/// Something in every table.
pub(crate) async fn rich(place: &Sqlite) {
    let user = |name: &str| Step::User {
        name: name.to_owned(),
        external_id: Some(name.to_owned()),
        emails: vec![format!("{name}@x"), "shared@x".to_owned()],
        active: name != "bob",
    };
    let group = |name: &str| Step::Group { name: name.to_owned(), unique: true };
    let steps = vec![
        user("ann"),
        user("bob"),
        user("cy"),
        group("staff"),
        group("all"),
        Step::Join { group: 0, whom: 0, display: Some("Queen Ann".to_owned()) },
        Step::Join { group: 1, whom: 3, display: None },
        Step::Delete { whom: 2 },
        Step::Learn { name: "shoe".to_owned() },
        Step::Declare { unique: true },
        Step::Type,
        Step::Badge { name: "7".to_owned() },
        Step::Token { label: "Okta".to_owned(), hash: [1; 32], expires: None },
        Step::Link { whom: 0, label: "Entra".to_owned() },
        Step::Domain { name: "x".to_owned() },
        Step::Admin { name: "ada".to_owned() },
        Step::Request { at: 3, problem: None },
        Step::Request { at: 1, problem: Some("x".to_owned()) },
        Step::Directory,
    ];
    let mut life = Life::new(&place.store);
    life.live(steps.into_iter().map(|step| (0, step)).collect()).await;
    life.live(vec![(1, user("ann")), (1, group("staff"))]).await;
    assert_eq!(summary(&place.store as &dyn Archive).await.records(Table::Tombstones), 1);
}
