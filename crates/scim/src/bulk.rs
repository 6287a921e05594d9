//! Bulk requests (RFC 7644 §3.7): the message, what its operations refer to, the order in which
//! they can run, and the answer.
//!
//! ```
//! use scim::Limits;
//! use scim::bulk::{self, BulkRequest, Method};
//! use serde_json::json;
//!
//! # fn main() -> Result<(), scim::Error> {
//! let body = json!({
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
//!     "Operations": [{
//!         "method": "POST", "path": "/Groups", "bulkId": "g",
//!         "data": {"displayName": "Guides", "members": [{"value": "bulkId:u"}]},
//!     }],
//! });
//! let request = BulkRequest::parse(body.to_string().as_bytes(), &Limits::default())?;
//! let mut operation = request.operations[0].operation.clone()?;
//! assert_eq!(operation.method, Method::Post);
//! // When the user has an id, it takes the place of the reference.
//! bulk::substitute(Method::Post, &mut operation.data, &|name| Some(format!("id of {name}")));
//! assert_eq!(operation.data["members"], json!([{"value": "id of u"}]));
//! # Ok(())
//! # }
//! ```

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
