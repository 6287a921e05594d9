//! Changes do the same in both.

use directory::change::{ChangeSet, CommitError, Committed};
use directory::store::Store;
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::Config;
use tokio::runtime::Runtime;

use crate::Both;
use crate::changes::{World, batches};
use crate::state::state;

async fn commit(
    store: &dyn Store,
    batch: &[ChangeSet],
) -> Vec<Result<Committed, CommitError>> {
    join_all(batch.iter().map(|change| store.commit(change.clone()))).await
}

proptest! {
    #![proptest_config(Config { cases: 48, max_shrink_iters: 400, ..Config::default() })]

    #[test]
    fn random_changes_do_the_same_in_both_stores(batches in batches()) {
        Runtime::new().unwrap().block_on(async {
            let both = Both::open().await;
            let mut world = World::default();
            for batch in &batches {
                let changes: Vec<_> = batch.iter().map(|op| world.change(op)).collect();
                let sqlite = commit(&*both.sqlite, &changes).await;
                let postgres = commit(&*both.postgres, &changes).await;
                prop_assert_eq!(sqlite, postgres, "{:?}", changes);
            }
            prop_assert_eq!(state(&*both.sqlite).await, state(&*both.postgres).await);
            Ok(())
        })?;
    }
}
