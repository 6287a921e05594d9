//! Somebody else holds what every change needs.

use crate::holder::Holder;
use crate::node::{Node, durable};
use crate::work::{Work, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_else_holds_the_counters_changes_are_put_off_and_reads_are_not() {
    let (cluster, database) = durable();
    let node = Node::start(&database.url());
    let mut work = Work::begin(&node).await;
    let counters = "SELECT 1 FROM counters FOR UPDATE";
    let holder = Holder::take(&cluster, &database, counters).await;
    reads_come_back(&node).await;
    work.is_put_off(16).await;
    reads_come_back(&node).await;
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'provisor'";
    let connections: usize = database.sql(waiting).parse().expect("a number");
    assert!(connections <= 17, "{connections}");
    holder.release();
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}
