//! Members that a request names and the directory does not know.

mod meet;

use std::collections::{HashMap, HashSet};

use scim::{MemberChange, MemberRef};

use crate::change::Refusal;
use crate::decide::Newcomer;
use crate::id::ResourceId;
use crate::resource::Kind;
use crate::settings::{Policies, Settings, UnknownMembers};

/// What became of members that the directory did not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// How many were left out.
    pub left_out: usize,
    /// How many users were created for them.
    pub created: usize,
}

/// What one request has found out about the members that it names. Every decision of the request
/// is made with what is known by then.
#[derive(Debug)]
pub(crate) struct Strangers {
    policies: Policies,
    /// Whether members must be what their clients call them.
    is_strict: bool,
    /// Those of whom it is known that they are.
    checked: HashSet<ResourceId>,
    /// Ids of which the store has said that they name nobody.
    unknown: HashSet<ResourceId>,
    /// Who is meant, by the value that was sent; `None` where nobody is.
    met: HashMap<String, Option<ResourceId>>,
    /// Who is meant besides by a value that is to be removed.
    other_names: HashMap<String, Option<ResourceId>>,
    newcomers: Vec<Newcomer>,
}

/// What is still to be found out.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// Members to be added that nobody is.
    unmet: Vec<MemberRef>,
    /// Values to be removed that may be other names of somebody.
    unnamed: Vec<String>,
    /// Members to be added, and what the client calls them.
    called: Vec<(ResourceId, Kind)>,
}

impl Open {
    pub(crate) fn is_empty(&self) -> bool {
        self.unmet.is_empty() && self.unnamed.is_empty() && self.called.is_empty()
    }
}

impl Strangers {
    /// Nothing found out yet.
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            policies: settings.policies,
            is_strict: settings.preset.limits().rules.meaning_checked,
            checked: HashSet::new(),
            unknown: HashSet::new(),
            met: HashMap::new(),
            other_names: HashMap::new(),
            newcomers: Vec::new(),
        }
    }

    /// Puts ids in the place of what is settled, and takes out who is left out.
    pub(crate) fn settle(&self, members: &mut Vec<MemberRef>) -> Open {
        let mut open = Open::default();
        if self.policies.unknown_members != UnknownMembers::Refuse {
            members.retain_mut(|member| self.settle_one(member, &mut open));
        }
        self.look_at_types(members, &mut open);
        open
    }

    /// The same for what a PATCH asks for.
    pub(crate) fn settle_changes(&self, changes: &mut [MemberChange]) -> Open {
        let mut open = Open::default();
        for change in changes {
            match change {
                MemberChange::Add(members) | MemberChange::Replace(members) => {
                    let Open { unmet, unnamed, called } = self.settle(members);
                    open.unmet.extend(unmet);
                    open.unnamed.extend(unnamed);
                    open.called.extend(called);
                }
                MemberChange::Remove(values) => self.settle_removals(values, &mut open),
                MemberChange::RemoveWhere(_) | MemberChange::Clear => {}
            }
        }
        open
    }

    /// Notes of which members it is not known yet whether they are what the client calls them.
    fn look_at_types(&self, members: &[MemberRef], open: &mut Open) {
        if !self.is_strict {
            return;
        }
        for member in members {
            let kind = match (member.is_user, member.is_group) {
                (true, _) => Kind::User,
                (_, true) => Kind::Group,
                _ => continue,
            };
            if let Ok(id) = member.value.parse()
                && !self.checked.contains(&id)
            {
                open.called.push((id, kind));
            }
        }
    }

    /// False if the member is to be left out.
    fn settle_one(&self, member: &mut MemberRef, open: &mut Open) -> bool {
        match self.met.get(&member.value) {
            Some(Some(id)) => member.value = id.to_string(),
            Some(None) => return false,
            None if self.is_unknown(&member.value) => open.unmet.push(member.clone()),
            None => {}
        }
        true
    }

    /// Whoever was created for a value is removed by it as well: a client that never learned the id
    /// has no other name for them.
    fn settle_removals(&self, values: &mut Vec<String>, open: &mut Open) {
        if self.policies.unknown_members != UnknownMembers::Create {
            return;
        }
        let mut others = Vec::new();
        for value in values.iter() {
            match self.other_names.get(value) {
                Some(id) => others.extend(id.map(|id| id.to_string())),
                None => open.unnamed.push(value.clone()),
            }
        }
        values.append(&mut others);
    }

    fn is_unknown(&self, value: &str) -> bool {
        value.parse().map_or(true, |id| self.unknown.contains(&id))
    }

    /// Whether deciding again can cure a refusal.
    pub(crate) fn take_in(&mut self, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::UnknownMembers(ids)
                if self.policies.unknown_members != UnknownMembers::Refuse =>
            {
                self.unknown.extend(ids);
                // Somebody who was met is gone again.
                self.met.retain(|_, who| who.is_none_or(|id| !ids.contains(&id)));
                true
            }
            // Another request has created them.
            Refusal::NameTaken { kind: Kind::User } | Refusal::VersionConflict
                if !self.newcomers.is_empty() =>
            {
                let newcomers = std::mem::take(&mut self.newcomers);
                let is_one = |id| newcomers.iter().any(|newcomer| newcomer.id == id);
                self.met.retain(|_, who| who.is_none_or(|id| !is_one(id)));
                true
            }
            _ => false,
        }
    }

    /// Who is to be created.
    pub(crate) fn newcomers(&self) -> &[Newcomer] {
        &self.newcomers
    }

    /// What has become of all of them, once the request is done.
    pub(crate) fn outcome(&self) -> Met {
        Met {
            left_out: self.met.values().filter(|who| who.is_none()).count(),
            created: self.newcomers.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> ResourceId {
        ResourceId(uuid::Uuid::from_u128(number))
    }

    fn strangers(unknown_members: UnknownMembers) -> Strangers {
        let policies = Policies { unknown_members, ..Policies::default() };
        Strangers::new(Settings { policies, ..Settings::default() })
    }

    fn member(value: &str) -> MemberRef {
        MemberRef { value: value.to_owned(), ..MemberRef::default() }
    }

    #[test]
    fn as_long_as_unknown_members_are_refused_nothing_is_touched() {
        let strangers = strangers(UnknownMembers::Refuse);
        let mut members = vec![member("x")];
        assert!(strangers.settle(&mut members).is_empty());
        assert_eq!(members, [member("x")]);
    }

    #[test]
    fn an_id_is_unknown_when_the_store_says_so_and_another_value_at_once() {
        let mut strangers = strangers(UnknownMembers::Ignore);
        let uuid = id(7).to_string();
        let members = vec![member("x"), member(&uuid)];
        assert_eq!(strangers.settle(&mut members.clone()).unmet, [member("x")]);
        assert!(strangers.take_in(&Refusal::UnknownMembers(vec![id(7)])));
        assert_eq!(strangers.settle(&mut members.clone()).unmet, members);
        assert!(!strangers.take_in(&Refusal::Gone));
    }

    #[test]
    fn whoever_was_met_and_is_gone_is_met_again() {
        let mut strangers = strangers(UnknownMembers::Create);
        strangers.met.insert("x".to_owned(), Some(id(7)));
        strangers.met.insert("y".to_owned(), Some(id(8)));
        let mut members = vec![member("x"), member("y")];
        assert!(strangers.settle(&mut members).is_empty());
        assert_eq!(members, [member(&id(7).to_string()), member(&id(8).to_string())]);
        assert!(strangers.take_in(&Refusal::UnknownMembers(vec![id(7)])));
        let mut members = vec![member("x"), member("y")];
        assert_eq!(strangers.settle(&mut members).unmet, [member("x")]);
    }
}
