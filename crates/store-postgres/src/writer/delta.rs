//! What change sets change, gathered: each resource, membership and number once, in its last
//! state, however many change sets of a batch touched it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use directory::id::{DirectoryId, Position, ResourceId, TokenId};
use directory::link::Link;
use directory::resource::Kind;
use directory::schemas::UniqueIndex;
use directory::time::Timestamp;
use directory::token::InfraToken;
use store_sql::feed::Entry;

use super::known::{Counters, KindCounters, LinkSlot, Member, Name, Resource, Slot, Unique};

/// The changes of one change set, or of all that went before it.
#[derive(Debug, Default)]
pub(super) struct Delta {
    pub(super) resources: HashMap<Slot, Touched>,
    /// Who has taken a name (true) or given it up.
    pub(super) names: HashMap<Name, HashMap<i64, bool>>,
    /// Who has taken a value that only one may have (true), or given it up.
    pub(super) values: HashMap<Unique, HashMap<i64, bool>>,
    /// What resources have alone now, instead of what they had.
    pub(super) held: HashMap<Slot, Held>,
    /// By the key of the group and the id of the member.
    pub(super) memberships: HashMap<i64, HashMap<ResourceId, Membership>>,
    /// Those memberships whose member is a group, from below: by the key of the member, the keys of
    /// the groups that it has joined (true) or left.
    pub(super) nested: HashMap<i64, HashMap<i64, bool>>,
    pub(super) counters: HashMap<DirectoryId, Counters>,
    pub(super) kind_counters: HashMap<(DirectoryId, Kind), KindCounters>,
    /// By how much a number in the chart of changes grows: directory, hour, bucket.
    pub(super) activity: BTreeMap<(DirectoryId, i64, i64), i64>,
    pub(super) events: Vec<Told>,
    pub(super) learned: Vec<Learned>,
    pub(super) declared: Vec<Declared>,
    pub(super) types: Vec<Changed>,
    pub(super) new_tokens: Vec<InfraToken>,
    pub(super) revoked_tokens: Vec<(DirectoryId, TokenId)>,
    /// As JSON.
    pub(super) settings: HashMap<DirectoryId, String>,
    pub(super) links: HashMap<LinkSlot, Link>,
    /// The verified domains of directories that have others now.
    pub(super) domains: HashMap<DirectoryId, Vec<String>>,
    /// Whether something changed that every node holds in memory.
    pub(super) revised: bool,
}

/// A resource before and after. `None` stands for not being there.
#[derive(Debug)]
pub(super) struct Touched {
    pub(super) before: Option<Resource>,
    pub(super) now: Option<Resource>,
    /// The new content, if there is one.
    pub(super) content: Option<Content>,
    /// What its tombstone says, once it is deleted.
    pub(super) tombstone: Option<Tombstone>,
    /// Whether it was deleted before and came back.
    pub(super) is_restored: bool,
}

/// What of a resource is written and never looked at.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) body: String,
    /// The row of `search_texts`.
    pub(super) search_text: String,
}

/// What a tombstone remembers.
#[derive(Debug)]
pub(super) struct Tombstone {
    /// The resource as it was last.
    pub(super) last: Resource,
    pub(super) deleted: Timestamp,
    pub(super) member_of: Vec<ResourceId>,
    pub(super) members: Vec<ResourceId>,
}

/// A membership that was added or removed.
#[derive(Clone, Debug)]
pub(super) struct Membership {
    pub(super) directory: DirectoryId,
    pub(super) group: ResourceId,
    pub(super) member: Member,
    /// The display that the client gave the member in this group.
    pub(super) given: Option<String>,
    pub(super) present: bool,
}

/// An event with its place in the feed.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) directory: DirectoryId,
    pub(super) position: Position,
    pub(super) at: Timestamp,
    /// As JSON.
    pub(super) cause: Arc<str>,
    pub(super) entry: Entry,
}

/// An attribute seen for the first time.
#[derive(Debug)]
pub(super) struct Learned {
    pub(super) directory: DirectoryId,
    pub(super) sequence: i64,
    pub(super) kind: Kind,
    /// As JSON.
    pub(super) text: String,
}

/// What a resource has alone.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) key: i64,
    pub(super) kind: Kind,
    /// Attributes and values.
    pub(super) values: Vec<(String, String)>,
}

/// A step in what is declared.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) directory: DirectoryId,
    pub(super) sequence: i64,
    /// As JSON.
    pub(super) text: String,
    /// The attributes whose values are to be gathered anew.
    pub(super) unique: Vec<UniqueIndex>,
}

/// A step in the history of a resource type.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) directory: DirectoryId,
    pub(super) sequence: i64,
    pub(super) kind: Kind,
    /// As JSON.
    pub(super) text: String,
    /// The attributes whose values are to be gathered anew.
    pub(super) unique: Vec<UniqueIndex>,
}

impl Delta {
    /// Whether there is nothing to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.resources.is_empty()
            && self.memberships.is_empty()
            && self.events.is_empty()
            && self.learned.is_empty()
            && self.declared.is_empty()
            && self.types.is_empty()
            && self.new_tokens.is_empty()
            && self.revoked_tokens.is_empty()
            && self.settings.is_empty()
            && self.links.is_empty()
            && self.domains.is_empty()
    }

    /// Takes in what a later change set changed.
    pub(super) fn absorb(&mut self, later: Delta) {
        for (slot, touched) in later.resources {
            match self.resources.get_mut(&slot) {
                None => _ = self.resources.insert(slot, touched),
                Some(earlier) => {
                    earlier.now = touched.now;
                    earlier.content = touched.content.or(earlier.content.take());
                    earlier.tombstone = touched.tombstone;
                    earlier.is_restored |= touched.is_restored;
                }
            }
        }
        for (name, keys) in later.names {
            self.names.entry(name).or_default().extend(keys);
        }
        for (value, keys) in later.values {
            self.values.entry(value).or_default().extend(keys);
        }
        self.held.extend(later.held);
        for (group, members) in later.memberships {
            self.memberships.entry(group).or_default().extend(members);
        }
        for (member, groups) in later.nested {
            self.nested.entry(member).or_default().extend(groups);
        }
        self.counters.extend(later.counters);
        self.kind_counters.extend(later.kind_counters);
        for (hour, changes) in later.activity {
            *self.activity.entry(hour).or_default() += changes;
        }
        self.events.extend(later.events);
        self.learned.extend(later.learned);
        self.declared.extend(later.declared);
        self.types.extend(later.types);
        self.new_tokens.extend(later.new_tokens);
        self.revoked_tokens.extend(later.revoked_tokens);
        self.settings.extend(later.settings);
        self.links.extend(later.links);
        self.domains.extend(later.domains);
        self.revised |= later.revised;
    }
}
