//! The ports of the domain, a module each.

mod admins;
mod browse;
mod operations;
mod resources;
mod system;
mod tokens;
