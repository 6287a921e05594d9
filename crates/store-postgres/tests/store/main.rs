//! The store through its ports.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step is the report of the test")]

mod backend;
#[path = "../../../../tests/ports/mod.rs"]
mod ports;
