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
#[path = "../support/load.rs"]
mod load;
#[path = "../support/model.rs"]
mod model;
#[path = "../support/put_off.rs"]
mod put_off;
#[path = "../support/servers.rs"]
mod servers;

mod backup;
mod beside;
mod crash;
mod drain;
mod full_disk;
mod greedy;
mod read_only;
mod slow;
mod volume;
