//! Finds out who strangers are.

use std::collections::HashSet;

use futures_util::future::try_join_all;
use scim::MemberRef;
use scim::filter::Filter;
use scim::sort::Order;
use scim::text::user_name_key;
use serde_json::Value;

use super::{Open, Strangers};
use crate::caller::Caller;
use crate::decide::{KnownBy, Newcomer, is_email};
use crate::error::{Error, unknown_members};
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind, Stored};
use crate::service::Service;
use crate::settings::{Reprovision, UnknownMembers};
use crate::store::{List, ListQuery, Start};

/// How many are looked up at once.
const WIDTH: usize = 64;

/// How many users one request can create in this way: it holds up all others meanwhile.
const MAX_NEWCOMERS: usize = 1_000;

/// How many are asked for by one look at their names.
const NAMES: usize = 1_000;

/// Who a member turns out to be.
enum Person {
    Known(ResourceId),
    New(Newcomer),
    /// The directory cannot know them by what the member tells.
    Nobody,
}

impl Service {
    /// Settles what is open, or refuses.
    pub(crate) async fn meet(
        &self,
        caller: &Caller,
        directory: &DirectoryInfo,
        strangers: &mut Strangers,
        open: Open,
    ) -> Result<(), Error> {
        self.check_types(directory, strangers, open.called).await?;
        if strangers.policies.unknown_members == UnknownMembers::Ignore {
            strangers.met.extend(open.unmet.into_iter().map(|member| (member.value, None)));
            return Ok(());
        }
        for some in open.unnamed.chunks(WIDTH) {
            let people = some.iter().map(|value| self.known_as(directory, value));
            let found = try_join_all(people).await?;
            strangers.other_names.extend(some.iter().cloned().zip(found));
        }
        let mut refused = Vec::new();
        for some in open.unmet.chunks(WIDTH) {
            let people = some.iter().map(|member| self.person(caller, directory, member));
            for (member, person) in some.iter().zip(try_join_all(people).await?) {
                match person {
                    Person::Known(id) => _ = strangers.met.insert(member.value.clone(), Some(id)),
                    Person::New(newcomer) => strangers.admit(newcomer),
                    Person::Nobody => refused.push(member.value.clone()),
                }
            }
        }
        if !refused.is_empty() {
            return Err(unknown_members(refused).into());
        }
        if strangers.newcomers.len() > MAX_NEWCOMERS {
            return Err(scim::Error::payload_too_large(format!(
                "members: one request can create {MAX_NEWCOMERS} users; send several requests"
            ))
            .into());
        }
        Ok(())
    }

    /// Refuses members that are not what the client calls them. Whom the directory does not have is
    /// none of them, and is told of when the members are added.
    async fn check_types(
        &self,
        directory: &DirectoryInfo,
        strangers: &mut Strangers,
        called: Vec<(ResourceId, Kind)>,
    ) -> Result<(), Error> {
        for some in called.chunks(NAMES) {
            let ids = some.iter().map(|(id, _)| *id).collect();
            let users = self.store.display_names(directory.id, ids).await?;
            let users: HashSet<ResourceId> = users.into_iter().map(|(id, _)| id).collect();
            let (users, others): (Vec<_>, Vec<_>) =
                some.iter().partition(|(id, _)| users.contains(id));
            if let Some((id, kind)) = users.into_iter().find(|(_, kind)| *kind != Kind::User) {
                return Err(wrong_type(id, Kind::User, kind));
            }
            let claimed = others.iter().filter(|(_, kind)| *kind != Kind::Group);
            for some in claimed.collect::<Vec<_>>().chunks(WIDTH) {
                let found = some
                    .iter()
                    .map(|(id, _)| self.store.get(directory.id, Kind::Group, *id, Include::NONE));
                let found = try_join_all(found).await?;
                if let Some(((id, kind), _)) = some.iter().zip(found).find(|(_, one)| one.is_some())
                {
                    return Err(wrong_type(*id, Kind::Group, *kind));
                }
            }
            strangers.checked.extend(some.iter().map(|(id, _)| *id));
        }
        Ok(())
    }

    /// Who a member is, unless a group. A value that is no id is the `externalId` that its client
    /// knows; else the e-mail address by which the client shows the member tells.
    async fn person(
        &self,
        caller: &Caller,
        directory: &DirectoryInfo,
        member: &MemberRef,
    ) -> Result<Person, Error> {
        // Only users are met and made: what its client calls a group is none of them.
        if member.is_group {
            return Ok(Person::Nobody);
        }
        if let Some(id) = self.known_as(directory, &member.value).await? {
            return Ok(Person::Known(id));
        }
        let email = member.display.as_deref().map(str::trim).filter(|text| is_email(text));
        let Some(email) = email else { return Ok(Person::Nobody) };
        if let Some(user) = self.user_by(directory, "userName", email).await? {
            return Ok(Person::Known(user.id));
        }
        let mut newcomer = Newcomer {
            id: ResourceId(self.env.new_uuid()),
            email: email.to_owned(),
            external_id: member.value.clone(),
            returns: false,
        };
        // Whoever is not to come back by a request of their own does not come back by this one.
        let policy = directory.settings.policies.reprovision;
        if policy != Reprovision::NewId {
            let (name, external_id) = (user_name_key(email), Some(member.value.as_str()));
            let tombstone =
                self.store.tombstone(directory.id, Kind::User, &name, external_id).await?;
            match tombstone {
                Some(_) if policy == Reprovision::Conflict => return Ok(Person::Nobody),
                Some(tombstone) => {
                    let known_by = KnownBy::of_newcomer(email);
                    if !self.is_takeover_of(caller, &tombstone, &known_by).await? {
                        newcomer.id = tombstone.id;
                        newcomer.returns = true;
                    }
                }
                None => {}
            }
        }
        Ok(Person::New(newcomer))
    }

    /// The user with this `externalId`. Where several have it, the one who was created first.
    async fn known_as(
        &self,
        directory: &DirectoryInfo,
        external_id: &str,
    ) -> Result<Option<ResourceId>, Error> {
        let user = self.user_by(directory, "externalId", external_id).await?;
        Ok(user.map(|user| user.id))
    }

    /// The first user with this value of an attribute by which the store finds users at once.
    pub(in crate::use_case) async fn user_by(
        &self,
        directory: &DirectoryInfo,
        attribute: &str,
        value: &str,
    ) -> Result<Option<Stored>, Error> {
        Ok(self.users_by(directory, attribute, value, 1).await?.into_iter().next())
    }

    /// The first users with this value of an attribute by which the store finds users at once.
    pub(in crate::use_case) async fn users_by(
        &self,
        directory: &DirectoryInfo,
        attribute: &str,
        value: &str,
        limit: u32,
    ) -> Result<Vec<Stored>, Error> {
        // The literals of filters are those of JSON (RFC 7644 §3.4.2.2). What is too long for a filter
        // is too long for an attribute that users are found by.
        let Ok(filter) = Filter::parse(&format!("{attribute} eq {}", Value::from(value))) else {
            return Ok(Vec::new());
        };
        let filter = directory.definition(Kind::User).check(&filter)?;
        let query = ListQuery {
            directory: directory.id,
            lists: vec![List { kind: Kind::User, filter, sort: None }],
            order: Order::Ascending,
            start: Start::Offset(0),
            limit,
            include: Include::NONE,
        };
        Ok(self.store.list(query).await?.resources)
    }
}

fn wrong_type(id: ResourceId, is: Kind, called: Kind) -> Error {
    let (is, called) = (is.standard_name(), called.standard_name());
    scim::Error::invalid_value(format!("members: {id} is a {is}, and its type says {called}"))
        .into()
}

impl Strangers {
    /// Notes somebody who is to be created, once under each name and each old id.
    fn admit(&mut self, newcomer: Newcomer) {
        let name = user_name_key(&newcomer.email);
        let same = self
            .newcomers
            .iter()
            .find(|one| one.id == newcomer.id || user_name_key(&one.email) == name);
        let id = same.map_or(newcomer.id, |one| one.id);
        if same.is_none() {
            self.newcomers.push(newcomer.clone());
        }
        self.met.insert(newcomer.external_id, Some(id));
    }
}
