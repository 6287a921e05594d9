//! Reading users and groups.

pub(crate) mod browse;
pub(crate) mod get;
mod groups;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod members;
mod places;
mod row;

pub(crate) use places::Places;
