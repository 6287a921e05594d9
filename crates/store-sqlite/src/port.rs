//! The ports of the domain, a module each.

mod admins;
mod archive;
mod browse;
pub(crate) mod links;
pub(crate) mod operations;
mod resources;
mod system;
pub(crate) mod tokens;
