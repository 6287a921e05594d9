//! The ports of the domain, a module each.

mod admins;
mod operations;
mod system;
mod tokens;
