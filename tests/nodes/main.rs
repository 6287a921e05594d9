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
#[path = "../support/load.rs"]
mod load;
#[path = "../support/model.rs"]
mod model;
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
