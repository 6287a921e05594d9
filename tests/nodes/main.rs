//! Several real servers on one PostgreSQL database: what one of them does the others know, they
//! come and go under load, and the schema changes below them.
#![expect(
    clippy::expect_used,
    clippy::panic,
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
#[path = "../support/servers.rs"]
mod servers;

mod dashboard;
mod follower;
mod later;
mod news;
mod node;
mod rolling;
mod simulators;
mod start;
mod upgrade;

/// An empty data directory for the built command, which is told of the database of its test.
fn installation() -> testkit::Installation {
    testkit::Installation::on_sqlite(binary::program())
}
