//! What tests rely on: servers that start, fail as told, and leave nothing behind.
#![expect(clippy::expect_used, reason = "what cannot be set up has failed")]

mod cluster;
mod end;
mod pgbouncer;
mod proxy;
mod shared;
