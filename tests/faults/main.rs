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
#[path = "../support/eventually.rs"]
mod eventually;

mod backup;
mod beside;
mod check;
mod crash;
mod drain;
mod full_disk;
mod greedy;
mod ledger;
mod line;
mod load;
mod model;
mod read_only;
mod slow;
mod volume;
