//! The running server, seen through its API by the clients that it is made for and by others.
//!
//! Every test starts a server of its own on an empty database; which database that is, only
//! [`testkit::TestApp::start`] knows. The name of a test is the promise that it holds the server to.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is the report of the failure"
)]

mod astray;
mod auth;
mod bulk;
mod concurrency;
mod conformance;
mod custom;
mod declared;
mod discovery;
mod etag;
#[path = "../support/eventually.rs"]
mod eventually;
mod filter;
mod groups;
mod history;
mod hostile;
mod interop;
mod isolation;
mod linking;
mod lists;
mod load;
mod nesting;
mod passwords;
mod patch;
mod protocol;
mod reprovision;
mod resource_types;
mod retries;
mod simulators;
mod strangers;
mod support;
mod switch;
mod users;
