//! Reading.

pub(crate) mod history;
