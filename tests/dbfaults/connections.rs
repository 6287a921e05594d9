//! Others have taken all connections.

use std::io::{Read, Write};
use std::net::TcpStream;

use throwaway::{Cluster, Config, Database};

use crate::node::Node;
use crate::work::{Work, read_is_put_off, reads_come_back};

/// How many connections there are.
const MOST: usize = 25;

const OWN: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE application_name = 'provisor'";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_free_connection_changes_are_put_off_until_there_is_one() {
    let cluster = Cluster::start(Config::durable().set("max_connections", &MOST.to_string()));
    let database = cluster.postgres.database();
    let node = Node::start(&database.url());
    let mut work = Work::begin(&node).await;
    let mut taken = Vec::new();
    // The server takes some of those that it loses back, until none is left.
    while {
        let more = std::iter::from_fn(|| occupy(cluster.postgres.port, &database));
        taken.extend(more.take(MOST));
        database.sql(OWN) != "0"
    } {}
    work.is_put_off(50).await;
    read_is_put_off(&node).await;
    assert!(node.process.log().contains("no free connection"), "{}", node.process.log());
    drop(taken);
    reads_come_back(&node).await;
    work.goes_on().await;
    let load = work.end().await;
    node.settle(load, &database.url(), |sql| database.sql(sql)).await;
}

/// Takes a connection and does nothing with it; `None` where there is none.
fn occupy(port: u16, database: &Database) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let words = format!("user\0provisor\0database\0{}\0\0", database.name);
    let length = u32::try_from(words.len() + 8).expect("a short message");
    let version = 196_608_u32;
    let start = [&length.to_be_bytes()[..], &version.to_be_bytes(), words.as_bytes()].concat();
    stream.write_all(&start).ok()?;
    // Who is let in can still be sent away: the last connections are for others.
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head).ok()?;
        let [kind, length @ ..] = head;
        let rest = u32::from_be_bytes(length).checked_sub(4).expect("a length");
        std::io::copy(&mut (&stream).take(rest.into()), &mut std::io::sink()).ok()?;
        match kind {
            b'E' => return None,
            b'Z' => return Some(stream),
            _ => {}
        }
    }
}
