//! Decisions: the current state and a request become a change set. Pure functions of their
//! arguments; `None` stands for "the request asks for what is already so".

mod create;
mod delete;
mod diff;
mod link;
mod members;
mod newcomers;
mod patch;
mod replace;
mod row;
mod schemas;
mod settings;
mod tokens;

pub use create::{create, restore};
pub use delete::delete;
pub use link::{ask_link, change_domains, decide_link, link};
pub use newcomers::{Newcomer, add_newcomers};
pub use patch::patch;
pub use replace::replace;
pub(crate) use row::MAX_KEY_BYTES;
pub use schemas::declare;
pub use settings::change_settings;
pub use tokens::{create_token, revoke_token};

pub(crate) use link::{KnownBy, addresses};
pub(crate) use newcomers::is_email;
pub(crate) use row::identity;

use crate::change::ChangeSet;
use crate::event::Cause;
use crate::registry::DirectoryInfo;
use crate::time::Timestamp;

/// What a decision rests on, apart from the resource and the request.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The directory with its settings and schemas.
    pub directory: &'a DirectoryInfo,
    /// Now.
    pub at: Timestamp,
    /// Who asks.
    pub cause: &'a Cause,
}

impl Context<'_> {
    fn change_set(&self) -> ChangeSet {
        let declared = self.directory.declared_level;
        ChangeSet { declared, ..ChangeSet::new(self.directory.id, self.at, self.cause.clone()) }
    }
}
