//! A server whose data are in PostgreSQL.

use store_postgres::{Options, PostgresStore};
use testkit::{Caller, Installation, Process};
use throwaway::{Cluster, Config, Database};

use crate::check::check;
use crate::installation;
use crate::ledger;
use crate::load::Load;

/// A running server on a database of its own.
pub(crate) struct Node {
    pub(crate) installation: Installation,
    pub(crate) process: Process,
    pub(crate) token: String,
}

/// A cluster that keeps what it acknowledged, and a database in it.
pub(crate) fn durable() -> (Cluster, Database) {
    let cluster = Cluster::start(Config::durable());
    let database = cluster.postgres.database();
    (cluster, database)
}

impl Node {
    /// A server for that address, with SCIM switched on.
    pub(crate) fn start(url: &str) -> Self {
        Self::start_with(url, &[])
    }

    /// The same, with more environment variables.
    pub(crate) fn start_with(url: &str, variables: &[(&str, &str)]) -> Self {
        let mut installation = installation();
        installation.set("PROVISOR_DATABASE_URL", url);
        for (name, value) in variables {
            installation.set(name, value);
        }
        let token = installation.prepare();
        let process = installation.serve();
        Self { installation, process, token }
    }

    /// A client.
    pub(crate) fn scim(&self) -> Caller {
        self.process.scim(&self.token)
    }

    /// Stops the server and compares what is in the database with what the clients were told: what
    /// is shown, what the history tells, and what the tables say about each other.
    pub(crate) async fn settle(self, mut load: Load, url: &str, sql: impl Fn(&str) -> String) {
        check(&mut load, &self.scim()).await;
        self.installation.assert_sound(&self.process);
        self.process.stop();
        let store = PostgresStore::open(Options::new(url)).await.expect("a store");
        ledger::check(&load, &store).await;
        store.close().await;
        for (what, statement) in WRONG {
            assert_eq!(sql(statement), "0", "{what}");
        }
    }
}

/// What must not be there, and how much of it there is.
const WRONG: &[(&str, &str)] = &[
    (
        "the events have gaps",
        "SELECT c.position - (SELECT count(*) FROM events WHERE directory = c.directory) \
         FROM counters AS c WHERE c.directory = 1",
    ),
    (
        "counters that differ from the counts",
        "SELECT count(*) FROM counters AS c WHERE (c.users, c.active_users, c.groups) <> \
         (SELECT count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind = 1 AND active = 1), \
         count(*) FILTER (WHERE kind = 2) FROM resources WHERE directory = c.directory)",
    ),
    (
        "groups that differ from their memberships",
        "SELECT count(*) FROM resources AS r WHERE kind = 2 AND members <> (SELECT count(*) FROM \
         members AS m WHERE m.directory = r.directory AND m.group_key = r.key)",
    ),
    (
        "memberships of nobody",
        "SELECT count(*) FROM members AS m WHERE NOT EXISTS (SELECT FROM resources AS r WHERE \
         r.directory = m.directory AND r.key = m.member_key)",
    ),
    (
        "e-mails of nobody",
        "SELECT count(*) FROM emails AS e WHERE NOT EXISTS (SELECT FROM resources AS r WHERE \
         r.directory = e.directory AND r.key = e.key)",
    ),
    (
        "users without an event",
        "SELECT count(*) FROM resources AS r WHERE NOT EXISTS (SELECT FROM event_subjects AS s \
         WHERE s.directory = r.directory AND s.resource_id = r.id)",
    ),
];
