//! Changes do the same in both.

use directory::change::{ChangeSet, CommitError, Committed};
use directory::store::Store;
use futures_util::future::join_all;
use proptest::prop_assert_eq;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::Both;
use crate::changes::{World, batches};
use crate::state::state;

async fn commit(store: &dyn Store, batch: &[ChangeSet]) -> Vec<Result<Committed, CommitError>> {
    join_all(batch.iter().map(|change| store.commit(change.clone()))).await
}

#[test]
fn random_changes_do_the_same_in_both_stores() {
    let runtime = Runtime::new().unwrap();
    let both = runtime.block_on(Both::open());
    let config = Config { cases: 48, max_shrink_iters: 400, ..Config::default() };
    let compared = TestRunner::new(config).run(&batches(), |batches| {
        runtime.block_on(async {
            let directory = both.directory().await;
            let mut world = World::new(directory);
            for batch in &batches {
                let changes: Vec<_> = batch.iter().map(|op| world.change(op)).collect();
                let sqlite = commit(&*both.sqlite, &changes).await;
                let postgres = commit(&*both.postgres, &changes).await;
                prop_assert_eq!(&sqlite, &postgres, "{:?}", changes);
                world.settle(batch, sqlite.iter().all(Result::is_ok));
            }
            prop_assert_eq!(
                state(&*both.sqlite, directory).await,
                state(&*both.postgres, directory).await
            );
            Ok(())
        })
    });
    compared.unwrap_or_else(|error| panic!("{error}"));
}
