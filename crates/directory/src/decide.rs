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
mod types;

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
pub use types::change_type;

pub(crate) use link::{KnownBy, addresses};
pub(crate) use newcomers::is_email;
pub(crate) use row::{Naming, identity};

use serde_json::json;

use crate::change::ChangeSet;
use crate::event::{Cause, Event, EventKind};
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
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
        let (declared, types) = (self.directory.declared_level, self.directory.types_level);
        let empty = ChangeSet::new(self.directory.id, self.at, self.cause.clone());
        ChangeSet { declared, types, ..empty }
    }

    /// What is told of a resource, which people read as `display`: `data` is an object as JSON. Kinds
    /// that only this directory has are told by their names.
    fn event(
        &self,
        kind: EventKind,
        (of, id): (Kind, ResourceId),
        display: &str,
        mut data: String,
    ) -> Event {
        if of.is_custom() {
            let about = json!({
                "resourceType": self.directory.definition(of).name(),
                "id": id.to_string(),
                "display": display,
            });
            // Both are objects with something in them: the second goes on where the first ends.
            let mut told = about.to_string();
            told.pop();
            data.replace_range(..1, ",");
            data.insert_str(0, &told);
        }
        Event { kind, subject: Some((of, id)), data }
    }
}
