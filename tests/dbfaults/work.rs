//! Clients at work while something fails and heals.

use std::time::Instant;

use crate::eventually::eventually;
use crate::load::{Load, Running};
use crate::node::Node;
use crate::put_off;
use crate::servers::Servers;

/// Clients at work on one server.
pub(crate) struct Work {
    running: Running,
    servers: Servers,
    token: String,
}

impl Work {
    /// Sets clients to work that go on when they are put off.
    pub(crate) async fn begin(node: &Node) -> Self {
        let servers = Servers::only(&node.process);
        let load = Load::prepare(&node.scim()).await.enduring();
        let mut running = load.start(&servers, &node.token);
        running.acknowledged(100).await;
        Self { running, servers, token: node.token.clone() }
    }

    /// Waits until that many more changes are put off.
    pub(crate) async fn is_put_off(&self, changes: usize) {
        let enough = self.running.put_off() + changes;
        eventually("changes that are put off", async || {
            let now = self.running.put_off();
            if now >= enough { Ok(()) } else { Err(format!("{now} of {enough}")) }
        })
        .await;
    }

    /// How many changes were put off so far.
    pub(crate) fn put_off(&self) -> usize {
        self.running.put_off()
    }

    /// Waits until changes are acknowledged.
    pub(crate) async fn goes_on(&mut self) {
        let Self { running, servers, token } = self;
        running.newly_acknowledged();
        let mut changes = 0;
        eventually("changes that are acknowledged", async || {
            running.replenish(servers, token);
            changes += running.newly_acknowledged();
            if changes >= 50 { Ok(()) } else { Err(changes) }
        })
        .await;
    }

    /// Lets the clients end.
    pub(crate) async fn end(self) -> Load {
        self.servers.clear();
        self.running.end().await
    }
}

/// A read is answered, or put off as a change is.
pub(crate) async fn read_is_put_off(node: &Node) {
    let asked = Instant::now();
    let answer = node.scim().get("/Users?count=1").await;
    assert!(put_off::is_unchanged(&answer, asked.elapsed()), "{}", answer.text);
}

/// Reads are answered again.
pub(crate) async fn reads_come_back(node: &Node) {
    eventually("a list", async || {
        let answer = node.scim().get("/Users?count=1").await;
        if answer.status == 200 { Ok(()) } else { Err(answer.text) }
    })
    .await;
}
