//! Somebody else holds what every change needs.

use std::process::{Child, Command, Stdio};

use throwaway::Database;

use crate::eventually::eventually;
use crate::node::{Node, durable};
use crate::work::{Work, reads_come_back};

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_else_holds_the_counters_changes_are_put_off_and_reads_are_not() {
    let (cluster, database) = durable();
    let node = Node::start(&database.url());
    let mut work = Work::begin(&node).await;
    let mut holder = hold(&cluster.postgres.superuser_url(&database.name), &database).await;
    reads_come_back(&node).await;
    work.is_put_off(16).await;
    reads_come_back(&node).await;
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'provisor'";
    let connections: usize = database.sql(waiting).parse().expect("a number");
    assert!(connections <= 17, "{connections}");
    holder.kill().expect("a running psql");
    holder.wait().expect("an end");
    database.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE application_name = 'holder'",
    );
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

async fn hold(url: &str, database: &Database) -> Child {
    let mut psql = Command::new("psql");
    psql.args(["-Xq", "-d", &format!("{url}?application_name=holder"), "-c"]);
    psql.arg("BEGIN; SELECT 1 FROM counters FOR UPDATE; SELECT pg_sleep(600)");
    let child = psql.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("psql");
    eventually("the lock", async || {
        let sleeping = "SELECT count(*) FROM pg_stat_activity \
                        WHERE application_name = 'holder' AND wait_event = 'PgSleep'";
        let found = database.sql(sleeping);
        if found == "1" { Ok(()) } else { Err(found) }
    })
    .await;
    child
}
