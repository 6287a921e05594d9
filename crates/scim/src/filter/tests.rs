//! Filters from text to answer.

mod evaluation;
mod exact;
mod grammar;
mod inverse;
mod mixed;
