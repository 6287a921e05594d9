//! The domain of Provisor: users, groups, tokens, settings, admins and history.
//!
//! A write reads what it needs, [`decide`]s in pure code and commits a [`change::ChangeSet`]. The
//! methods of [`Service`] do that for the HTTP layer and the commands; the [`store`] ports are what
//! they need from a database. Nothing here knows HTTP, SQL, the time of day or a source of
//! randomness: those come in as parameters.

#![forbid(unsafe_code)]

pub mod admin;
pub mod archive;
mod caller;
pub mod change;
mod conditions;
mod cursor;
pub mod decide;
pub mod env;
mod error;
pub mod event;
pub mod id;
pub mod link;
mod preset;
mod registry;
pub mod request_log;
pub mod resource;
pub mod schemas;
mod service;
pub mod settings;
pub mod store;
pub mod time;
pub mod token;
pub mod types;
mod use_case;

pub use caller::{AuthenticationError, Caller};
pub use conditions::Conditions;
pub use cursor::CURSOR_TIMEOUT;
pub use error::Error;
pub use registry::DirectoryInfo;
pub use service::{DEFAULT_DIRECTORY, OpenError, Service};
pub use use_case::{
    BulkDone, BulkStep, Created, DEFAULT_PAGE, Declared, Listed, MAX_PAGE, Met, Modified, NewToken,
    Review, Violating,
};
