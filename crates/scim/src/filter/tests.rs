//! Filters from text to answer.

mod evaluation;
mod grammar;
mod inverse;
