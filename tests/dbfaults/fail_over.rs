//! The primary dies, and its standby takes its place.

use throwaway::{Cluster, Config};

use crate::node::Node;
use crate::work::{Work, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn a_promoted_standby_is_found_and_has_everything_that_was_acknowledged() {
    let mut primary = Cluster::start(Config::durable());
    let database = primary.postgres.database();
    let standby = primary.synchronous_replica(Config::durable());
    let (first, second) = (primary.postgres.port, standby.postgres.port);
    let both = format!("127.0.0.1:{first},127.0.0.1:{second}");
    let url = database.url().replace(&format!("127.0.0.1:{first}"), &both);
    let url = format!("{url}?target_session_attrs=read-write");
    let node = Node::start(&url);
    let mut work = Work::begin(&node).await;
    primary.kill();
    work.is_put_off(16).await;
    // It is no primary that waits for a standby of its own.
    standby.promote();
    reads_come_back(&node).await;
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &url, |sql| standby.postgres.sql(&database.name, sql)).await;
}
