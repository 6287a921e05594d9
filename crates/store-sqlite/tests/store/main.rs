//! The store through its ports.

mod browsing;
mod concurrency;
mod deleting;
mod events;
mod lists;
mod members;
mod opening;
mod operations;
mod oracle;
mod support;
mod system;
mod writing;
