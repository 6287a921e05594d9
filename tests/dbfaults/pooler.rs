//! PgBouncer in transaction mode between the server and its database.

use throwaway::PgBouncer;

use crate::node::{Node, durable};
use crate::work::{Work, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_pooler_changes_go_on_after_its_restart() {
    let (cluster, database) = durable();
    let mut pooler = PgBouncer::start(&cluster.postgres, 4);
    let transaction = [("PROVISOR_DATABASE_POOLING", "transaction")];
    let node = Node::start_with(&database.url_through(pooler.port), &transaction);
    let mut work = Work::begin(&node).await;
    for _ in 0..3 {
        pooler.restart();
        reads_come_back(&node).await;
        work.goes_on().await;
    }
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}
