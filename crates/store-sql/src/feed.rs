//! Events on their way into the feed, as every store writes them.

mod moves;

pub use moves::{Moved, membership_events};

use directory::event::{Event, EventKind};
use directory::id::ResourceId;
use directory::resource::Kind;

/// An event that is about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What happened.
    pub kind: EventKind,
    /// The resource it happened to.
    pub subject: Option<(Kind, ResourceId)>,
    /// The details, as JSON.
    pub data: String,
    /// Resources besides the subject whose history it belongs to.
    pub concerned: Vec<ResourceId>,
}

impl From<&Event> for Entry {
    fn from(event: &Event) -> Self {
        let Event { kind, subject, data } = event.clone();
        Entry { kind, subject, data, concerned: Vec::new() }
    }
}
