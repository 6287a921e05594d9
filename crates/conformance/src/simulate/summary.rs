//! What a simulation has brought about.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// Counts at the end of a simulation in which every answer was right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// People created.
    pub users_created: usize,
    /// People who were there already and were linked.
    pub users_linked: usize,
    /// Groups created.
    pub groups_created: usize,
    /// Groups that were there already and were linked.
    pub groups_linked: usize,
    /// People of this simulation who are active at its end.
    pub users_active: usize,
    /// People of this simulation who are deactivated at its end.
    pub users_inactive: usize,
    /// Memberships of the groups of this simulation at its end.
    pub memberships: usize,
    /// HTTP requests sent.
    pub requests: u64,
    /// Time from the first request to the last answer.
    pub elapsed: Duration,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} people created, {} linked, {} active, {} deactivated; \
             {} groups created, {} linked, {} memberships; {} requests in {:.1} s",
            self.users_created,
            self.users_linked,
            self.users_active,
            self.users_inactive,
            self.groups_created,
            self.groups_linked,
            self.memberships,
            self.requests,
            self.elapsed.as_secs_f64(),
        )
    }
}
