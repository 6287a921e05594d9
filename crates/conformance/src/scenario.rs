//! Request sequences of identity providers, kept as data, and the engine that runs them.
//!
//! A scenario first says what must exist (`given`), then lists steps: a request, what the answer
//! must show, and values to keep for later steps. Whatever a scenario creates is deleted at its
//! end, however it ends. `scenarios/README.md` describes the format of the files.

mod check;
mod data;
mod expect;
mod given;
mod model;
mod request;
mod run;
mod vars;

pub use crate::Failure;
pub use data::{DataError, all, parse};
pub use model::{Level, Scenario};
pub use run::run;

#[cfg(test)]
mod tests;
