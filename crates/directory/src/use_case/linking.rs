//! A POST that names a user whom another token, or somebody else, has created.

use scim::Map;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context, KnownBy, Naming};
use crate::error::Error;
use crate::event::{Actor, Cause};
use crate::id::{DirectoryId, ResourceId, TokenId};
use crate::link::{Link, LinkState, Provider};
use crate::registry::DirectoryInfo;
use crate::resource::{Stored, Tombstone};
use crate::service::Service;
use crate::settings::Linking;
use crate::store::StoreError;
use crate::time::Timestamp;

/// How many addresses of a request are looked for.
const MAX_ADDRESSES: usize = 20;

/// What a POST comes to.
#[derive(Debug)]
pub(crate) enum Linkage {
    /// It means nobody who is there, as far as linking is concerned.
    Nobody,
    /// It means this user, and is to be linked.
    Links { user: Stored, before: Map, link: Link, from: Option<LinkState> },
    /// It means a user, and an admin is to be asked.
    Asks { link: Link, from: Option<LinkState> },
}

impl Service {
    /// Whom a POST means, and what the directory lets it do with them.
    pub(crate) async fn linkage(
        &self,
        caller: &Caller,
        directory: &DirectoryInfo,
        body: &Map,
    ) -> Result<Linkage, Error> {
        let policy = directory.settings.policies.linking;
        if policy == Linking::Never {
            return Ok(Linkage::Nobody);
        }
        let Some(user) = self.meant(directory, body).await? else { return Ok(Linkage::Nobody) };
        let provider = Provider::of(&caller.token);
        let creator = self.store.creator(directory.id, user.id).await?;
        if matches!(creator, Some(Actor::Token { id, label }) if provider.is(id, &label)) {
            return Ok(Linkage::Nobody);
        }
        let known = self.link_of(directory.id, user.id, &provider).await?;
        let from = known.as_ref().map(|link| link.state);
        // A link goes on under the token with which it began.
        let token = known.as_ref().map_or(provider.token, |link| link.token);
        let sent = sent(body);
        // An approval is for what the admin has seen. What the identity provider says of somebody
        // else of its own is not approved with it.
        let is_as_seen = known.is_some_and(|link| link.sent == sent);
        let label = provider.label;
        let link = |state| Link { user: user.id, token, label, state, at: self.env.now(), sent };
        let before = attributes(&user.body)?;
        match (from, policy) {
            (Some(LinkState::Linked | LinkState::Confirmed), _) => Err(taken(
                "this user is there and linked to this token already; look the user up by a filter",
            )),
            (Some(LinkState::Refused), _) if has_same_name(&before, body) => {
                Err(taken("an admin has refused to link this token to the user who is there"))
            }
            // Somebody else, who has the same address.
            (Some(LinkState::Refused), _) => Ok(Linkage::Nobody),
            (Some(LinkState::Approved), _) if is_as_seen => {
                let link = link(LinkState::Confirmed);
                Ok(Linkage::Links { user, before, link, from })
            }
            (Some(LinkState::Asked), Linking::Approval) => Err(waits()),
            (None | Some(LinkState::Approved), Linking::Approval) => {
                Ok(Linkage::Asks { link: link(LinkState::Asked), from })
            }
            (None | Some(LinkState::Asked | LinkState::Approved), _) => {
                if !self.share_verified(directory, user.id, &before, body).await? {
                    return Ok(Linkage::Nobody);
                }
                refuse_change(&before, body)?;
                let link = link(LinkState::Linked);
                Ok(Linkage::Links { user, before, link, from })
            }
        }
    }

    /// The active user of the `userName`, or else the only one who has one of the addresses.
    async fn meant(&self, directory: &DirectoryInfo, body: &Map) -> Result<Option<Stored>, Error> {
        let name = body.get("userName").and_then(Value::as_str).unwrap_or_default();
        if let Some(user) = self.user_by(directory, "userName", name).await? {
            return Ok(Some(user).filter(|user| user.active));
        }
        let mut found: Option<Stored> = None;
        let addresses = decide::addresses(body);
        let addresses = addresses.iter().filter(|address| decide::is_email(address));
        for address in addresses.take(MAX_ADDRESSES) {
            for user in self.known_by(directory, address).await? {
                if found.as_ref().is_some_and(|known| known.id != user.id) {
                    return Ok(None);
                }
                found = Some(user);
            }
        }
        Ok(found.filter(|user| user.active))
    }

    /// The users with an address, as an e-mail address or as their `userName`: more than one, if
    /// there are more.
    async fn known_by(
        &self,
        directory: &DirectoryInfo,
        address: &str,
    ) -> Result<Vec<Stored>, Error> {
        let mut users = self.users_by(directory, "emails.value", address, 2).await?;
        users.extend(self.user_by(directory, "userName", address).await?);
        Ok(users)
    }

    /// Whether both have an address of a verified domain that nobody else has.
    async fn share_verified(
        &self,
        directory: &DirectoryInfo,
        user: ResourceId,
        before: &Map,
        body: &Map,
    ) -> Result<bool, Error> {
        let domains = self.store.verified_domains(directory.id).await?;
        let own = decide::addresses(before);
        let is_verified = |address: &&String| {
            let domain = address.rsplit_once('@').map(|(_, domain)| domain);
            domain.is_some_and(|domain| domains.iter().any(|known| known == domain))
        };
        let sent = decide::addresses(body);
        let shared = sent.iter().filter(is_verified).filter(|address| own.contains(address));
        for address in shared.take(MAX_ADDRESSES) {
            let owners = self.known_by(directory, address).await?;
            if owners.iter().all(|owner| owner.id == user) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a deleted user would come back as somebody else, to a token that is linked to them
    /// without an admin's word. (Of who is there, [`Precondition::Unbound`] says so.)
    ///
    /// [`Precondition::Unbound`]: crate::change::Precondition::Unbound
    pub(crate) async fn is_takeover_of(
        &self,
        caller: &Caller,
        tombstone: &Tombstone,
        after: &KnownBy,
    ) -> Result<bool, Error> {
        if KnownBy::of(&attributes(&tombstone.body)?) == *after {
            return Ok(false);
        }
        let provider = Provider::of(&caller.token);
        let link = self.link_of(caller.directory.id, tombstone.id, &provider).await?;
        Ok(link.is_some_and(|link| LinkState::BINDING.contains(&link.state)))
    }

    /// What an identity provider has to do with a user: by its own token, or else by one before it.
    async fn link_of(
        &self,
        directory: DirectoryId,
        user: ResourceId,
        provider: &Provider,
    ) -> Result<Option<Link>, Error> {
        let mut links = self.store.links_of(directory, user).await?;
        links.retain(|link| link.is_of(provider));
        Ok(links.into_iter().max_by_key(|link| (link.token == provider.token, link.at)))
    }

    /// An admin's answer to a link as it has stood since `at`. False when there is nothing to
    /// decide any more, or something else.
    pub async fn decide_link(
        &self,
        directory: DirectoryId,
        (user, token, at): (ResourceId, TokenId, Timestamp),
        approve: bool,
        cause: Cause,
    ) -> Result<bool, Error> {
        let directory = self.known_directory(directory)?;
        let link = self.store.link(directory.id, user, token).await?;
        let Some(link) = link.filter(|link| link.at == at) else { return Ok(false) };
        let context = Context { directory: &directory, at: self.env.now(), cause: &cause };
        let Some(change) = decide::decide_link(&context, &link, approve) else { return Ok(false) };
        match self.store.commit(change).await {
            Ok(_) => Ok(true),
            // Somebody else has decided, or the user was deleted.
            Err(CommitError::Refused(Refusal::VersionConflict | Refusal::Gone)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// The attributes of a stored user.
fn attributes(body: &str) -> Result<Map, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Broken(error.to_string()))
}

/// What the queue shows an admin of a request.
fn sent(body: &Map) -> String {
    let part = |name: &str| body.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "userName": part("userName"),
        "externalId": part("externalId"),
        "emails": decide::addresses(body),
    })
    .to_string()
}

/// Refuses a POST that would have to change by what the user is known.
fn refuse_change(before: &Map, body: &Map) -> Result<(), Error> {
    let own = decide::addresses(before);
    if has_same_name(before, body) && decide::addresses(body).iter().all(|one| own.contains(one)) {
        return Ok(());
    }
    Err(taken(
        "a user with this e-mail address is there under another userName or with other addresses, \
         and linking changes neither; send them as they are, or have an admin correct them",
    ))
}

fn has_same_name(before: &Map, body: &Map) -> bool {
    let name = |attributes| decide::identity(Some(Naming::USER), attributes).0;
    name(before) == name(body)
}

/// What a POST is told that an admin has to decide about.
pub(crate) fn waits() -> Error {
    taken(
        "this user is there already; an admin has to approve under Settings, Links, that this \
         token means the same person, and then the request can be sent again",
    )
}

fn taken(detail: &str) -> Error {
    Error::Refused(scim::Error::uniqueness(detail))
}
