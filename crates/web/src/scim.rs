//! The SCIM endpoints. Every request that reaches this module gets a SCIM answer.
//!
//! [`handle()`] takes a request through the same steps whatever it asks for: find the [`route`],
//! know the client ([`mod@authenticate`]), look at the SCIM switch, run the operation (a file each in
//! [`operation`]), answer, and note the outcome for the dashboard.

mod answer;
mod astray;
mod authenticate;
mod body;
mod handle;
mod operation;
mod problem;
mod render;
mod request;
mod route;

pub(crate) use astray::find as find_astray;
pub(crate) use authenticate::{Unauthenticated, authenticate};
pub(crate) use body::read as read_body;
pub(crate) use handle::handle;
pub(crate) use problem::Problem as ScimProblem;
