//! The dashboard over a real store, asked as a browser asks.

mod browser;
mod headers;
mod pages;
mod settings;
mod signing_in;
