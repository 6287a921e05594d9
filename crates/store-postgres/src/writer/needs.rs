//! What change sets need to know, as the columns of the statements that ask for it.

use std::collections::{BTreeSet, HashSet};

use directory::change::{ChangeSet, MembershipDelta, MembershipOp, Precondition, Write};
use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::resource::{Kind, Row};
use directory::schemas::UniqueValue;
use scim::filter::typed::Expr;
use uuid::Uuid;

use super::known::{Name, Place, Slot, Unique};

/// Everything to be asked for a batch of change sets.
#[derive(Debug, Default)]
pub(super) struct Needs {
    pub(super) directories: BTreeSet<i64>,
    pub(super) resources: Slots,
    pub(super) names: Names,
    pub(super) values: Values,
    /// Resources that may give up what they have alone.
    pub(super) holders: Slots,
    /// Directories whose declarations must be as they were decided by.
    pub(super) declared: BTreeSet<i64>,
    /// Directories whose resource types must be as they were decided by.
    pub(super) types: BTreeSet<i64>,
    /// Custom kinds of which resources come or go.
    pub(super) kinds: BTreeSet<(i64, i16)>,
    pub(super) additions: Pairs,
    pub(super) removals: Pairs,
    /// Groups that get members: who contains them must be known to refuse a cycle.
    pub(super) nests: Slots,
    pub(super) replacements: Vec<Replacement>,
    pub(super) searches: Vec<Search>,
    pub(super) leavers: Slots,
    pub(super) emptied: Slots,
    /// Those who are to come back.
    pub(super) buried: Slots,
    pub(super) learners: BTreeSet<i64>,
    pub(super) tokens: Vec<(DirectoryId, TokenId)>,
    /// Users whose links matter.
    pub(super) linked: Slots,
}

/// Resources, each once, as two columns.
#[derive(Debug, Default)]
pub(super) struct Slots {
    seen: HashSet<Slot>,
    pub(super) directories: Vec<i64>,
    pub(super) ids: Vec<Uuid>,
}

impl Slots {
    fn add(&mut self, directory: DirectoryId, id: ResourceId) {
        if self.seen.insert((directory, id)) {
            self.directories.push(directory.0);
            self.ids.push(id.0);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Names that somebody wants, as three columns.
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: HashSet<Name>,
    pub(super) directories: Vec<i64>,
    pub(super) kinds: Vec<i16>,
    pub(super) texts: Vec<String>,
}

impl Names {
    fn add(&mut self, directory: DirectoryId, kind: Kind, name: &str) {
        if self.seen.insert((directory, kind, name.to_owned())) {
            self.directories.push(directory.0);
            self.kinds.push(code(kind));
            self.texts.push(name.to_owned());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Values that somebody wants to have alone, as four columns.
#[derive(Debug, Default)]
pub(super) struct Values {
    seen: HashSet<Unique>,
    pub(super) directories: Vec<i64>,
    pub(super) kinds: Vec<i16>,
    pub(super) attributes: Vec<String>,
    pub(super) texts: Vec<String>,
}

impl Values {
    fn add(&mut self, directory: DirectoryId, row: &Row) {
        for UniqueValue { attribute, value, .. } in row.unique.iter().flatten() {
            if self.seen.insert((directory, row.kind, attribute.clone(), value.clone())) {
                self.directories.push(directory.0);
                self.kinds.push(code(row.kind));
                self.attributes.push(attribute.clone());
                self.texts.push(value.clone());
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Groups and possible members of them, as three columns.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub(super) directories: Vec<i64>,
    pub(super) groups: Vec<Uuid>,
    pub(super) members: Vec<Uuid>,
}

impl Pairs {
    fn add(&mut self, directory: DirectoryId, group: ResourceId, member: ResourceId) {
        self.directories.push(directory.0);
        self.groups.push(group.0);
        self.members.push(member.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

/// A group that is to have these members and no others.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) place: Place,
    pub(super) directory: DirectoryId,
    pub(super) group: ResourceId,
    pub(super) members: Vec<Uuid>,
}

/// A group of which the members that match a filter are to be removed.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) place: Place,
    pub(super) directory: DirectoryId,
    pub(super) group: ResourceId,
    pub(super) filter: Expr,
}

impl Needs {
    /// What these change sets need, numbered in their order.
    pub(super) fn of<'c>(changes: impl IntoIterator<Item = &'c ChangeSet>) -> Self {
        let mut needs = Self::default();
        for (number, change) in changes.into_iter().enumerate() {
            needs.add(number, change);
        }
        needs
    }

    fn add(&mut self, number: usize, change: &ChangeSet) {
        let directory = change.directory;
        self.directories.insert(directory.0);
        for precondition in &change.preconditions {
            match precondition {
                Precondition::Version { id, .. } | Precondition::Exists { id, .. } => {
                    self.resources.add(directory, *id);
                }
                Precondition::Unbound { user, .. } => self.linked.add(directory, *user),
            }
        }
        for write in &change.writes {
            self.add_kind(directory, write);
            match write {
                Write::Insert(row) => {
                    self.names.add(directory, row.kind, &row.name_key);
                    self.values.add(directory, row);
                    self.declared.insert(directory.0);
                }
                Write::Update(row) => {
                    self.resources.add(directory, row.id);
                    self.names.add(directory, row.kind, &row.name_key);
                    self.values.add(directory, row);
                    self.declared.insert(directory.0);
                    if row.unique.is_some() {
                        self.holders.add(directory, row.id);
                    }
                }
                Write::Restore(row) => {
                    self.resources.add(directory, row.id);
                    self.buried.add(directory, row.id);
                    self.names.add(directory, row.kind, &row.name_key);
                    self.values.add(directory, row);
                    self.declared.insert(directory.0);
                }
                Write::Delete { kind, id } => {
                    self.resources.add(directory, *id);
                    self.leavers.add(directory, *id);
                    self.holders.add(directory, *id);
                    if *kind == Kind::Group {
                        self.emptied.add(directory, *id);
                    }
                }
                Write::Learn { .. } => _ = self.learners.insert(directory.0),
                Write::Declare { .. } => _ = self.declared.insert(directory.0),
                Write::RevokeToken(token) => self.tokens.push((directory, *token)),
                Write::Link { link, .. } => self.linked.add(directory, link.user),
                Write::InsertToken(_)
                | Write::Settings(_)
                | Write::VerifiedDomains(_)
                | Write::ChangeType { .. } => {}
            }
        }
        for (at, delta) in change.memberships.iter().enumerate() {
            self.add_delta(directory, (number, at), delta);
        }
    }

    /// What a write of a custom kind needs beside.
    fn add_kind(&mut self, directory: DirectoryId, write: &Write) {
        let kind = match write {
            Write::Insert(row) | Write::Update(row) | Write::Restore(row) => row.kind,
            Write::Delete { kind, .. } => *kind,
            Write::ChangeType { change, .. } => Kind::Custom(change.code()),
            _ => return,
        };
        if kind.is_custom() {
            self.kinds.insert((directory.0, code(kind)));
            self.types.insert(directory.0);
        }
    }

    fn add_delta(&mut self, directory: DirectoryId, place: Place, delta: &MembershipDelta) {
        let group = delta.group;
        self.resources.add(directory, group);
        match &delta.op {
            MembershipOp::Add(members) | MembershipOp::Replace(members) => {
                for member in members {
                    self.additions.add(directory, group, member.id);
                }
                if !members.is_empty() {
                    self.nests.add(directory, group);
                }
            }
            MembershipOp::Remove(ids) => {
                for id in ids {
                    self.removals.add(directory, group, *id);
                }
            }
            MembershipOp::RemoveWhere(filter) => {
                let filter = filter.clone();
                self.searches.push(Search { place, directory, group, filter });
            }
        }
        if let MembershipOp::Replace(members) = &delta.op {
            let members = members.iter().map(|member| member.id.0).collect();
            self.replacements.push(Replacement { place, directory, group, members });
        }
    }
}

/// A kind as its column has it.
pub(super) fn code(kind: Kind) -> i16 {
    i16::try_from(kind.code()).unwrap_or(i16::MAX)
}
