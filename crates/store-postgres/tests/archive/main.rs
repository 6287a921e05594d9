//! Whole installations from SQLite through files and PostgreSQL and back.
#![expect(clippy::unwrap_used, reason = "a failed step is the report of the test")]

mod closed;
mod gaps;
mod places;
mod random;
mod survive;
