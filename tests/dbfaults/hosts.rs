//! Several hosts in the address of the database, some of which say nothing.

use throwaway::{Cluster, Config, Database, Proxy, Silent};

use crate::node::{Node, durable};
use crate::work::{Work, reads_come_back};

/// The address of a database with those ports of this machine in place of its own.
fn url(database: &Database, own: u16, ports: &[u16]) -> String {
    let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    database.url().replace(&format!("127.0.0.1:{own}"), &hosts.join(","))
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_hosts_keep_nobody_from_the_one_that_answers() {
    let (cluster, database) = durable();
    let (taking, deaf) = (Silent::taking(), Silent::deaf());
    let proxy = Proxy::start(cluster.postgres.port);
    let ports = [taking.port, deaf.port, proxy.port];
    let node = Node::start(&url(&database, cluster.postgres.port, &ports));
    let log = node.process.log();
    assert!(log.contains("the database answers at this host"), "{log}");
    for port in ports {
        assert!(log.contains(&format!("127.0.0.1:{port}")), "{port}: {log}");
    }
    let mut work = Work::begin(&node).await;
    for _ in 0..3 {
        proxy.reset();
        work.goes_on().await;
        reads_come_back(&node).await;
    }
    assert_eq!(work.put_off(), 0);
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_primary_falls_silent_its_standby_is_found_behind_a_silent_host() {
    let mut primary = Cluster::start(Config::durable());
    let database = primary.postgres.database();
    let standby = primary.synchronous_replica(Config::durable());
    let proxy = Proxy::start(primary.postgres.port);
    let silent = Silent::taking();
    let own = primary.postgres.port;
    // Only one of those that answer can be written.
    let ports = [standby.postgres.port, silent.port, proxy.port];
    let url_of_all = format!("{}?target_session_attrs=read-write", url(&database, own, &ports));
    let node = Node::start(&url_of_all);
    let log = node.process.log();
    assert!(log.contains("does not allow writes"), "{log}");
    let mut work = Work::begin(&node).await;
    proxy.freeze();
    standby.promote();
    reads_come_back(&node).await;
    work.goes_on().await;
    // It would wait for a standby that is none any more.
    primary.kill();
    let load = work.end().await;
    let url_of_new = url(&database, own, &[standby.postgres.port]);
    node.settle(load, &url_of_new, |sql| standby.postgres.sql(&database.name, sql)).await;
}
