//! The dashboard over a real store, asked as a browser asks.

mod activity_log;
mod browser;
mod deleted;
mod headers;
mod pages;
mod resource_types;
mod schemas;
mod settings;
mod signing_in;
