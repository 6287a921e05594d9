//! PATCH (RFC 7644 §3.5.2): a request, and what it makes of a resource.

mod apply;
mod dispatch;
mod members;
mod message;
mod remove;
mod select;
mod strict;
#[cfg(test)]
mod tests;
mod unknown;
mod write;

pub use apply::{Patched, apply};
pub(crate) use apply::{add_at_key, add_in_schema, target};
pub use message::{Op, Operation, PatchRequest};

pub use crate::members::{MemberChange, MemberRef};
