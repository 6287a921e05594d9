//! Random change sets on a few users and groups, so that they meet each other often.

use directory::change::{ChangeSet, MembershipDelta, MembershipOp, NewMember, Precondition, Write};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::{Link, LinkState};
use directory::resource::Kind;
use directory::schemas::SchemaChange;
use directory::time::Timestamp;
use directory::types::TypeChange;
use proptest::prelude::*;
use scim::filter::Op as Operator;
use scim::filter::typed::{Expr, Root, Target, Value};
use scim::schema::{Comparison, Type};
use serde_json::json;

use crate::rows::{badge, badges, row, with_badge};

/// How many users, and how many groups and badges, there are places for.
const PLACES: usize = 5;

/// A change, by the places of what it is about.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Create {
        kind: Kind,
        place: usize,
        name: u8,
        members: Vec<usize>,
        unique: bool,
    },
    Update {
        kind: Kind,
        place: usize,
        name: u8,
        active: bool,
        emails: u8,
        version: Option<i64>,
    },
    Delete {
        kind: Kind,
        place: usize,
    },
    Restore {
        kind: Kind,
        place: usize,
        whom: usize,
        name: u8,
        members: Vec<usize>,
    },
    Link {
        user: usize,
        token: u8,
        state: usize,
        from: Option<usize>,
    },
    Domains {
        number: u8,
    },
    Members {
        group: usize,
        deltas: Vec<Delta>,
    },
    Rename {
        group: usize,
        name: u8,
        deltas: Vec<Delta>,
    },
    /// From now on badges are unique, or no longer are.
    Declare {
        unique: bool,
    },
    /// The same of the resource type, which may have to be without resources for it.
    ChangeType {
        unique: bool,
        empty: bool,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum Delta {
    Add(Vec<(usize, Option<u8>)>),
    Remove(Vec<usize>),
    RemoveWhere(u8, bool),
    Replace(Vec<(usize, Option<u8>)>),
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::User), Just(Kind::Group), Just(badge())]
}

/// A user (the first places), a group, or, seldom, what can be no member.
fn member() -> impl Strategy<Value = usize> {
    prop_oneof![9 => 0..PLACES * 2, 1 => PLACES * 2..PLACES * 3]
}

fn members() -> impl Strategy<Value = Vec<(usize, Option<u8>)>> {
    let given = prop_oneof![4 => Just(None), 1 => (0..3_u8).prop_map(Some)];
    prop::collection::vec((member(), given), 0..4)
}

fn delta() -> impl Strategy<Value = Delta> {
    prop_oneof![
        3 => members().prop_map(Delta::Add),
        2 => prop::collection::vec(member(), 0..3).prop_map(Delta::Remove),
        1 => (0..4_u8, any::<bool>()).prop_map(|(name, text)| Delta::RemoveWhere(name, text)),
        2 => members().prop_map(Delta::Replace),
    ]
}

fn deltas() -> impl Strategy<Value = Vec<Delta>> {
    prop_oneof![3 => prop::collection::vec(delta(), 1..2), 1 => prop::collection::vec(delta(), 2..4)]
}

fn op() -> impl Strategy<Value = Op> {
    let place = 0..PLACES;
    let name = 0..6_u8;
    prop_oneof![
        4 => (kind(), place.clone(), name.clone(), prop::collection::vec(member(), 0..3), any::<bool>())
            .prop_map(|(kind, place, name, members, unique)| Op::Create {
                kind, place, name, members, unique,
            }),
        4 => (kind(), place.clone(), name.clone(), any::<bool>(), 0..4_u8, prop::option::of(1..4_i64))
            .prop_map(|(kind, place, name, active, emails, version)| Op::Update {
                kind, place, name, active, emails, version,
            }),
        2 => (kind(), place.clone()).prop_map(|(kind, place)| Op::Delete { kind, place }),
        2 => (kind(), place.clone(), 0..4_usize, name.clone(), prop::collection::vec(member(), 0..3))
            .prop_map(|(kind, place, whom, name, members)| Op::Restore {
                kind, place, whom, name, members,
            }),
        2 => (place.clone(), 0..2_u8, 0..5_usize, prop::option::of(0..5_usize))
            .prop_map(|(user, token, state, from)| Op::Link { user, token, state, from }),
        1 => (0..3_u8).prop_map(|number| Op::Domains { number }),
        5 => (place.clone(), deltas()).prop_map(|(group, deltas)| Op::Members { group, deltas }),
        1 => (place, name, deltas())
            .prop_map(|(group, name, deltas)| Op::Rename { group, name, deltas }),
    ]
}

/// Batches of changes: those of a batch arrive together.
pub(crate) fn batches() -> impl Strategy<Value = Vec<Vec<Op>>> {
    let batch = prop::collection::vec(op(), 1..6);
    // Who decides by a declaration has seen it, so that it comes alone.
    let declare = any::<bool>().prop_map(|unique| vec![Op::Declare { unique }]);
    let change_type = (any::<bool>(), any::<bool>())
        .prop_map(|(unique, empty)| vec![Op::ChangeType { unique, empty }]);
    prop::collection::vec(prop_oneof![12 => batch, 2 => declare, 1 => change_type], 4..14)
}

/// Who is at the places, and what time it is.
pub(crate) struct World {
    directory: DirectoryId,
    at: [Option<ResourceId>; PLACES * 3],
    /// Who was to be deleted, the last first.
    deleted: Vec<(Kind, ResourceId)>,
    made: u128,
    ticks: i64,
    /// How often something was declared, and whether badges are unique now.
    level: i64,
    unique: bool,
    /// The same of the resource type.
    types: i64,
    unique_of_type: bool,
}

impl World {
    /// An empty directory.
    pub(crate) fn new(directory: DirectoryId) -> Self {
        Self {
            directory,
            at: [None; PLACES * 3],
            deleted: Vec::new(),
            made: 0,
            ticks: 0,
            level: 0,
            unique: false,
            types: 0,
            unique_of_type: false,
        }
    }

    fn id(&self, place: usize) -> ResourceId {
        self.at[place].unwrap_or(ResourceId(uuid::Uuid::from_u128(u128::MAX - place as u128)))
    }

    fn place(kind: Kind, place: usize) -> usize {
        match kind {
            Kind::User => place,
            Kind::Group => PLACES + place,
            Kind::Custom(_) => PLACES * 2 + place,
        }
    }

    /// Whether badges of a kind are unique now.
    fn is_unique(&self, kind: Kind) -> bool {
        if kind.is_custom() { self.unique_of_type } else { self.unique }
    }

    /// What has come of a batch: a change of the type may have been refused.
    pub(crate) fn settle(&mut self, batch: &[Op], succeeded: bool) {
        if let ([Op::ChangeType { unique, .. }], true) = (batch, succeeded) {
            self.types += 1;
            self.unique_of_type = *unique;
        }
    }

    /// The change set that an operation means now.
    pub(crate) fn change(&mut self, op: &Op) -> ChangeSet {
        self.ticks += 1;
        let at = Timestamp::from_micros(1_790_000_000_000_000 + self.ticks * 400_000_003);
        let cause = Cause {
            request_id: format!("r{}", self.ticks),
            actor: Actor::Operator,
            action: "test".to_owned(),
        };
        let mut change = ChangeSet::new(self.directory, at, cause);
        change.declared = self.level;
        change.types = self.types;
        match op {
            Op::Create { kind, place, name, members, unique } => {
                // Members are named before the place gets somebody new.
                let members = members.iter().map(|place| self.id(*place)).collect::<Vec<_>>();
                self.made += 1;
                let id = ResourceId(uuid::Uuid::from_u128(self.made << 64 | 7));
                self.at[Self::place(*kind, *place)] = Some(id);
                let row = row(*kind, id, *name, true, 1, *unique);
                let row = with_badge(row, *name, self.is_unique(*kind), false);
                change.writes.push(Write::Insert(row));
                if *kind == Kind::Group {
                    let op = MembershipOp::add(members);
                    change.memberships.push(MembershipDelta { group: id, op });
                }
                tell(&mut change, by_kind(*kind, CREATED), *kind, id);
            }
            Op::Update { kind, place, name, active, emails, version } => {
                let id = self.id(Self::place(*kind, *place));
                if let Some(version) = version {
                    let version = *version;
                    let precondition = Precondition::Version { kind: *kind, id, version };
                    change.preconditions.push(precondition);
                }
                let row = row(*kind, id, *name, *active, *emails, true);
                let row = with_badge(row, *name, self.is_unique(*kind), *active);
                change.writes.push(Write::Update(row));
                tell(&mut change, by_kind(*kind, UPDATED), *kind, id);
            }
            Op::Delete { kind, place } => {
                let id = self.id(Self::place(*kind, *place));
                self.deleted.insert(0, (*kind, id));
                change.writes.push(Write::Delete { kind: *kind, id });
                tell(&mut change, by_kind(*kind, DELETED), *kind, id);
            }
            Op::Restore { kind, place, whom, name, members } => {
                let members = members.iter().map(|place| self.id(*place)).collect::<Vec<_>>();
                let deleted = self.deleted.iter().filter(|(of, _)| of == kind);
                let id = deleted.map(|(_, id)| *id).nth(*whom);
                let id = id.unwrap_or(self.id(Self::place(*kind, *place)));
                self.at[Self::place(*kind, *place)] = Some(id);
                let row = row(*kind, id, *name, true, 2, true);
                let row = with_badge(row, *name, self.is_unique(*kind), false);
                change.writes.push(Write::Restore(row));
                if *kind == Kind::Group {
                    let op = MembershipOp::add(members);
                    change.memberships.push(MembershipDelta { group: id, op });
                }
                tell(&mut change, by_kind(*kind, RESTORED), *kind, id);
            }
            Op::Declare { unique } => {
                let level = self.level;
                (self.level, self.unique) = (level + 1, *unique);
                let mut unique = if *unique { badges(&Kind::STANDARD) } else { Vec::new() };
                if self.unique_of_type {
                    unique.extend(badges(&[badge()]));
                }
                let step = SchemaChange::Retracted(format!("urn:example:{level}"));
                change.writes.push(Write::Declare { change: step, level, unique });
            }
            Op::Link { user, token, state, from } => {
                link(&mut change, self.id(*user), *token, *state, *from);
            }
            Op::Domains { number } => domains(&mut change, *number, self.id(0)),
            Op::ChangeType { unique, empty } => {
                let Kind::Custom(code) = badge() else { return change };
                let step = TypeChange::Removed { code };
                let unique = if *unique { badges(&[badge()]) } else { Vec::new() };
                let (level, empty) = (self.types, *empty);
                change.writes.push(Write::ChangeType { change: step, level, unique, empty });
            }
            Op::Members { group, deltas } => {
                let id = self.id(PLACES + group);
                change.preconditions.push(Precondition::Exists { kind: Kind::Group, id });
                change.memberships = self.deltas(id, deltas);
            }
            Op::Rename { group, name, deltas } => {
                let id = self.id(PLACES + group);
                let row = row(Kind::Group, id, *name, true, 0, true);
                let row = with_badge(row, *name, self.unique, false);
                change.writes.push(Write::Update(row));
                change.memberships = self.deltas(id, deltas);
                tell(&mut change, EventKind::GroupUpdated, Kind::Group, id);
            }
        }
        change
    }

    fn deltas(&self, group: ResourceId, deltas: &[Delta]) -> Vec<MembershipDelta> {
        let new = |members: &[(usize, Option<u8>)]| {
            members
                .iter()
                .map(|(place, given)| NewMember {
                    id: self.id(*place),
                    display: given.map(|given| format!("given {given}")),
                })
                .collect()
        };
        let op = |delta: &Delta| match delta {
            Delta::Add(members) => MembershipOp::Add(new(members)),
            Delta::Replace(members) => MembershipOp::Replace(new(members)),
            Delta::Remove(places) => {
                MembershipOp::Remove(places.iter().map(|place| self.id(*place)).collect())
            }
            Delta::RemoveWhere(name, given) => {
                MembershipOp::RemoveWhere(display_is(&display(*name, *given)))
            }
        };
        deltas.iter().map(|delta| MembershipDelta { group, op: op(delta) }).collect()
    }
}

const CREATED: [EventKind; 3] =
    [EventKind::UserCreated, EventKind::GroupCreated, EventKind::ResourceCreated];
const UPDATED: [EventKind; 3] =
    [EventKind::UserUpdated, EventKind::GroupUpdated, EventKind::ResourceUpdated];
const DELETED: [EventKind; 3] =
    [EventKind::UserDeleted, EventKind::GroupDeleted, EventKind::ResourceDeleted];
const RESTORED: [EventKind; 3] =
    [EventKind::UserRestored, EventKind::GroupRestored, EventKind::ResourceCreated];

/// What is told of a kind of resource.
fn by_kind(kind: Kind, [user, group, other]: [EventKind; 3]) -> EventKind {
    match kind {
        Kind::User => user,
        Kind::Group => group,
        Kind::Custom(_) => other,
    }
}

/// A token means a user, if it has come as far as that.
fn link(change: &mut ChangeSet, user: ResourceId, token: u8, state: usize, from: Option<usize>) {
    let states = [1, 2, 3, 4, 5].map(LinkState::from_code);
    let (state, from) = (states[state].unwrap(), from.and_then(|from| states[from]));
    let (token, at) = (TokenId(uuid::Uuid::from_u128(token.into())), change.at);
    let (label, sent) = (format!("token {token}"), json!({"at": at}).to_string());
    let link = Link { user, token, label, state, at, sent };
    change.writes.push(Write::Link { link, from });
    tell(change, EventKind::LinkAsked, Kind::User, user);
}

/// So many domains are verified from now on.
fn domains(change: &mut ChangeSet, number: u8, user: ResourceId) {
    let domains = (0..number).map(|number| format!("{number}.example")).collect();
    change.writes.push(Write::VerifiedDomains(domains));
    tell(change, EventKind::SettingsChanged, Kind::User, user);
}

fn display(name: u8, given: bool) -> String {
    if given { format!("given {name}") } else { format!("name {name}") }
}

/// `display eq "…"` on an element of `members`.
fn display_is(text: &str) -> Expr {
    Expr::Compare {
        target: Target {
            root: Root::Element,
            steps: vec!["display".to_owned()],
            multi: None,
            kind: Type::String,
            comparison: Comparison::Fold,
        },
        op: Operator::Eq,
        value: Value::Text(text.to_owned()),
    }
}

fn tell(change: &mut ChangeSet, kind: EventKind, subject: Kind, id: ResourceId) {
    let data = json!({"after": {"id": id}}).to_string();
    change.events.push(Event { kind, subject: Some((subject, id)), data });
}
