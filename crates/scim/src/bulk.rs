//! Bulk requests (RFC 7644 §3.7): the message, what its operations refer to, the order in which
//! they can run, and the answer.

mod answer;
mod message;
mod path;
mod plan;
mod reference;
#[cfg(test)]
mod tests;

pub use answer::{Outcome, answer};
pub use message::{BulkRequest, Entry, Method, Operation};
pub use path::BulkPath;
pub use plan::{Names, Reference, Step, Unit, plan};
pub use reference::{Spot, referenced, spots, substitute};
