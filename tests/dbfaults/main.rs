//! The real server when its PostgreSQL fails: killed, cut off, frozen, slow, locked, full, or
//! replaced by its standby.
//!
//! Every test starts the built `provisor` command on a real cluster, writes with many clients, and
//! holds what they were told against what the database has in the end.
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
#[path = "../support/load.rs"]
mod load;
#[path = "../support/model.rs"]
mod model;
#[path = "../support/put_off.rs"]
mod put_off;
#[expect(dead_code, reason = "tests of other faults need the rest")]
#[path = "../support/servers.rs"]
mod servers;

mod connections;
mod cycles;
mod disk;
mod fail_over;
mod given_up;
mod holder;
mod hosts;
mod killed;
mod lock;
mod network;
mod node;
mod pooler;
mod small_disk;
mod tls;
mod work;

/// An empty data directory for the built command, which is told of the database of its test.
fn installation() -> testkit::Installation {
    testkit::Installation::on_sqlite(binary::program())
}
