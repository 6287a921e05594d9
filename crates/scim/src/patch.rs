//! PATCH (RFC 7644 §3.5.2): a request, and what it makes of a resource.
//!
//! ```
//! use scim::patch::{self, PatchRequest};
//! use scim::{Definition, Limits, MemberChange};
//! use serde_json::json;
//!
//! # fn main() -> Result<(), scim::Error> {
//! let stored = json!({"displayName": "Tour Guides"});
//! let message = json!({
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//!     "Operations": [
//!         {"op": "Replace", "path": "displayName", "value": "Guides"},
//!         {"op": "remove", "path": "members[value eq \"2819c223\"]"},
//!     ],
//! });
//! let limits = Limits::default();
//! let request = PatchRequest::parse(message.to_string().as_bytes(), &limits)?;
//! let stored = stored.as_object().expect("an object");
//! let patched = patch::apply(&Definition::group(), stored, &request, &limits)?;
//!
//! assert_eq!(patched.body["displayName"], "Guides");
//! // Members are no part of the body: a group of 100,000 is changed without being read.
//! assert_eq!(patched.members, [MemberChange::Remove(vec!["2819c223".to_owned()])]);
//! # Ok(())
//! # }
//! ```

mod apply;
mod dispatch;
mod members;
mod message;
mod plain;
mod remove;
mod schemas;
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
