//! Nodes that start: all at once, with a wrong key, without their database.

use std::net::TcpListener;
use std::thread;

use testkit::{Installation, Process, Ran};
use throwaway::Postgres;

use crate::node::{node, node_at, node_with_key};

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_on_an_empty_database_set_it_up_once() {
    let database = Postgres::shared().database();
    let installations: Vec<Installation> = (0..4).map(|_| node(&database)).collect();
    let nodes: Vec<Process> = thread::scope(|scope| {
        let starting: Vec<_> =
            installations.iter().map(|node| scope.spawn(|| node.serve())).collect();
        starting.into_iter().map(|node| node.join().expect("a node that starts")).collect()
    });
    let steps = "SELECT count(*), count(DISTINCT level), max(level) FROM schema_steps";
    let steps = database.sql(steps);
    let numbers: Vec<&str> = steps.split('|').collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]), "{steps}");
    assert_eq!(database.sql("SELECT count(*) FROM installation"), "1");
    assert_eq!(database.sql("SELECT count(*) FROM directories"), "1");

    let token = installations[0].prepare();
    for (number, node) in nodes.iter().enumerate() {
        // A node may not have heard of the token yet.
        let scim = node.scim(&token);
        crate::eventually::eventually("a known token", async || {
            let answer = scim.get("/Users").await;
            if answer.status == 200 { Ok(()) } else { Err(answer.text) }
        })
        .await;
        scim.user(&format!("user{number}")).await;
    }
    assert_eq!(nodes[0].scim(&token).get("/Users").await.json["totalResults"], nodes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_with_another_key_is_refused_and_the_others_go_on() {
    let database = Postgres::shared().database();
    let first = node(&database);
    let token = first.prepare();
    let process = first.serve();
    let other = node_with_key(&database, &"08".repeat(32));
    assert_refused(other.try_serve(), &["PROVISOR_SECRET_KEY", "key of the others"]);
    // Nor does one make up a key where there is one that it does not have.
    let keyless = node_at(&database.url());
    assert_refused(keyless.try_serve(), &["secret.key", "in use already"]);
    process.scim(&token).user("ada").await;
    assert_eq!(node(&database).serve().scim(&token).get("/Users").await.status, 200);
}

#[test]
fn a_node_without_its_database_says_so_and_ends() {
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = nobody.local_addr().expect("a bound address").to_string();
    drop(nobody);
    let node = node_at(&format!("postgres://provisor:hidden@{address}/provisor"));
    let stderr = assert_refused(node.try_serve(), &[&address, "nobody listens"]);
    assert!(!stderr.contains("hidden"), "{stderr}");
}

/// The node has ended with a code and a message that tells all of this; the message.
fn assert_refused(outcome: Result<Process, Ran>, reasons: &[&str]) -> String {
    let Err(Ran { code, stderr, .. }) = outcome else { panic!("the node runs") };
    assert_eq!(code, Some(1), "{stderr}");
    for reason in reasons {
        assert!(stderr.contains(reason), "{reason} in {stderr}");
    }
    assert!(!stderr.contains("panicked"), "{stderr}");
    stderr
}
