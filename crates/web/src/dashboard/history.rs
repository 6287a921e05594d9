//! The history of a resource or the whole directory: what changed, from what to what, and who
//! asked for it.

use directory::event::{Actor, EventKind, HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, Position, ResourceId};
use directory::resource::Kind;
use directory::time::Timestamp;
use serde_json::Value;

use super::attributes;
use super::error::Failure;
use super::format::{Time, counted};
use super::links;
use super::names::{self, Subject};
use super::state::App;

/// How many changes a page shows.
const PAGE: usize = 20;

/// How many members of one change are named before they are only counted.
const NAMED_MEMBERS: usize = 20;

/// A page of history, newest first.
pub(super) struct History {
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry>,
    /// The page before this one in time.
    pub(super) older: Option<String>,
    /// The first page, when this is another.
    pub(super) newest: Option<String>,
}

/// One change.
pub(super) struct Entry {
    pub(super) title: String,
    /// What it happened to, where that is not the resource of the page.
    pub(super) subject: Option<Subject>,
    /// `granted`, `changed` or `revoked`.
    pub(super) tone: &'static str,
    pub(super) at: Time,
    /// Who asked for it.
    pub(super) actor: String,
    /// What the actor is: an infra token, an admin, somebody on the server.
    pub(super) actor_kind: &'static str,
    /// The request.
    pub(super) action: String,
    pub(super) request_id: String,
    pub(super) changes: Vec<Change>,
    pub(super) members: Vec<MemberChange>,
    /// How many further members were added or removed.
    pub(super) more_members: String,
}

/// The change of one attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) path: String,
    /// The schema of the attribute, where the path names it.
    pub(super) urn: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// A member added or removed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MemberChange {
    pub(super) is_added: bool,
    pub(super) name: String,
    pub(super) href: String,
}

/// Reads a page of a resource's history; `page` is the address of the resource's page.
pub(super) async fn read(
    app: &App,
    directory: DirectoryId,
    subject: ResourceId,
    page: &str,
    before: &str,
) -> Result<History, Failure> {
    let before = before.parse().ok().map(Position);
    let (events, older) = events(app, directory, Some(subject), before).await?;
    let now = app.now();
    Ok(History {
        title: "History",
        entries: events.iter().map(|event| Entry::new(event, Some(subject), now)).collect(),
        older: older.map(|at| links::with_query(page, &[("before", &at)]) + "#history"),
        newest: before.map(|_| format!("{page}#history")),
    })
}

/// Reads a page of everything that happened in a directory; `page` is the address without a query.
pub(super) async fn read_all(
    app: &App,
    directory: DirectoryId,
    page: &str,
    before: &str,
) -> Result<History, Failure> {
    let before = before.parse().ok().map(Position);
    let (events, older) = events(app, directory, None, before).await?;
    let subjects = names::subjects(app, directory, &events).await?;
    let now = app.now();
    let entry = |(event, subject)| Entry { subject, ..Entry::new(event, None, now) };
    Ok(History {
        title: "All changes",
        entries: events.iter().zip(subjects).map(entry).collect(),
        older: older.map(|at| links::with_query(page, &[("before", &at)])),
        newest: before.map(|_| page.to_owned()),
    })
}

/// The events of a page, and the position before which the next page begins, if there is one.
async fn events(
    app: &App,
    directory: DirectoryId,
    subject: Option<ResourceId>,
    before: Option<Position>,
) -> Result<(Vec<StoredEvent>, Option<String>), Failure> {
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let query = HistoryQuery { directory, subject, before, limit };
    let mut events = app.store().history(query).await?;
    let has_older = events.len() > PAGE;
    events.truncate(PAGE);
    let older = events.last().filter(|_| has_older).map(|event| event.position.0.to_string());
    Ok((events, older))
}

impl Entry {
    /// An event as it reads on the page of a resource, or on a page of everything.
    pub(super) fn new(event: &StoredEvent, page: Option<ResourceId>, now: Timestamp) -> Self {
        let (actor, actor_kind) = match &event.cause.actor {
            Actor::Token { label, .. } => (label.as_str(), "infra token"),
            Actor::Admin { email, .. } => (email.as_str(), "admin"),
            Actor::Operator => ("Operator", "on the server"),
        };
        // Whose page it is, if that is a member of the group that the event happened to.
        let member = page.filter(|page| event.subject.is_none_or(|(_, id)| id != *page));
        let (members, more) = if event.kind == EventKind::GroupMembersChanged && member.is_none() {
            members(&event.data)
        } else {
            (Vec::new(), 0)
        };
        Self {
            title: title(event, member),
            subject: None,
            tone: tone(event, member),
            at: Time::precise(event.at, now),
            actor: actor.to_owned(),
            actor_kind,
            action: event.cause.action.clone(),
            request_id: event.cause.request_id.clone(),
            changes: changes(event),
            members,
            more_members: if more > 0 { counted(more, "more member") } else { String::new() },
        }
    }
}

fn title(event: &StoredEvent, member: Option<ResourceId>) -> String {
    let text = match event.kind {
        EventKind::UserCreated => "User created",
        EventKind::UserUpdated => "User changed",
        EventKind::UserDeactivated => "User deactivated",
        EventKind::UserReactivated => "User reactivated",
        EventKind::UserDeleted => "User deleted",
        EventKind::UserRestored => "User restored",
        EventKind::UserLinked => "User linked",
        EventKind::LinkAsked => "Link asked for",
        EventKind::LinkApproved => return of_provider("Link approved", event),
        EventKind::LinkRefused => return of_provider("Link refused", event),
        EventKind::GroupCreated => "Group created",
        EventKind::GroupUpdated => "Group changed",
        EventKind::GroupDeleted => "Group deleted",
        EventKind::GroupRestored => "Group restored",
        EventKind::TokenCreated => "Infra token created",
        EventKind::TokenRevoked => "Infra token deleted",
        EventKind::SettingsChanged => "Settings changed",
        EventKind::SchemaDeclared => "Schema declared",
        EventKind::SchemaRetracted => "Schema no longer declared",
        EventKind::ResourceCreated => return format!("{} created", type_name(event)),
        EventKind::ResourceUpdated => return format!("{} changed", type_name(event)),
        EventKind::ResourceDeleted => return format!("{} deleted", type_name(event)),
        EventKind::ResourceTypeLoaded => {
            return format!("Resource type {} loaded", type_name(event));
        }
        EventKind::ResourceTypeRemoved => {
            return format!("Resource type {} removed", type_name(event));
        }
        EventKind::GroupMembersChanged => {
            let Some(member) = member else { return "Members changed".to_owned() };
            let group = event.data.get("display").and_then(Value::as_str).unwrap_or("a group");
            let verb = if has(&event.data, "added", member) { "Added to" } else { "Removed from" };
            return format!("{verb} {group}");
        }
    };
    text.to_owned()
}

/// A title with the infra token that it is about, where somebody else is who has acted.
fn of_provider(title: &str, event: &StoredEvent) -> String {
    match event.data.get("provider").and_then(Value::as_str) {
        Some(provider) => format!("{title}: {provider}"),
        None => title.to_owned(),
    }
}

/// What the type is called that an event tells of.
fn type_name(event: &StoredEvent) -> &str {
    event.data.get("resourceType").and_then(Value::as_str).unwrap_or("Resource")
}

fn tone(event: &StoredEvent, member: Option<ResourceId>) -> &'static str {
    match event.kind {
        EventKind::UserCreated
        | EventKind::UserReactivated
        | EventKind::UserRestored
        | EventKind::LinkApproved
        | EventKind::GroupCreated
        | EventKind::GroupRestored
        | EventKind::ResourceCreated
        | EventKind::TokenCreated => "granted",
        EventKind::UserUpdated
        | EventKind::UserLinked
        | EventKind::LinkAsked
        | EventKind::GroupUpdated
        | EventKind::ResourceUpdated
        | EventKind::ResourceTypeLoaded
        | EventKind::ResourceTypeRemoved
        | EventKind::SettingsChanged
        | EventKind::SchemaDeclared
        | EventKind::SchemaRetracted => "changed",
        EventKind::GroupMembersChanged => match member {
            None => "changed",
            Some(member) if has(&event.data, "added", member) => "granted",
            Some(_) => "revoked",
        },
        EventKind::UserDeactivated
        | EventKind::UserDeleted
        | EventKind::LinkRefused
        | EventKind::GroupDeleted
        | EventKind::ResourceDeleted
        | EventKind::TokenRevoked => "revoked",
    }
}

/// Whether the list of that name in an event holds the resource.
fn has(data: &Value, list: &str, id: ResourceId) -> bool {
    let id = id.to_string();
    items(data, list).iter().any(|item| item.get("value").and_then(Value::as_str) == Some(&id))
}

fn items<'a>(data: &'a Value, list: &str) -> &'a [Value] {
    data.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn members(data: &Value) -> (Vec<MemberChange>, u64) {
    let word = |item: &Value, name: &str| {
        item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let (added, removed) = (items(data, "added"), items(data, "removed"));
    let all = added.iter().map(|item| (true, item)).chain(removed.iter().map(|item| (false, item)));
    let named = all
        .take(NAMED_MEMBERS)
        .map(|(is_added, item)| {
            let id = word(item, "value");
            let display = word(item, "display");
            let is_group = word(item, "type") == Kind::Group.standard_name();
            let kind = if is_group { Kind::Group } else { Kind::User };
            MemberChange {
                is_added,
                href: links::resource(kind, &id),
                name: if display.is_empty() { id } else { display },
            }
        })
        .collect();
    let more = (added.len() + removed.len()).saturating_sub(NAMED_MEMBERS);
    (named, u64::try_from(more).unwrap_or(u64::MAX))
}

impl Change {
    fn of(path: &str) -> Self {
        // A version such as `2.0` stands in many URNs, so an attribute begins after the last colon.
        let (urn, path) = path.rsplit_once(':').unwrap_or(("", path));
        Self { path: path.to_owned(), urn: urn.to_owned(), before: None, after: None }
    }
}

fn changes(event: &StoredEvent) -> Vec<Change> {
    let text = |item: &Value, name: &str| item.get(name).map(attributes::text);
    let listed = items(&event.data, "changes").iter().map(|item| Change {
        before: text(item, "before"),
        after: text(item, "after"),
        ..Change::of(item.get("path").and_then(Value::as_str).unwrap_or_default())
    });
    let whole = ["after", "before"].into_iter().flat_map(|side| {
        let resource = event.data.get(side).and_then(Value::as_object);
        let parts = resource.into_iter().flatten();
        parts.filter(|(name, _)| !matches!(name.as_str(), "id" | "schemas" | "meta")).map(
            move |(name, value)| {
                let value = Some(attributes::text(value));
                let (before, after) = if side == "after" { (None, value) } else { (value, None) };
                Change { before, after, ..Change::of(name) }
            },
        )
    });
    listed.chain(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use directory::event::Cause;
    use serde_json::json;

    fn event(kind: EventKind, subject: ResourceId, data: Value) -> StoredEvent {
        StoredEvent {
            position: Position(1),
            at: Timestamp::from_micros(0),
            kind,
            subject: Some((Kind::Group, subject)),
            cause: Cause {
                request_id: "r".to_owned(),
                actor: Actor::Operator,
                action: "PATCH /Groups/x".to_owned(),
            },
            data,
        }
    }

    fn id(number: u128) -> ResourceId {
        format!("00000000-0000-0000-0000-{number:012x}").parse().unwrap()
    }

    #[test]
    fn a_membership_reads_from_the_side_of_the_page() {
        let data = json!({"display": "Staff", "added": [{"value": id(1), "display": "Ada",
            "type": "User"}], "removed": [{"value": id(2), "display": "Ops", "type": "Group"}]});
        let event = event(EventKind::GroupMembersChanged, id(9), data);
        let now = Timestamp::from_micros(0);
        let group = Entry::new(&event, Some(id(9)), now);
        assert_eq!((group.title.as_str(), group.tone), ("Members changed", "changed"));
        assert_eq!(group.members[1].href, format!("/groups/{}", id(2)));
        let added = Entry::new(&event, Some(id(1)), now);
        assert_eq!((added.title.as_str(), added.tone), ("Added to Staff", "granted"));
        let removed = Entry::new(&event, Some(id(2)), now);
        assert_eq!((removed.title.as_str(), removed.tone), ("Removed from Staff", "revoked"));
        assert!(removed.members.is_empty());
        let anywhere = Entry::new(&event, None, now);
        assert_eq!((anywhere.title.as_str(), anywhere.members.len()), ("Members changed", 2));
    }

    #[test]
    fn a_creation_lists_what_there_is_and_a_change_both_sides() {
        let created = json!({"after": {"id": "x", "displayName": "Staff"}});
        let entry = changes(&event(EventKind::GroupCreated, id(9), created));
        let name = Some("Staff".to_owned());
        let change = Change::of("displayName");
        assert_eq!(entry, [Change { after: name.clone(), ..change }]);
        let changed = json!({"changes": [{"path": "displayName", "before": "Staff"}]});
        let entry = changes(&event(EventKind::GroupUpdated, id(9), changed));
        assert_eq!(entry, [Change { before: name, ..Change::of("displayName") }]);
        let custom = Change::of("urn:example:hr:2.0:User:badge");
        assert_eq!(
            (custom.urn.as_str(), custom.path.as_str()),
            ("urn:example:hr:2.0:User", "badge")
        );
    }
}
