//! Simulated identity providers: they push a whole population, the way the real ones do, and
//! check every answer.

mod exchange;
mod names;
pub mod okta;
mod parallel;
mod person;
mod report;
mod summary;

pub use crate::Failure;
pub use report::{PlainReporter, Reporter};
pub use summary::Summary;
