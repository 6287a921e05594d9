//! What is decided on one node, or by a command beside it, is in force on all within a second.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Caller, Installation, Process};
use throwaway::{Database, Postgres};

use crate::dashboard::Dashboard;
use crate::node::node;

/// How long a node may take to hear of it.
const LIMIT: Duration = Duration::from_secs(1);

/// How often to look meanwhile.
const PERIOD: Duration = Duration::from_millis(10);

/// How long before it counts as never.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often something is measured before it counts as too late: the machine may have been busy
/// with something else.
const TRIES: usize = 5;

/// Three nodes and an admin at the first.
struct Party {
    installation: Installation,
    nodes: Vec<Process>,
    dashboard: Dashboard,
    _others: [Installation; 2],
    _database: Database,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_ends_on_every_node_within_a_second() {
    let party = Party::start().await;
    for by_command in [true, false] {
        prompt("a revoked token", async || {
            let token = party.installation.token("short-lived");
            party.until(&token, 200).await;
            let id = party.token_id("short-lived");
            if by_command {
                party.installation.must(&["token", "revoke", &id]);
            } else {
                let path = format!("/settings/infra-tokens/{id}/delete");
                party.dashboard.submit(&path, "").await;
            }
            party.until(&token, 401).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_turns_on_every_node_within_a_second() {
    let party = Party::start().await;
    let token = party.installation.token("test");
    party.until(&token, 200).await;
    prompt("the switch", async || {
        party.dashboard.submit("/settings/configurations/scim", "state=paused").await;
        let by_dashboard = party.until(&token, 503).await;
        party.installation.must(&["scim", "enable"]);
        let by_command = party.until(&token, 200).await;
        by_dashboard.max(by_command)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_holds_on_every_node_within_a_second() {
    let party = Party::start().await;
    let token = party.installation.token("test");
    party.until(&token, 200).await;
    let path = "/settings/configurations/unique-group-names";
    let number = AtomicUsize::new(0);
    prompt("a setting", async || {
        party.dashboard.submit(path, "unique=true").await;
        let name = format!("Sales {}", number.fetch_add(1, Ordering::Relaxed));
        party.nodes[0].scim(&token).group(&name, &[]).await;
        let strict =
            party.look(&token, async |scim: Caller| create(&scim, &name).await == 409).await;
        party.dashboard.submit(path, "unique=false").await;
        // A node takes the second group of a name once it knows that it may.
        let lenient =
            party.look(&token, async |scim: Caller| create(&scim, &name).await == 201).await;
        strict.max(lenient)
    })
    .await;
}

impl Party {
    async fn start() -> Self {
        let database = Postgres::shared().database();
        let installation = node(&database);
        installation.must(&["scim", "enable"]);
        let others = [node(&database), node(&database)];
        let nodes = vec![installation.serve(), others[0].serve(), others[1].serve()];
        let dashboard = Dashboard::sign_in(&installation, &nodes[0]).await;
        Self { installation, nodes, dashboard, _others: others, _database: database }
    }

    /// Asks every node until that status is the answer; how long the last one took.
    async fn until(&self, token: &str, status: u16) -> Duration {
        self.look(token, async |scim: Caller| scim.get("/Users").await.status == status).await
    }

    /// Looks at every node, at all of them at once, until it is so; how long the last one took.
    async fn look(&self, token: &str, is_so: impl AsyncFn(Caller) -> bool) -> Duration {
        let begun = Instant::now();
        let each = self.nodes.iter().map(async |node| {
            let scim = node.scim(token);
            while !is_so(scim.clone()).await {
                assert!(begun.elapsed() < PATIENCE, "never on {}", node.url);
                tokio::time::sleep(PERIOD).await;
            }
            begun.elapsed()
        });
        let times = futures_util::future::join_all(each).await;
        times.into_iter().max().unwrap_or_default()
    }

    fn token_id(&self, label: &str) -> String {
        let tokens = self.installation.must(&["token", "list", "--output", "json"]);
        let tokens: Vec<Value> = serde_json::from_str(&tokens).expect("a list");
        // Those that were revoked may be listed as well; the newest comes first.
        let found = tokens.iter().find(|token| token["label"] == label).expect("a token");
        found["id"].as_str().expect("an id").to_owned()
    }
}

/// Fails unless something takes no longer than it may, when measured several times if need be.
async fn prompt(what: &str, measure: impl AsyncFn() -> Duration) {
    let mut times = Vec::new();
    for _ in 0..TRIES {
        times.push(measure().await);
        if times.last().is_some_and(|time| *time <= LIMIT) {
            return;
        }
    }
    panic!("{what} was known everywhere only after {times:?}");
}

/// Asks for a group with that name; the status.
async fn create(scim: &Caller, name: &str) -> u16 {
    let schema = "urn:ietf:params:scim:schemas:core:2.0:Group";
    scim.post("/Groups", &json!({"schemas": [schema], "displayName": name})).await.status
}
