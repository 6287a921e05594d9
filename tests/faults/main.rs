//! The real server when things go wrong: killed, out of disk, stopped, and abused by its clients.
//!
//! Every test starts the built `provisor` command on a data directory of its own and talks to it
//! from outside.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a failed expectation is the report of the failure"
)]

#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/check.rs"]
mod check;
#[path = "../support/eventually.rs"]
mod eventually;
#[path = "../support/ledger.rs"]
mod ledger;
#[path = "../support/line.rs"]
mod line;
#[expect(dead_code, reason = "tests of other faults need the rest")]
#[path = "../support/load.rs"]
mod load;
#[path = "../support/model.rs"]
mod model;
#[path = "../support/put_off.rs"]
mod put_off;
#[expect(dead_code, reason = "tests of other faults need the rest")]
#[path = "../support/servers.rs"]
mod servers;

mod backup;
mod beside;
mod crash;
mod drain;
mod greedy;
mod slow;
mod sqlite;

/// An empty installation for the built command, on the database that was chosen for the run.
fn installation() -> testkit::Installation {
    testkit::Installation::new(binary::program())
}
