//! Somebody else who holds a lock in the database.

use std::process::{Child, Command, Stdio};

use throwaway::{Cluster, Database};

use crate::eventually::eventually;

/// A session that has taken a lock and keeps it.
pub(crate) struct Holder<'a> {
    psql: Child,
    database: &'a Database,
}

impl<'a> Holder<'a> {
    /// Takes a lock by a statement, and keeps it until it is [released](Self::release).
    pub(crate) async fn take(cluster: &Cluster, database: &'a Database, statement: &str) -> Self {
        let url = cluster.postgres.superuser_url(&database.name);
        let mut psql = Command::new("psql");
        psql.args(["-Xq", "-d", &format!("{url}?application_name=holder"), "-c"]);
        psql.arg(format!("BEGIN; {statement}; SELECT pg_sleep(600)"));
        let psql = psql.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("psql");
        eventually("the lock", async || {
            let sleeping = "SELECT count(*) FROM pg_stat_activity \
                            WHERE application_name = 'holder' AND wait_event = 'PgSleep'";
            let found = database.sql(sleeping);
            if found == "1" { Ok(()) } else { Err(found) }
        })
        .await;
        Self { psql, database }
    }

    /// Gives the lock back.
    pub(crate) fn release(mut self) {
        self.psql.kill().expect("a running psql");
        self.psql.wait().expect("an end");
        self.database.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = 'holder'",
        );
    }
}
