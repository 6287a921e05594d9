//! The server or its database is killed.

use crate::check::check;
use crate::load::Load;
use crate::node::{Node, durable};
use crate::servers::Servers;
use crate::work::{Work, read_is_put_off, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_write_survives_a_kill_of_the_server() {
    let (_cluster, database) = durable();
    let Node { installation, mut process, token } = Node::start(&database.url());
    let mut load = Load::prepare(&process.scim(&token)).await;
    for round in 0..3 {
        let mut running = load.start(&Servers::only(&process), &token);
        // Another moment in each round; the clients never pause, so writes are always under way.
        running.acknowledged(90 + 61 * round).await;
        process.kill();
        load = running.end().await;
        process = installation.serve();
        check(&mut load, &process.scim(&token)).await;
    }
    let node = Node { installation, process, token };
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_write_survives_a_kill_of_the_database() {
    let (mut cluster, database) = durable();
    let node = Node::start(&database.url());
    let mut work = Work::begin(&node).await;
    for round in 0..3 {
        cluster.kill();
        // A commit that was under way is looked for until it is answered, and all others wait for
        // that: those who are put off have waited, the first time; later there is something to find.
        if round == 0 {
            work.is_put_off(16).await;
        }
        read_is_put_off(&node).await;
        cluster.restart();
        reads_come_back(&node).await;
        work.goes_on().await;
    }
    // In good order, with clients connected, as for an update.
    cluster.restart();
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}
