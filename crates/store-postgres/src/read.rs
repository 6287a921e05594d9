//! Reading users and groups, and the history.

pub(crate) mod browse;
pub(crate) mod counters;
pub(crate) mod display_names;
mod gaps;
pub(crate) mod get;
mod groups;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod members;
pub(crate) mod row;
pub(crate) mod tombstones;
