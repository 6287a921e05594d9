//! Steps of the schema while another node writes.

use throwaway::Postgres;

use super::{MIGRATIONS, Place, Purpose, Session, partitions};
use crate::options::Options;

async fn step(session: &Session, level: u32) {
    let migration = MIGRATIONS.iter().find(|migration| migration.level == level).unwrap();
    session.batch(&partitions::expand(migration.sql, 0)).await.unwrap();
}

/// Waits until a session stands behind a lock.
async fn somebody_waits(session: &Session) {
    let waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'resources'::regclass";
    while session.query(waiting, &[]).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_first_resource_survives_a_migration_beside_it() {
    let database = Postgres::shared().database();
    let place = Place::new(&Options::new(database.url())).unwrap();
    let migration = place.connect(Purpose::Migration).await.unwrap();
    for level in [1, 2] {
        step(&migration, level).await;
    }
    let node = place.connect(Purpose::Write).await.unwrap();
    let watcher = place.connect(Purpose::Point).await.unwrap();
    node.batch(node.begin()).await.unwrap();
    node.batch(
        "INSERT INTO resources SELECT 1, 1::bigint << 43 | 1::bigint << 38, 1, 1,
             gen_random_uuid(), 1, 1, 1, 0, 0, 'ann', NULL, 'Ann', NULL, '{}'",
    )
    .await
    .unwrap();
    let migrate = async {
        migration.batch(migration.begin()).await.unwrap();
        step(&migration, 3).await;
        migration.batch("COMMIT").await.unwrap();
    };
    let commit = async {
        somebody_waits(&watcher).await;
        node.batch("COMMIT").await.unwrap();
    };
    tokio::join!(migrate, commit);
    assert_eq!(database.sql("SELECT string_agg(name_key, ',') FROM resources"), "ann");
}
