//! Filters (RFC 7644 §3.4.2.2).
//!
//! [`Filter`] is the text as a tree. [`crate::Definition::check`] turns it into a
//! [`typed::Expr`], whose names, types and comparisons are settled; that form is evaluated in
//! memory and compiled to SQL.
//!
//! ```
//! use scim::Definition;
//! use scim::filter::Filter;
//! use serde_json::json;
//!
//! # fn main() -> Result<(), scim::Error> {
//! let filter = Filter::parse(r#"emails[type eq "work"] and not (active eq False)"#)?;
//! assert_eq!(filter.to_string(), r#"emails[type eq "work"] and not (active eq false)"#);
//!
//! let wanted = Definition::user().check(&filter)?;
//! assert!(wanted.matches(&json!({"active": true, "emails": [{"type": "WORK", "value": "a@b"}]})));
//! assert!(!wanted.matches(&json!({"active": true, "emails": [{"type": "home"}]})));
//!
//! let error = Filter::parse("userName eq").unwrap_err();
//! assert_eq!((error.status, error.scim_type), (400, Some(scim::ScimType::InvalidFilter)));
//! # Ok(())
//! # }
//! ```

mod address;
mod ast;
mod check;
mod cursor;
mod evaluate;
mod literal;
mod mixed;
mod parse;
mod primary;
mod print;
mod target;
pub mod typed;

pub use ast::{Filter, Literal, Op};
pub(crate) use check::check_element;
pub(crate) use evaluate::{Scalar, scalar};
pub use literal::instant;
pub(crate) use target::{place, refusal};

/// Bytes of a filter's text.
pub const MAX_LENGTH: usize = 10 * 1024;
/// Levels of brackets and parentheses.
pub const MAX_DEPTH: usize = 32;
/// Comparisons in one filter.
pub const MAX_TERMS: usize = 1000;

#[cfg(test)]
mod tests;
