//! SCIM 2.0 (RFC 7643, RFC 7644): schemas, resources, filters, PATCH, projection, lists, errors.
//!
//! Everything here is a pure function over values. The crate knows nothing of HTTP, of databases
//! or of the time of day.
#![forbid(unsafe_code)]

pub mod bulk;
pub mod definition;
pub mod discovery;
pub mod error;
pub mod etag;
pub mod filter;
mod immutable;
mod json;
pub mod limits;
pub mod list;
pub mod members;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
mod rules;
pub mod schema;
pub mod sort;
pub mod text;
pub mod urn;
mod value;
mod workspace;

pub use definition::{
    BuiltIn, CustomType, Declaration, Definition, Learned, Relation, Resolved, ResourceType,
    UniqueAttribute, Violation,
};
pub use error::{Error, ScimType};
pub use limits::Limits;
pub use members::{MemberChange, MemberRef};
pub use rules::Rules;

/// A JSON object. Its keys are sorted, so that equal objects have equal bytes.
pub type Map = serde_json::Map<String, serde_json::Value>;
