//! Queries and their answers (RFC 7644 §3.4.2, §3.4.3; RFC 9865).
//!
//! ```
//! use scim::Rules;
//! use scim::list::{ListRequest, ListWriter, Paging};
//!
//! # fn main() -> Result<(), scim::Error> {
//! let query = "filter=active+eq+true&startIndex=11&count=10";
//! let request = ListRequest::from_query(query, Rules::TOLERANT)?;
//! assert_eq!((request.paging, request.count), (Paging::Index(11), Some(10)));
//! assert_eq!(request.filter.map(|filter| filter.to_string()).as_deref(), Some("active eq true"));
//!
//! let mut answer = Vec::new();
//! let mut list = ListWriter::begin(&mut answer, 11, Some(11));
//! list.resource(|out| out.extend_from_slice(br#"{"id":"2819c223"}"#));
//! list.finish(None);
//! assert!(answer.ends_with(br#""Resources":[{"id":"2819c223"}],"itemsPerPage":1}"#));
//! # Ok(())
//! # }
//! ```

mod request;
mod response;

pub use request::{ListRequest, Paging};
pub(crate) use request::{append, parameters};
pub use response::ListWriter;
