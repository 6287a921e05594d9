//! Black-box SCIM scenarios and simulated identity providers, against any SCIM server.
//!
//! - [`client`]: a small HTTP client that sends exactly what it is told to and explains in plain
//!   words why no answer came.
//! - [`scenario`]: request sequences of real identity providers, kept as data, with what a server
//!   must answer to each.
//! - [`simulate`]: identity providers that push a whole population and check every answer.
//! - [`suite`]: what the RFCs ask of a server, as a list, and cases that find out whether it does.
//! - [`load`]: the same kinds of requests in large numbers, and how long their answers took.
//!
//! The crate knows nothing of the server it talks to beyond RFC 7643 and RFC 7644.

mod beyond;
pub mod client;
mod failure;
#[cfg(test)]
mod fake;
mod json;
mod known;
pub mod load;
mod random;
pub mod scenario;
pub mod simulate;
pub mod suite;
mod urn;

pub use beyond::Beyond;
pub use failure::Failure;
pub use known::Known;
