//! HTTP: the SCIM endpoints, the administrators' API, and the dashboard.
//!
//! Nothing here knows which database is below, and nothing outside knows HTTP.

#![forbid(unsafe_code)]

pub mod dashboard;
mod health;
mod incoming;
mod infra;
pub mod password;
mod request_id;
mod request_log;
mod router;
mod scim;
mod serve;
mod state;

pub use request_log::RequestLog;
pub use router::router;
pub use serve::{Handle, serve};
pub use state::{AppState, Limits};
