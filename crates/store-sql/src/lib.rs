//! What both databases share: filters, sorting and pages as SQL for a dialect, and the migration
//! runner.
//!
//! Both keep the tables under the same names; what differs in their SQL is behind [`Dialect`].
//! Values are always bound parameters. Names of attributes, which can be anything that a client
//! once sent, get into the text only through [`Dialect`], which quotes them.

#![forbid(unsafe_code)]

mod access;
pub mod activity;
pub mod derived;
mod dialect;
pub mod feed;
mod filter;
pub mod gaps;
pub mod key;
pub mod list;
pub mod migrate;
mod sort;
mod statement;
pub mod unique;

pub use dialect::{Dialect, Doc};
pub use filter::member_condition;
pub use list::Scope;
pub use statement::{Sql, SqlValue};
