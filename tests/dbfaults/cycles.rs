//! The network is cut and heals again and again: nothing is left behind each time.

use throwaway::Proxy;

use crate::node::{Node, durable};
use crate::work::{Work, read_is_put_off};

const CYCLES: usize = 20;

/// All that a server may have at the same time.
const MOST_SESSIONS: usize = 17;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_cuts_leave_no_connection_and_no_memory_behind() {
    let (cluster, database) = durable();
    let proxy = Proxy::start(cluster.postgres.port);
    let node = Node::start(&database.url_through(proxy.port));
    let mut work = Work::begin(&node).await;
    let mut sizes = Vec::new();
    for _ in 0..CYCLES {
        proxy.cut();
        read_is_put_off(&node).await;
        proxy.heal();
        work.goes_on().await;
        assert!(proxy.connections() <= MOST_SESSIONS, "{}", proxy.connections());
        sizes.push((memory(node.process.id()), files(node.process.id())));
    }
    // The first cycles fill what is kept for later.
    let (early, late) = (sizes[4], sizes[CYCLES - 1]);
    assert!(late.0 < early.0 + 20_000, "KiB and files: {sizes:?}");
    assert!(late.1 <= early.1 + MOST_SESSIONS, "KiB and files: {sizes:?}");
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

/// The memory of a process in KiB.
fn memory(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim_end_matches("kB").trim().parse().expect("a number")
}

/// How many files and connections a process has open.
fn files(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).expect("a process of ours").count()
}
