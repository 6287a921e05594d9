//! Standby servers that follow a cluster by streaming replication.

use super::start::Launch;
use super::{Cluster, Config};
use crate::supervised::quoted;

/// The name under which the standby is known to the primary.
const STANDBY: &str = "standby";

impl Cluster {
    /// Starts a standby of this cluster, which must have been made with [`Config::durable`], and
    /// waits until it follows. Commits of this cluster do not wait for it.
    #[must_use = "the standby ends when it is dropped"]
    pub fn replica(&self, config: Config) -> Self {
        let launch = Launch::new(self.launch.programs.clone(), config);
        let port = self.postgres.port;
        let source = format!("host=127.0.0.1 port={port} user=postgres application_name={STANDBY}");
        let copy = format!(
            "{} -D {} -d {} --checkpoint=fast --wal-method=stream --write-recovery-conf --no-sync",
            launch.program("pg_basebackup"),
            launch.data(),
            quoted(&source),
        );
        let replica = Self::launch(launch, &copy);
        self.wait_for_standby("streaming");
        replica
    }

    /// The same; commits of this cluster wait until the standby has them on disk.
    #[must_use = "the standby ends when it is dropped"]
    pub fn synchronous_replica(&self, config: Config) -> Self {
        let replica = self.replica(config);
        let name = format!("ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'");
        self.postgres.sql("postgres", &name);
        self.postgres.sql("postgres", "SELECT pg_reload_conf()");
        self.wait_for_standby("sync");
        replica
    }

    /// Makes a standby a primary, and waits until it can be written.
    pub fn promote(&self) {
        let promoted = self.postgres.sql("postgres", "SELECT pg_promote(true, 120)");
        assert_eq!(promoted, "t", "{}", self.log());
    }

    /// Waits for a state of the standby in the primary's eyes. The server itself looks again and
    /// again: a new connection for each look would take longer than what is waited for.
    fn wait_for_standby(&self, state: &str) {
        self.postgres.sql(
            "postgres",
            &format!(
                "DO $$ BEGIN FOR attempt IN 1..12000 LOOP \
                   PERFORM pg_stat_clear_snapshot(); \
                   PERFORM 1 FROM pg_stat_replication WHERE '{state}' IN (state, sync_state); \
                   IF FOUND THEN RETURN; END IF; \
                   PERFORM pg_sleep(0.01); \
                 END LOOP; RAISE 'the standby is not {state}'; END $$"
            ),
        );
    }
}
