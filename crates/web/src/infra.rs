//! The REST API for administrators and their scripts: what a directory is, not who is in it.
//!
//! Answers are JSON; refusals are problem details (RFC 9457). An infra token with the scope `admin`
//! opens its own directory, whatever the SCIM switch says.

mod document;
mod handle;
mod problem;
mod route;
mod schemas;
mod types;

pub(crate) use handle::handle;
