//! A user who was there before, and an infra token that means the same person.

use scim::text::{fold, user_name_key};
use serde_json::{Map, Value, json};

use super::patch::update;
use super::row::{Naming, emails, identity};
use super::{Context, diff, newcomers};
use crate::change::{ChangeSet, Precondition, Write};
use crate::event::{Actor, Event, EventKind};
use crate::id::ResourceId;
use crate::link::{Link, LinkState, Provider};
use crate::resource::{Kind, Stored};

/// Decides to ask an admin.
pub fn ask_link(context: &Context<'_>, link: Link, from: Option<LinkState>) -> ChangeSet {
    let mut change = context.change_set();
    change.preconditions.push(Precondition::Exists { kind: Kind::User, id: link.user });
    change.events.push(told(EventKind::LinkAsked, &link, Vec::new()));
    change.writes.push(Write::Link { link, from });
    change
}

/// Decides to link a user. Of what was sent only the `externalId` is taken over: never does one
/// request both link somebody and change by what they are known.
pub fn link(
    context: &Context<'_>,
    current: &Stored,
    before: &Map<String, Value>,
    external_id: Option<String>,
    link: Link,
    from: Option<LinkState>,
) -> Result<ChangeSet, scim::Error> {
    let mut after = before.clone();
    if let Some(external_id) = external_id {
        after.insert("externalId".to_owned(), Value::String(external_id));
    }
    let updated = update(context, current, before, after, Vec::new(), Vec::new(), true)?;
    let mut change = updated.unwrap_or_else(|| {
        let (kind, id, version) = (current.kind, current.id, current.version);
        let mut change = context.change_set();
        change.preconditions.push(Precondition::Version { kind, id, version });
        change
    });
    let told_of: Vec<Value> = change.events.iter().flat_map(changes).collect();
    change.events = vec![told(EventKind::UserLinked, &link, told_of)];
    change.writes.push(Write::Link { link, from });
    Ok(change)
}

/// Decides what an admin has decided; `None` where there is nothing to decide.
pub fn decide_link(context: &Context<'_>, link: &Link, approve: bool) -> Option<ChangeSet> {
    let state = link.state.decided(approve)?;
    let event = if approve { EventKind::LinkApproved } else { EventKind::LinkRefused };
    let mut change = context.change_set();
    change.preconditions.push(Precondition::Exists { kind: Kind::User, id: link.user });
    change.events.push(told(event, link, Vec::new()));
    let decided = Link { state, at: context.at, ..link.clone() };
    change.writes.push(Write::Link { link: decided, from: Some(link.state) });
    Some(change)
}

/// Decides to have these domains, and no others, as verified ones.
pub fn change_domains(
    context: &Context<'_>,
    before: &[String],
    after: Vec<String>,
) -> Option<ChangeSet> {
    if before == after {
        return None;
    }
    let mut change = context.change_set();
    let changed = json!({"path": "verifiedDomains", "before": before, "after": after});
    change.events.push(Event {
        kind: EventKind::SettingsChanged,
        subject: None,
        data: diff::told(vec![changed]),
    });
    change.writes.push(Write::VerifiedDomains(after));
    Some(change)
}

fn told(kind: EventKind, link: &Link, changes: Vec<Value>) -> Event {
    Event {
        kind,
        subject: Some((Kind::User, link.user)),
        data: json!({"provider": link.label, "token": link.token, "changes": changes}).to_string(),
    }
}

/// The changes that an event tells of.
fn changes(event: &Event) -> Vec<Value> {
    let mut data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    match data.get_mut("changes").map(Value::take) {
        Some(Value::Array(changes)) => changes,
        _ => Vec::new(),
    }
}

/// What a change must find by which the user is known otherwise afterwards: who can make an identity
/// provider say an address, and then have it changed, would have taken the account over.
pub(super) fn unbound(
    context: &Context<'_>,
    user: ResourceId,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> Option<Precondition> {
    let Actor::Token { id, label } = &context.cause.actor else { return None };
    let is_same = |name: &str| before.get(name) == after.get(name);
    if is_same("userName") && is_same("emails") || KnownBy::of(before) == KnownBy::of(after) {
        return None;
    }
    let provider = Provider { token: *id, label: label.clone() };
    Some(Precondition::Unbound { user, provider })
}

/// By what a user is known, in the form in which it compares.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KnownBy {
    name: String,
    emails: Vec<String>,
}

impl KnownBy {
    /// By a user's attributes.
    pub(crate) fn of(attributes: &Map<String, Value>) -> Self {
        Self { name: identity(Some(Naming::USER), attributes).0, emails: emails(attributes) }
    }

    /// By the address by which a group shows a newcomer.
    pub(crate) fn of_newcomer(email: &str) -> Self {
        Self { name: user_name_key(email), emails: vec![fold(email).into_owned()] }
    }
}

/// The addresses by which a user is known: the e-mail values, and the `userName` if it is one.
pub(crate) fn addresses(attributes: &Map<String, Value>) -> Vec<String> {
    let mut all = emails(attributes);
    let (name, _) = identity(Some(Naming::USER), attributes);
    if newcomers::is_email(&name) && !all.contains(&name) {
        all.push(name);
    }
    all
}
