//! The databases alone, without a server above them.

pub(crate) mod postgres;
mod row;
pub(crate) mod sqlite;

use clap::ValueEnum;

/// What is done with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    /// A user's row is read by its id.
    Read,
    /// A user's row is inserted, with three indexes beside its key.
    Row,
    /// Everything is inserted that the server writes when it creates a user, into its own tables.
    Rows,
}

impl Work {
    /// What it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Row => "row",
            Self::Rows => "rows",
        }
    }
}
