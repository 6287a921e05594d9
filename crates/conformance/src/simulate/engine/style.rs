//! How a provider speaks, as data and a few functions.

use std::pin::Pin;

use serde_json::{Map, Value};

use super::edit::Edit;
use super::run::Run;
use crate::Failure;
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::session::Manner;

/// Everything in which providers differ.
#[derive(Debug)]
pub(in crate::simulate) struct Style {
    /// How its requests look.
    pub(in crate::simulate) manner: &'static Manner,
    /// What it sends to see whether the service is there.
    pub(in crate::simulate) probes: &'static [Probe],
    /// How many requests it has under way at the same time.
    pub(in crate::simulate) at_once: usize,
    /// How it finds people, one after the other until somebody is found.
    pub(in crate::simulate) find_people: &'static [Find],
    /// Whether it creates without looking, and looks when it hears 409.
    pub(in crate::simulate) creates_first: bool,
    /// The body that creates a person.
    pub(in crate::simulate) person: fn(&Person) -> Map<String, Value>,
    /// What changes when a person changes.
    pub(in crate::simulate) edits: fn(&Person) -> Vec<Edit>,
    /// How changes of people are sent.
    pub(in crate::simulate) change: Change,
    /// Whether it ever deletes people; else they are deactivated for ever.
    pub(in crate::simulate) deletes: bool,
    /// How it handles groups, if it does.
    pub(in crate::simulate) groups: Option<&'static Groups>,
    /// How it reads all people and groups, if it does.
    pub(in crate::simulate) import: Option<Paging>,
    /// What else it does before anybody is created.
    pub(in crate::simulate) first: &'static [Extra],
    /// What else it does with people.
    pub(in crate::simulate) then: &'static [Extra],
    /// What else it does with groups.
    pub(in crate::simulate) last: &'static [Extra],
}

/// Something that only one provider does.
pub(in crate::simulate) type Extra = for<'r, 'a> fn(&'r mut Run<'a>) -> Playing<'r>;

/// An extra that is under way.
pub(in crate::simulate) type Playing<'r> =
    Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'r>>;

/// A request that shows whether the service is there.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) enum Probe {
    /// It answers with a list.
    List(&'static str),
    /// It answers with an empty list.
    Nobody(&'static str),
    /// It answers with an object.
    Object(&'static str),
    /// It answers with 404.
    Missing(&'static str),
    /// The configuration, of which every member is there (RFC 7643 §5).
    Configuration,
}

/// A request that finds people or groups by one value.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) struct Find {
    /// The attribute whose value is looked for.
    pub(in crate::simulate) by: &'static str,
    /// The path, with `{}` in the place of the quoted value.
    pub(in crate::simulate) path: &'static str,
}

/// How changes of people are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Change {
    /// The whole person by PUT.
    Put {
        /// Whether the body names the id.
        with_id: bool,
    },
    /// What changes, by PATCH.
    Patch(Spelling),
}

/// How the operations of a PATCH are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Spelling {
    /// `Add`, `Replace` and `Remove`, each with a path; booleans as texts.
    Capitals,
    /// Elements of lists by path, all else in one operation whose keys are paths.
    Dotted,
    /// One operation with a path for each attribute.
    Paths,
    /// One `replace` without a path.
    Whole,
}

/// How a provider handles groups.
#[derive(Debug)]
pub(in crate::simulate) struct Groups {
    /// How it finds them.
    pub(in crate::simulate) find: &'static [Find],
    /// The body that creates a group with this name and external id, without members.
    pub(in crate::simulate) body: fn(&str, &str) -> Map<String, Value>,
    /// Whether a new group comes with its members.
    pub(in crate::simulate) with_members: bool,
    /// One member as it is written.
    pub(in crate::simulate) member: fn(&str) -> Value,
    /// How members change.
    pub(in crate::simulate) change: Membership,
    /// How a name changes.
    pub(in crate::simulate) rename: Rename,
    /// Whether it deletes groups.
    pub(in crate::simulate) deletes: bool,
    /// The query with which it reads one group.
    pub(in crate::simulate) read: &'static str,
}

/// How the members of a group change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Membership {
    /// The whole group by PUT.
    Put,
    /// Those who come and go, by PATCH.
    Patch {
        /// `Add` and `Remove` instead of `add` and `remove`.
        capitals: bool,
        /// How who leaves is named.
        removal: Removal,
        /// How many members one operation holds.
        members: usize,
        /// How many operations one request holds.
        operations: Chunk,
    },
}

/// How many operations go into one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Chunk {
    /// That many.
    Fixed(usize),
    /// As many as the configuration allows in one bulk request.
    AsBulk,
}

/// How a member who leaves is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Removal {
    /// In the value of the operation.
    Listed,
    /// By a filter in the path.
    Filtered,
}

/// How a group gets another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Rename {
    /// By PUT of the whole group.
    Put,
    /// `Replace` at `displayName`.
    Capitals,
    /// `replace` at `displayName`.
    Path,
    /// `replace` at `displayName` and at `externalId`, in one request.
    Paths,
    /// `replace` without a path.
    Whole,
    /// The same, with `id`, `schemas` and `externalId` beside the name, in a message without
    /// `schemas`.
    Bare,
}
