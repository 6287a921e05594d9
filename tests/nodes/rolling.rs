//! One node after the other is stopped and started again while clients write.

use std::sync::Arc;

use testkit::{Caller, Installation, Process};
use throwaway::Postgres;

use crate::check::check;
use crate::eventually::eventually;
use crate::follower::Follower;
use crate::installation;
use crate::ledger;
use crate::load::{Load, Running};
use crate::node::{node, store};
use crate::servers::Servers;

/// How long a node sends its clients away before it ends.
pub(crate) const LEAVE: &str = "2";

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_go_where_they_are_sent_notice_nothing_of_a_rolling_restart() {
    let database = Postgres::shared().database();
    let mut installations = [node(&database), node(&database), node(&database)];
    for installation in &mut installations {
        installation.set("PROVISOR_LEAVE_SECONDS", LEAVE);
    }
    let token = installations[0].prepare();
    let servers = Servers::default();
    let mut nodes = Vec::new();
    for installation in &installations {
        nodes.push(join(installation, &servers));
    }
    let store = Arc::new(store(&database).await);
    let follower = Follower::start(Arc::clone(&store) as _);
    let load = Load::prepare(&nodes[0].scim(&token)).await;
    let mut running = load.start(&servers, &token);
    for (node, installation) in nodes.iter_mut().zip(&installations) {
        running.acknowledged(100).await;
        take_out(node, &servers).await;
        *node = join(installation, &servers);
    }
    let mut load = finish(running, &servers).await;
    check(&mut load, &nodes[0].scim(&token)).await;
    let events = follower.end().await;
    assert_eq!(events, ledger::history(&*store).await, "what was read is what there is");
    for node in nodes {
        node.stop();
    }
    ledger::check(&load, &*store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_server_that_stops_in_good_order_leaves_no_client_without_its_answer() {
    let mut installation = installation();
    installation.set("PROVISOR_LEAVE_SECONDS", LEAVE);
    let token = installation.prepare();
    let mut process = installation.serve();
    let load = Load::prepare(&process.scim(&token)).await;
    let mut running = load.start(&Servers::only(&process), &token);
    running.acknowledged(300).await;
    process.terminate();
    // Each client is told to go, and there is nowhere else.
    let mut load = running.end().await;
    assert!(process.wait().success(), "{}", process.log());
    assert_unharmed(&load);

    let process = installation.serve();
    check(&mut load, &process.scim(&token)).await;
    process.stop();
    ledger::check(&load, &*installation.open_store().await).await;
}

/// Starts a node and sends clients to it.
pub(crate) fn join(installation: &Installation, servers: &Servers) -> Process {
    let process = installation.serve();
    servers.add(&process.url);
    process
}

/// Stops a node as a service manager and a proxy do together: the node says that it is not ready
/// any more and sends away who is there, and the proxy sends nobody to it.
pub(crate) async fn take_out(node: &mut Process, servers: &Servers) {
    node.terminate();
    let caller = Caller::new(&node.url, "");
    eventually("a node that is not ready", async || match caller.get("/readyz").await.status {
        503 => Ok(()),
        status => Err(status),
    })
    .await;
    servers.remove(&node.url);
    let status = tokio::task::block_in_place(|| node.wait());
    assert!(status.success(), "{status}: {}", node.log());
}

/// Ends the load, none of whose requests may have failed.
pub(crate) async fn finish(mut running: Running, servers: &Servers) -> Load {
    running.acknowledged(100).await;
    servers.clear();
    let load = running.end().await;
    assert_unharmed(&load);
    load
}

fn assert_unharmed(load: &Load) {
    for client in &load.clients {
        let pending = client.pending.is_some();
        assert!(!pending && !client.was_cut_off && !client.was_turned_away, "{client:?}");
    }
}
