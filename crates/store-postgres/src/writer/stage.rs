//! One change set on its way: what it sees, which is the database and what the change sets before
//! it have changed, and what it changes itself. If it is refused, its own changes are dropped.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use directory::change::{Committed, CommittedResource, Refusal};
use directory::id::{DirectoryId, Position, ResourceId, TokenId};
use directory::link::{Link, LinkState, Provider};
use directory::resource::Kind;
use directory::time::Timestamp;
use store_sql::feed::Entry;

use super::delta::{self, Content, Delta, Held, Membership, Touched};
use super::known::{Counters, KindCounters, Known, LinkSlot, Member, Name, Resource, Unique};
use crate::failure::Failure;

/// A change set that is being planned.
pub(super) struct Stage<'a> {
    known: &'a Known,
    earlier: &'a Delta,
    pub(super) own: Delta,
    pub(super) directory: DirectoryId,
    pub(super) at: Timestamp,
    /// The number of the change set in its batch.
    pub(super) number: usize,
    /// The resources that the change set names, in their order, each once.
    named: Vec<ResourceId>,
    is_named: HashSet<ResourceId>,
    /// Events of members that leave because they or their groups are deleted.
    pub(super) departures: Vec<Entry>,
    /// Events of membership deltas.
    pub(super) arrivals: Vec<Entry>,
}

/// What became of a resource since everything was read.
pub(super) enum Fate<'r> {
    /// It is as it was.
    Untouched,
    /// It was made or changed, and is this now.
    Changed(&'r Resource),
    /// It is gone.
    Deleted,
}

impl<'a> Stage<'a> {
    /// Nothing changed yet.
    pub(super) fn new(
        known: &'a Known,
        earlier: &'a Delta,
        directory: DirectoryId,
        at: Timestamp,
        number: usize,
    ) -> Self {
        Self {
            known,
            earlier,
            own: Delta::default(),
            directory,
            at,
            number,
            named: Vec::new(),
            is_named: HashSet::new(),
            departures: Vec::new(),
            arrivals: Vec::new(),
        }
    }

    /// What was read before any change set was planned. Whoever asks it must ask the changes too.
    pub(super) fn known(&self) -> &'a Known {
        self.known
    }

    /// The resource as it is now; `None` if there is none, or of another kind.
    pub(super) fn resource(&self, kind: Kind, id: ResourceId) -> Option<&Resource> {
        self.resource_of_any_kind(id).filter(|resource| resource.kind == kind)
    }

    fn resource_of_any_kind(&self, id: ResourceId) -> Option<&Resource> {
        let slot = (self.directory, id);
        let changed = self.own.resources.get(&slot).or_else(|| self.earlier.resources.get(&slot));
        match changed {
            Some(touched) => touched.now.as_ref(),
            None => self.known.resources.get(&slot),
        }
    }

    /// What change sets of this batch made of a resource.
    pub(super) fn fate(&self, id: ResourceId) -> Fate<'_> {
        let slot = (self.directory, id);
        let touched = self.own.resources.get(&slot).or_else(|| self.earlier.resources.get(&slot));
        match touched.map(|touched| &touched.now) {
            None => Fate::Untouched,
            Some(Some(now)) => Fate::Changed(now),
            Some(None) => Fate::Deleted,
        }
    }

    /// Whether this change set has changed the resource already: its version grows only once.
    pub(super) fn has_changed(&self, id: ResourceId) -> bool {
        self.own.resources.contains_key(&(self.directory, id))
    }

    /// When a resource was created that is deleted; `None` if it is not, or if that has happened in
    /// this batch: see [`must_wait`](super::lane::must_wait).
    pub(super) fn buried(&self, kind: Kind, id: ResourceId) -> Option<Timestamp> {
        let Fate::Untouched = self.fate(id) else { return None };
        let buried = self.known.buried.get(&(self.directory, id));
        buried.filter(|(of, _)| *of == kind).map(|(_, created)| *created)
    }

    /// Notes that the change set names a resource, so that its state is reported.
    pub(super) fn name(&mut self, id: ResourceId) {
        if self.is_named.insert(id) {
            self.named.push(id);
        }
    }

    /// Puts a resource into a new state; without content it keeps what it has.
    pub(super) fn put(&mut self, now: Resource, content: Option<Content>) {
        let touched = self.touch(now.id);
        touched.content = content.or(touched.content.take());
        touched.now = Some(now);
    }

    /// The entry of a resource among the own changes.
    pub(super) fn touch(&mut self, id: ResourceId) -> &mut Touched {
        let slot = (self.directory, id);
        let (known, earlier) = (self.known, self.earlier);
        self.own.resources.entry(slot).or_insert_with(|| {
            let before = match earlier.resources.get(&slot) {
                Some(touched) => touched.now.clone(),
                None => known.resources.get(&slot).cloned(),
            };
            Touched {
                now: before.clone(),
                before,
                content: None,
                tombstone: None,
                is_restored: false,
            }
        })
    }

    /// Whether somebody but the resource with the key `own` has a name.
    pub(super) fn is_taken(&self, name: &Name, own: Option<i64>) -> bool {
        let mut holders: BTreeMap<i64, bool> = BTreeMap::new();
        holders.extend(self.known.names.get(name).into_iter().flatten().map(|key| (*key, true)));
        for delta in [self.earlier, &self.own] {
            holders.extend(delta.names.get(name).into_iter().flatten().map(|(k, has)| (*k, *has)));
        }
        holders.iter().any(|(key, has)| *has && Some(*key) != own)
    }

    /// Notes that a resource has taken a name, or given it up.
    pub(super) fn note_name(&mut self, kind: Kind, name: &str, key: i64, has: bool) {
        let name = (self.directory, kind, name.to_owned());
        self.own.names.entry(name).or_default().insert(key, has);
    }

    /// Whether somebody but the resource with the key `own` has a value that only one may have.
    pub(super) fn is_value_taken(&self, value: &Unique, own: i64) -> bool {
        let mut holders: BTreeMap<i64, bool> = BTreeMap::new();
        holders.extend(self.known.values.get(value).map(|key| (*key, true)));
        for delta in [self.earlier, &self.own] {
            holders
                .extend(delta.values.get(value).into_iter().flatten().map(|(k, has)| (*k, *has)));
        }
        holders.iter().any(|(key, has)| *has && *key != own)
    }

    /// Notes what a resource has alone from now on, and what it gives up by that.
    pub(super) fn hold(&mut self, id: ResourceId, held: Held) {
        let (directory, slot) = (self.directory, (self.directory, id));
        let Held { key, kind, .. } = held;
        let before = self.own.held.get(&slot).or_else(|| self.earlier.held.get(&slot));
        let given_up = match before {
            Some(before) => before.values.clone(),
            None => self.known.held.get(&slot).cloned().unwrap_or_default(),
        };
        let mut note = |(attribute, value): (String, String), has| {
            let value = (directory, kind, attribute, value);
            self.own.values.entry(value).or_default().insert(key, has);
        };
        for one in given_up {
            note(one, false);
        }
        for one in &held.values {
            note(one.clone(), true);
        }
        self.own.held.insert(slot, held);
    }

    /// The number of what was declared last.
    pub(super) fn last_declared(&self) -> i64 {
        let of = |delta: &Delta| {
            let declared = delta.declared.iter().rev();
            declared.filter(|one| one.directory == self.directory).map(|one| one.sequence).next()
        };
        let known = || self.known.declared.get(&self.directory).copied();
        of(&self.own).or_else(|| of(self.earlier)).or_else(known).unwrap_or(0)
    }

    /// What change sets of this batch made of a membership; `None` if they left it alone.
    pub(super) fn membership(&self, group: i64, member: ResourceId) -> Option<&Membership> {
        let of = |delta: &'a Delta| delta.memberships.get(&group)?.get(&member);
        let own = self.own.memberships.get(&group).and_then(|members| members.get(&member));
        own.or_else(|| of(self.earlier))
    }

    /// All memberships of a group that change sets of this batch have changed.
    pub(super) fn memberships(&self, group: i64) -> HashMap<ResourceId, &Membership> {
        let mut all = HashMap::new();
        for delta in [self.earlier, &self.own] {
            let changed = delta.memberships.get(&group).into_iter().flatten();
            all.extend(changed.map(|(id, membership)| (*id, membership)));
        }
        all
    }

    /// The groups whose memberships change sets of this batch have changed.
    pub(super) fn changed_groups(&self) -> impl Iterator<Item = i64> + '_ {
        self.earlier.memberships.keys().chain(self.own.memberships.keys()).copied()
    }

    /// The groups that contain a group itself, by keys, as far as they matter: see
    /// [`Known::parents`].
    pub(super) fn parents(&self, key: i64) -> BTreeSet<i64> {
        let known = self.known.parents.get(&key).into_iter().flatten();
        let mut parents: BTreeSet<i64> = known.copied().collect();
        for delta in [self.earlier, &self.own] {
            for (group, is_joined) in delta.nested.get(&key).into_iter().flatten() {
                if *is_joined {
                    parents.insert(*group);
                } else {
                    parents.remove(group);
                }
            }
        }
        parents
    }

    /// Adds or removes a membership.
    pub(super) fn set_membership(
        &mut self,
        group: &Resource,
        member: Member,
        given: Option<String>,
        present: bool,
    ) {
        if member.kind == Kind::Group {
            self.own.nested.entry(member.key).or_default().insert(group.key, present);
        }
        let (directory, id) = (self.directory, member.id);
        let membership = Membership { directory, group: group.id, member, given, present };
        self.own.memberships.entry(group.key).or_default().insert(id, membership);
    }

    /// The counters of the directory, to be changed.
    pub(super) fn counters(&mut self) -> Result<&mut Counters, Failure> {
        let directory = self.directory;
        let now = self.earlier.counters.get(&directory);
        let now = now.or_else(|| self.known.counters.get(&directory)).copied();
        match self.own.counters.entry(directory) {
            std::collections::hash_map::Entry::Occupied(entry) => Ok(entry.into_mut()),
            std::collections::hash_map::Entry::Vacant(entry) => {
                Ok(entry.insert(now.ok_or(Refusal::Gone)?))
            }
        }
    }

    /// The counters of a custom kind, to be changed.
    pub(super) fn kind_counters(&mut self, kind: Kind) -> &mut KindCounters {
        let slot = (self.directory, kind);
        let now = self.earlier.kind_counters.get(&slot);
        let now = now.or_else(|| self.known.kind_counters.get(&slot)).copied();
        self.own.kind_counters.entry(slot).or_insert(now.unwrap_or_default())
    }

    /// The number of what became last of a resource type.
    pub(super) fn last_changed_type(&self) -> i64 {
        let of = |delta: &Delta| {
            let changed = delta.types.iter().rev();
            changed.filter(|one| one.directory == self.directory).map(|one| one.sequence).next()
        };
        let known = || self.known.types.get(&self.directory).copied();
        of(&self.own).or_else(|| of(self.earlier)).or_else(known).unwrap_or(0)
    }

    /// Whether a change set of this batch has revoked a token.
    pub(super) fn is_revoked(&self, token: TokenId) -> bool {
        let slot = (self.directory, token);
        [self.earlier, &self.own].iter().any(|delta| delta.revoked_tokens.contains(&slot))
    }

    /// The links of a user: the label and the state, by token.
    fn links(&self, user: ResourceId) -> BTreeMap<TokenId, (&str, LinkState)> {
        let known = self.known.links.get(&(self.directory, user)).into_iter().flatten();
        let mut links: BTreeMap<_, _> =
            known.map(|known| (known.token, (known.label.as_str(), known.state))).collect();
        for delta in [self.earlier, &self.own] {
            let of = |(slot, _): &(&LinkSlot, &Link)| (slot.0, slot.1) == (self.directory, user);
            let changed = delta.links.iter().filter(of);
            links.extend(changed.map(|(_, link)| (link.token, (link.label.as_str(), link.state))));
        }
        links
    }

    /// How far a link has come.
    pub(super) fn link(&self, user: ResourceId, token: TokenId) -> Option<LinkState> {
        self.links(user).get(&token).map(|(_, state)| *state)
    }

    /// Whether a provider is linked to a user without an admin's word.
    pub(super) fn is_bound(&self, user: ResourceId, provider: &Provider) -> bool {
        let binds = |(token, (label, state)): (TokenId, (&str, LinkState))| {
            provider.is(token, label) && LinkState::BINDING.contains(&state)
        };
        self.links(user).into_iter().any(binds)
    }

    /// The number of what the directory has learned last.
    pub(super) fn last_learned(&self) -> i64 {
        let of = |delta: &Delta| {
            let learned = delta.learned.iter().rev();
            learned.filter(|one| one.directory == self.directory).map(|one| one.sequence).next()
        };
        let known = || self.known.learned.get(&self.directory).copied();
        of(&self.own).or_else(|| of(self.earlier)).or_else(known).unwrap_or(0)
    }

    /// Whether the directory has learned just this.
    pub(super) fn has_learned(&self, kind: Kind, text: &str) -> bool {
        let is_same = |one: &delta::Learned| {
            one.directory == self.directory && one.kind == kind && one.text == text
        };
        let known = &self.known.attributes;
        known.contains(&(self.directory, kind, text.to_owned()))
            || [self.earlier, &self.own].iter().any(|delta| delta.learned.iter().any(is_same))
    }

    /// What is reported when the batch has been committed.
    pub(super) fn report(&self, position: Option<Position>) -> Committed {
        let resources = self.named.iter().filter_map(|id| {
            let now = self.resource_of_any_kind(*id)?;
            Some(CommittedResource {
                id: *id,
                version: now.version,
                created: now.created,
                modified: now.modified,
                changed: self.has_changed(*id),
            })
        });
        Committed { resources: resources.collect(), position }
    }
}
