//! The dashboard in a real Chromium, used as its admins use it: by the labels they see, by
//! keyboard, on a phone, with scripts switched off.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is the report of the failure"
)]

#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/eventually.rs"]
mod eventually;

mod accessibility;
mod chromium;
mod contrast;
mod element;
mod first_run;
mod keyboard;
mod looks;
mod page;
mod phone;
mod screenshots;
mod visit;
mod walk;
mod webdriver;

/// An empty installation for the built command, on the database that was chosen for the run.
fn installation() -> testkit::Installation {
    testkit::Installation::new(binary::program())
}
