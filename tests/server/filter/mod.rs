//! Filters, sent over HTTP: every operator and form on a population that is known here, and
//! everything that is no filter.

mod forms;
mod invalid;
mod memberships;
mod operators;
pub(crate) mod people;
