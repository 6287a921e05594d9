//! Looking into JSON answers: paths to parts of them, and comparison the way SCIM compares.

mod compare;
mod path;

pub(crate) use compare::{difference, get, is_blank, same};
pub(crate) use path::Path;
