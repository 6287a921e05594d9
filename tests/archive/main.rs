//! The real `provisor` command backs up, restores and moves installations.
//!
//! What clients see before and after is compared byte for byte.
#![expect(clippy::expect_used, reason = "a failed expectation is the report of the failure")]

#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/eventually.rs"]
mod eventually;

mod commands;
mod interrupted;
mod killed;
mod population;
mod postgres;
mod round_trip;
mod view;
