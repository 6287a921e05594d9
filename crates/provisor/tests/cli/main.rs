//! The built program as people and scripts use it: what it prints, what it exits with.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says so by failing")]

mod admin;
mod archive;
mod bench;
mod beside;
mod check_config;
mod demo;
mod doctor;
mod help;
mod key;
mod kit;
mod migrate;
mod mistakes;
mod postgres;
mod postgres_mistakes;
mod resource_type;
mod schema;
mod scim;
mod serve;
mod simulate;
mod token;
