//! Throw-away PostgreSQL, PgBouncer and a faulty network for tests.
//!
//! What is started here is real, listens on 127.0.0.1 only, and is gone when the test process is
//! gone, however that ended. Every call blocks until what it asks for is so.

#![forbid(unsafe_code)]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a failed set-up fails the test"
)]

mod authority;
mod log;
mod pgbouncer;
mod port;
mod postgres;
mod programs;
mod proxy;
mod silent;
mod supervised;
mod unique;
mod user;

pub use pgbouncer::PgBouncer;
pub use postgres::{Cluster, Config, Database, Postgres, SHARED_PORT};
pub use proxy::Proxy;
pub use silent::Silent;
