//! A whole server on throw-away data for tests, and typed callers that use it through its public
//! API only.

#![forbid(unsafe_code)]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a failed set-up fails the test"
)]

mod answer;
mod app;
mod caller;
mod env;
mod installation;
mod process;
mod raw;
mod stopped;
mod store;

pub use answer::Answer;
pub use app::{TestApp, operator};
pub use caller::Caller;
pub use env::TestEnv;
pub use installation::{Installation, Ran, finish};
pub use process::Process;
pub use raw::Raw;
pub use stopped::open_store;
