//! The store through its ports.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step is the report of the test")]

mod archive;
mod browsing;
mod concurrency;
mod deleting;
mod events;
mod lists;
mod members;
mod opening;
mod operations;
mod oracle;
mod random;
mod support;
mod system;
mod walks;
mod writing;
