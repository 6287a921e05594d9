//! What the decisions promise: the same state and the same request give the same change set.

#![expect(clippy::panic, reason = "a shape that was not expected fails the test")]

use directory::DirectoryInfo;
use directory::change::{ChangeSet, MembershipOp, Precondition, Write};
use directory::decide::{self, Context, Newcomer};
use directory::event::{Actor, Cause, EventKind};
use directory::id::{DirectoryId, ResourceId, TokenId};
use directory::link::Provider;
use directory::resource::{Kind, Stored};
use directory::settings::Settings;
use directory::store::DirectoryRecord;
use directory::time::Timestamp;
use scim::patch::PatchRequest;
use scim::resource::Read;
use scim::{Limits, Map};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

fn info(settings: Settings) -> DirectoryInfo {
    let id = DirectoryId(1);
    DirectoryRecord {
        id,
        name: "default".into(),
        settings,
        learned: Vec::new(),
        schema_level: 0,
        declared: Vec::new(),
        declared_level: 0,
        types: Vec::new(),
        types_level: 0,
    }
    .into()
}

fn cause() -> Cause {
    Cause { request_id: "r1".into(), actor: Actor::Operator, action: "PATCH /Users/x".into() }
}

/// What the one event of a change tells.
fn told(change: &ChangeSet) -> Value {
    serde_json::from_str(&change.events[0].data).unwrap_or_default()
}

fn id(number: u128) -> ResourceId {
    ResourceId(uuid::Uuid::from_u128(number))
}

fn stored(kind: Kind, body: Value) -> (Stored, Map) {
    let mut body = body;
    body["id"] = json!(id(1).to_string());
    let stored = Stored {
        kind,
        id: id(1),
        version: 7,
        created: NOW,
        modified: NOW,
        active: body.get("active") != Some(&json!(false)),
        display: String::new(),
        body: body.to_string(),
        groups: Vec::new(),
        members: None,
    };
    let Value::Object(map) = body else { panic!("an object") };
    (stored, map)
}

fn user() -> (Stored, Map) {
    stored(
        Kind::User,
        json!({"schemas": [scim::urn::USER], "userName": "ann", "active": true, "title": "x"}),
    )
}

fn create(settings: Settings, kind: Kind, body: &Value) -> Result<ChangeSet, scim::Error> {
    let info = info(settings);
    let text = body.to_string();
    let limits = Limits::default();
    let incoming =
        scim::resource::read(info.definition(kind), text.as_bytes(), Read::Create, &limits, None)?;
    let context = Context { directory: &info, at: NOW, cause: &cause() };
    decide::create(&context, kind, id(1), incoming)
}

fn patch(
    state: &(Stored, Map),
    operations: Value,
    pinned: bool,
) -> Result<Option<ChangeSet>, scim::Error> {
    patch_by(Actor::Operator, state, operations, pinned)
}

fn patch_by(
    actor: Actor,
    state: &(Stored, Map),
    operations: Value,
    pinned: bool,
) -> Result<Option<ChangeSet>, scim::Error> {
    let info = info(Settings::default());
    let limits = Limits::default();
    let message = json!({"schemas": [scim::urn::PATCH_OP], "Operations": operations}).to_string();
    let request = PatchRequest::parse(message.as_bytes(), &limits)?;
    let definition = info.definition(state.0.kind);
    let patched = scim::patch::apply(definition, &state.1, &request, &limits)?;
    let cause = Cause { actor, ..cause() };
    let context = Context { directory: &info, at: NOW, cause: &cause };
    decide::patch(&context, &state.0, &state.1, patched, pinned)
}

#[test]
fn a_new_user_is_one_row_and_one_event_and_active_unless_told_otherwise() {
    let body = json!({"userName": "Ann@Example.com", "emails": [{"value": "A@x"}], "badge": 7});
    let change = create(Settings::default(), Kind::User, &body).unwrap();
    assert!(change.preconditions.is_empty());
    let [Write::Learn { attributes, .. }, Write::Insert(row)] = &change.writes[..] else {
        panic!("{:?}", change.writes)
    };
    assert_eq!(attributes[0].attribute.name, "badge");
    assert_eq!((row.name_key.as_str(), row.name_is_unique), ("ann@example.com", true));
    assert!(row.active);
    let stored: Value = serde_json::from_str(&row.body).unwrap();
    assert_eq!(stored["active"], true);
    assert_eq!(stored["userName"], "Ann@Example.com");
    assert_eq!(change.events[0].kind, EventKind::UserCreated);
    assert_eq!(told(&change), json!({"after": stored}));
}

#[test]
fn who_comes_back_has_the_old_id_and_what_was_sent() {
    let info = info(Settings::default());
    let body = br#"{"displayName": "Eng", "members": []}"#;
    let limits = Limits::default();
    let definition = info.definition(Kind::Group);
    let incoming = scim::resource::read(definition, body, Read::Create, &limits, None).unwrap();
    let context = Context { directory: &info, at: NOW, cause: &cause() };
    let change = decide::restore(&context, Kind::Group, id(7), incoming).unwrap();
    let [Write::Restore(row)] = &change.writes[..] else { panic!("{:?}", change.writes) };
    assert_eq!((row.id, row.name_key.as_str()), (id(7), "eng"));
    assert_eq!(change.events[0].kind, EventKind::GroupRestored);
    assert_eq!(change.events[0].subject, Some((Kind::Group, id(7))));
}

#[test]
fn newcomers_are_told_of_before_the_group_that_has_them() {
    let body = json!({"displayName": "Eng", "members": [{"value": id(2).to_string()}]});
    let mut change = create(Settings::default(), Kind::Group, &body).unwrap();
    let newcomer = Newcomer {
        id: id(2),
        email: "Ann@x".to_owned(),
        external_id: "00u1".to_owned(),
        returns: false,
    };
    let info = info(Settings::default());
    let context = Context { directory: &info, at: NOW, cause: &cause() };
    decide::add_newcomers(&context, &mut change, &[newcomer]).unwrap();
    let [Write::Insert(user), Write::Insert(group)] = &change.writes[..] else {
        panic!("{:?}", change.writes)
    };
    assert_eq!((user.id, user.external_id.as_deref()), (id(2), Some("00u1")));
    assert_eq!((user.name_key.as_str(), &user.emails[..]), ("ann@x", &["ann@x".to_owned()][..]));
    assert_eq!(group.id, id(1));
    let kinds: Vec<_> = change.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::UserCreated, EventKind::GroupCreated]);
}

#[test]
fn group_names_are_unique_only_where_the_directory_says_so() {
    for unique_group_names in [true, false] {
        let settings = Settings { unique_group_names, ..Settings::default() };
        let change = create(settings, Kind::Group, &json!({"displayName": "Eng"})).unwrap();
        let Write::Insert(row) = &change.writes[0] else { panic!("{:?}", change.writes) };
        assert_eq!((row.name_key.as_str(), row.name_is_unique), ("eng", unique_group_names));
    }
}

#[test]
fn a_patch_that_changes_nothing_decides_nothing() {
    let same = json!([{"op": "replace", "path": "title", "value": "x"}]);
    assert_eq!(patch(&user(), same, false).unwrap(), None);
}

#[test]
fn a_patch_pins_the_version_it_was_decided_on() {
    let operations = json!([{"op": "replace", "path": "title", "value": "y"}]);
    let change = patch(&user(), operations, false).unwrap().unwrap();
    let version = Precondition::Version { kind: Kind::User, id: id(1), version: 7 };
    assert_eq!(change.preconditions, [version]);
    assert_eq!(change.events[0].kind, EventKind::UserUpdated);
    assert_eq!(told(&change), json!({"changes": [{"path": "title", "before": "x", "after": "y"}]}));
}

#[test]
fn only_a_token_without_a_binding_link_changes_by_what_a_user_is_known() {
    let provider = Provider { token: TokenId(uuid::Uuid::from_u128(3)), label: "Okta".to_owned() };
    let by = |actor: Actor, path: &str, value: Value| {
        let operations = json!([{"op": "replace", "path": path, "value": value}]);
        let change = patch_by(actor, &user(), operations, false).unwrap().unwrap();
        change.preconditions[1..].to_vec()
    };
    let token = || Actor::Token { id: provider.token, label: provider.label.clone() };
    let unbound = Precondition::Unbound { user: id(1), provider: provider.clone() };
    for (path, value) in [("userName", json!("eve")), ("emails", json!([{"value": "e@x"}]))] {
        assert_eq!(by(token(), path, value), std::slice::from_ref(&unbound), "{path}");
    }
    assert_eq!(by(token(), "userName", json!("ANN")), [], "the same name");
    assert_eq!(by(token(), "title", json!("y")), []);
    assert_eq!(by(Actor::Operator, "userName", json!("eve")), []);
}

#[test]
fn taking_active_away_never_gives_access() {
    for operation in [
        json!({"op": "replace", "path": "active", "value": false}),
        json!({"op": "replace", "path": "active"}),
        json!({"op": "remove", "path": "active"}),
        json!({"op": "Replace", "path": "active", "value": "False"}),
    ] {
        let change = patch(&user(), json!([operation]), false).unwrap().unwrap();
        let [Write::Update(row)] = &change.writes[..] else { panic!("{:?}", change.writes) };
        assert!(!row.active, "{operation}");
        assert_eq!(change.events[0].kind, EventKind::UserDeactivated, "{operation}");
    }
}

#[test]
fn a_change_of_members_alone_has_no_version_to_conflict_with() {
    let group = stored(Kind::Group, json!({"schemas": [scim::urn::GROUP], "displayName": "Eng"}));
    let operations = json!([
        {"op": "add", "path": "members", "value": [{"value": id(2).to_string()}]},
        {"op": "remove", "path": format!("members[value eq \"{}\"]", id(3))},
        {"op": "remove", "path": "members", "value": [{"value": "nobody's id"}]},
    ]);
    let change = patch(&group, operations.clone(), false).unwrap().unwrap();
    assert_eq!(change.preconditions, [Precondition::Exists { kind: Kind::Group, id: id(1) }]);
    assert!(change.writes.is_empty());
    let ops: Vec<_> = change.memberships.into_iter().map(|delta| delta.op).collect();
    assert_eq!(
        ops,
        [
            MembershipOp::add([id(2)]),
            MembershipOp::Remove(vec![id(3)]),
            MembershipOp::Remove(vec![]),
        ]
    );
    // With If-Match the client has named a version, and means it.
    let pinned = patch(&group, operations, true).unwrap().unwrap();
    assert!(matches!(pinned.preconditions[..], [Precondition::Version { version: 7, .. }]));
}

#[test]
fn a_member_whose_id_cannot_exist_is_named() {
    let body = json!({"displayName": "Eng", "members": [{"value": "nobody"}]});
    let error = create(Settings::default(), Kind::Group, &body).unwrap_err();
    assert_eq!((error.status, error.detail.contains("nobody")), (400, true));
}

#[test]
fn a_deletion_tells_what_was_deleted() {
    let (stored, before) = user();
    let info = info(Settings::default());
    let change = decide::delete(&Context { directory: &info, at: NOW, cause: &cause() }, &stored);
    assert_eq!(change.writes, [Write::Delete { kind: Kind::User, id: id(1) }]);
    assert_eq!(change.events[0].kind, EventKind::UserDeleted);
    assert_eq!(told(&change), json!({"before": before}));
}
