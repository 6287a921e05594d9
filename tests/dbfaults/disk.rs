//! The disk of the database fills up, and has space again.

use throwaway::{Cluster, Config};

use crate::node::Node;
use crate::small_disk::SmallDisk;
use crate::work::{Work, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_changes_are_put_off_until_there_is_space() {
    let cluster = Cluster::start(Config::durable());
    let Some(disk) = SmallDisk::mount(&cluster) else { return };
    let place = disk.path().display();
    let make = format!("CREATE TABLESPACE small LOCATION '{place}'");
    cluster.postgres.sql("postgres", &make);
    let database = cluster.postgres.database_with("TABLESPACE small");
    let node = Node::start(&database.url());
    let mut work = Work::begin(&node).await;
    disk.fill();
    work.is_put_off(50).await;
    assert!(node.process.log().contains("disk of the database is full"), "{}", node.process.log());
    reads_come_back(&node).await;
    disk.free();
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}
