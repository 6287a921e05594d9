//! Events: one committed change each, with who caused it. They are the history that admins read
//! and the feed that others follow.

use serde_json::Value;

use crate::id::{AdminId, DirectoryId, Position, ResourceId, TokenId};
use crate::resource::Kind;
use crate::time::Timestamp;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum EventKind {
    UserCreated,
    UserUpdated,
    UserDeactivated,
    UserReactivated,
    UserDeleted,
    UserRestored,
    UserLinked,
    LinkAsked,
    LinkApproved,
    LinkRefused,
    GroupCreated,
    GroupUpdated,
    GroupMembersChanged,
    GroupDeleted,
    GroupRestored,
    TokenCreated,
    TokenRevoked,
    SettingsChanged,
    SchemaDeclared,
    SchemaRetracted,
    ResourceCreated,
    ResourceUpdated,
    ResourceDeleted,
    ResourceTypeLoaded,
    ResourceTypeRemoved,
}

impl EventKind {
    /// Every kind of event.
    pub const ALL: [EventKind; 25] = [
        EventKind::UserCreated,
        EventKind::UserUpdated,
        EventKind::UserDeactivated,
        EventKind::UserReactivated,
        EventKind::UserDeleted,
        EventKind::UserRestored,
        EventKind::UserLinked,
        EventKind::LinkAsked,
        EventKind::LinkApproved,
        EventKind::LinkRefused,
        EventKind::GroupCreated,
        EventKind::GroupUpdated,
        EventKind::GroupMembersChanged,
        EventKind::GroupDeleted,
        EventKind::GroupRestored,
        EventKind::TokenCreated,
        EventKind::TokenRevoked,
        EventKind::SettingsChanged,
        EventKind::SchemaDeclared,
        EventKind::SchemaRetracted,
        EventKind::ResourceCreated,
        EventKind::ResourceUpdated,
        EventKind::ResourceDeleted,
        EventKind::ResourceTypeLoaded,
        EventKind::ResourceTypeRemoved,
    ];

    /// The name under which the event is stored and told, `user.deactivated` for instance.
    pub const fn name(self) -> &'static str {
        match self {
            EventKind::UserCreated => "user.created",
            EventKind::UserUpdated => "user.updated",
            EventKind::UserDeactivated => "user.deactivated",
            EventKind::UserReactivated => "user.reactivated",
            EventKind::UserDeleted => "user.deleted",
            EventKind::UserRestored => "user.restored",
            EventKind::UserLinked => "user.linked",
            EventKind::LinkAsked => "link.asked",
            EventKind::LinkApproved => "link.approved",
            EventKind::LinkRefused => "link.refused",
            EventKind::GroupCreated => "group.created",
            EventKind::GroupUpdated => "group.updated",
            EventKind::GroupMembersChanged => "group.members_changed",
            EventKind::GroupDeleted => "group.deleted",
            EventKind::GroupRestored => "group.restored",
            EventKind::TokenCreated => "token.created",
            EventKind::TokenRevoked => "token.revoked",
            EventKind::SettingsChanged => "settings.changed",
            EventKind::SchemaDeclared => "schema.declared",
            EventKind::SchemaRetracted => "schema.retracted",
            EventKind::ResourceCreated => "resource.created",
            EventKind::ResourceUpdated => "resource.updated",
            EventKind::ResourceDeleted => "resource.deleted",
            EventKind::ResourceTypeLoaded => "resource_type.loaded",
            EventKind::ResourceTypeRemoved => "resource_type.removed",
        }
    }

    /// The kind with that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An event as a change set carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The resource it happened to; `None` for tokens, settings, schemas and resource types.
    pub subject: Option<(Kind, ResourceId)>,
    /// The details as JSON, see [`StoredEvent::data`]: a text, because it has one already where a
    /// resource is told of, and the store keeps one.
    pub data: String,
}

/// An event as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// Its place in the directory's feed.
    pub position: Position,
    /// When it was decided.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// The resource it happened to.
    pub subject: Option<(Kind, ResourceId)>,
    /// Who caused it.
    pub cause: Cause,
    /// The details, by kind:
    /// created, restored: `{"after": resource}`;
    /// updated, deactivated, reactivated: `{"changes": [{"path", "before"?, "after"?}]}`;
    /// deleted: `{"before": resource}`;
    /// members changed: `{"display": group, "added": [{"value","display","type"}], "removed": […]}`;
    /// linked, and links asked for, approved or refused: `{"provider","token","changes"}`;
    /// tokens: `{"id","label"}`; settings: `{"changes": […]}`;
    /// schemas: `{"schema", "before"?, "after"?}`;
    /// resource types: `{"resourceType", "before"?, "after"?}`.
    /// Of a resource that is neither user nor group, `resourceType`, `id` and `display` are told
    /// besides. What is never returned is left out of resources.
    pub data: Value,
}

/// Who asked for a change, and with which request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cause {
    /// The id of the request, as the answer's `X-Request-Id` showed it.
    pub request_id: String,
    /// Who asked.
    pub actor: Actor,
    /// The request in short: `PATCH /Users/0192…`, `provisor scim enable`, `dashboard`.
    pub action: String,
}

/// Who asked for a change.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Actor {
    /// An identity provider or a script with an infra token.
    Token {
        /// Which token.
        id: TokenId,
        /// Its label at that time.
        label: String,
    },
    /// A person in the dashboard.
    Admin {
        /// Which admin.
        id: AdminId,
        /// The e-mail at that time.
        email: String,
    },
    /// Somebody with a shell on the server.
    Operator,
}

/// An event to be looked up: the directory and how far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Which directory.
    pub directory: DirectoryId,
    /// Only events that concern this resource (as subject, or as a member added or removed).
    pub subject: Option<ResourceId>,
    /// Only events before this position; `None` begins with the newest.
    pub before: Option<Position>,
    /// How many at most, newest first.
    pub limit: u32,
}
