//! Queries and their answers (RFC 7644 §3.4.2, §3.4.3; RFC 9865).

mod request;
mod response;

pub use request::{ListRequest, Paging};
pub(crate) use request::{append, parameters};
pub use response::ListWriter;
