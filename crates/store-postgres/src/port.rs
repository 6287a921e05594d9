//! The ports of the domain, a module each.

mod admins;
mod browse;
pub(crate) mod links;
mod operations;
mod resources;
mod system;
mod tokens;
