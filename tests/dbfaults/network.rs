//! The network between the server and its database fails.

use std::time::Duration;

use throwaway::Proxy;

use crate::node::{Node, durable};
use crate::work::{Work, read_is_put_off, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn while_the_network_is_cut_changes_are_put_off() {
    let (cluster, database) = durable();
    let proxy = Proxy::start(cluster.postgres.port);
    let node = Node::start(&database.url_through(proxy.port));
    let mut work = Work::begin(&node).await;
    proxy.cut();
    work.is_put_off(16).await;
    read_is_put_off(&node).await;
    proxy.heal();
    reads_come_back(&node).await;
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_reset_again_and_again_cost_no_change() {
    let (cluster, database) = durable();
    let proxy = Proxy::start(cluster.postgres.port);
    let node = Node::start(&database.url_through(proxy.port));
    let mut work = Work::begin(&node).await;
    for _ in 0..40 {
        // Always in the middle of something, now and then of a COMMIT.
        proxy.reset();
        work.goes_on().await;
    }
    assert_eq!(work.put_off(), 0, "what can be begun again at once is");
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_no_byte_passes_changes_are_put_off_and_nobody_hangs() {
    let (cluster, database) = durable();
    let proxy = Proxy::start(cluster.postgres.port);
    let node = Node::start(&database.url_through(proxy.port));
    let mut work = Work::begin(&node).await;
    proxy.freeze();
    tokio::join!(work.is_put_off(16), read_is_put_off(&node));
    proxy.heal();
    reads_come_back(&node).await;
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_way_to_the_database_puts_nothing_off() {
    let (cluster, database) = durable();
    let proxy = Proxy::start(cluster.postgres.port);
    let node = Node::start(&database.url_through(proxy.port));
    let mut work = Work::begin(&node).await;
    proxy.delay(Duration::from_millis(250));
    work.goes_on().await;
    proxy.heal();
    work.goes_on().await;
    assert_eq!(work.put_off(), 0);
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}
