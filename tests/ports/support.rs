//! A throw-away store and short ways to fill it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use directory::change::{
    ChangeSet, CommitError, Committed, MembershipDelta, MembershipOp, Precondition, Write,
};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind, Row, Stored};
use directory::schemas::{SchemaChange, UniqueIndex};
use directory::store::{List, ListQuery, Page, Resources, Start};
use directory::time::Timestamp;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::sort::Order;
use scim::text::{fold, user_name_key};
use scim::{CustomType, Declaration, Definition};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::backend::{Backend, Store};

/// The directory that every store has.
pub(crate) const DEFAULT: DirectoryId = DirectoryId(1);

/// A store on a throw-away database.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) backend: Backend,
    clock: AtomicI64,
    ids: AtomicU64,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub(crate) async fn new() -> Self {
        Self::on(Backend::open(Backend::options()).await)
    }

    /// A store that ends long queries at once.
    pub(crate) async fn impatient() -> Self {
        Self::on(Backend::open(Backend::impatient()).await)
    }

    pub(crate) fn on((backend, store): (Backend, Store)) -> Self {
        let (clock, ids) = (AtomicI64::new(0), AtomicU64::new(0));
        Self { store, backend, clock, ids }
    }

    /// A moment after all earlier ones, with microseconds that clients do not see.
    pub(crate) fn now(&self) -> Timestamp {
        let tick = self.clock.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_micros(1_790_000_000_000_000 + tick * 1_000_003)
    }

    pub(crate) fn id(&self) -> ResourceId {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        ResourceId(uuid::Builder::from_unix_timestamp_millis(number, &[7; 10]).into_uuid())
    }

    pub(crate) fn change(&self, directory: DirectoryId) -> ChangeSet {
        let cause = Cause {
            request_id: "r1".to_owned(),
            actor: Actor::Operator,
            action: "test".to_owned(),
        };
        ChangeSet::new(directory, self.now(), cause)
    }

    /// Declares that badges of users are unique, or no longer are, as the step after `level`.
    pub(crate) async fn declare(
        &self,
        directory: DirectoryId,
        level: i64,
        is_unique: bool,
    ) -> Result<Committed, CommitError> {
        let attribute = json!({"name": "badge", "uniqueness": "server"});
        let json = json!({"schema": definition(Kind::User).core().id, "attributes": [attribute]});
        let declaration = Declaration::parse(&json).unwrap();
        let mut user = definition(Kind::User);
        user.declare(&declaration);
        let indexes = user.unique_attributes().into_iter();
        let indexes = indexes.map(|attribute| UniqueIndex { kind: Kind::User, attribute });
        let (change, unique) = if is_unique {
            (SchemaChange::Declared(declaration), indexes.collect())
        } else {
            (SchemaChange::Retracted(declaration.schema), Vec::new())
        };
        let writes = vec![Write::Declare { change, level, unique }];
        self.store.commit(ChangeSet { writes, ..self.change(directory) }).await
    }

    pub(crate) async fn write(&self, writes: Vec<Write>) -> Result<Committed, CommitError> {
        self.store.commit(ChangeSet { writes, ..self.change(DEFAULT) }).await
    }

    /// Inserts a user or group with these attributes and the event that tells of it.
    pub(crate) async fn insert(&self, kind: Kind, attributes: Value) -> ResourceId {
        self.insert_into(DEFAULT, kind, attributes).await
    }

    pub(crate) async fn insert_into(
        &self,
        directory: DirectoryId,
        kind: Kind,
        attributes: Value,
    ) -> ResourceId {
        let row = row(kind, self.id(), attributes);
        let id = row.id;
        let name =
            if kind == Kind::User { EventKind::UserCreated } else { EventKind::GroupCreated };
        let event =
            Event { kind: name, subject: Some((kind, id)), data: r#"{"after":{}}"#.to_owned() };
        let change = ChangeSet {
            writes: vec![Write::Insert(row)],
            events: vec![event],
            ..self.change(directory)
        };
        self.store.commit(change).await.unwrap();
        id
    }

    pub(crate) async fn user(&self, name: &str) -> ResourceId {
        self.insert(Kind::User, json!({"userName": name})).await
    }

    pub(crate) async fn group(&self, name: &str) -> ResourceId {
        self.insert(Kind::Group, json!({"displayName": name})).await
    }

    pub(crate) async fn delta(
        &self,
        group: ResourceId,
        op: MembershipOp,
    ) -> Result<Committed, CommitError> {
        let change = ChangeSet {
            preconditions: vec![Precondition::Exists { kind: Kind::Group, id: group }],
            memberships: vec![MembershipDelta { group, op }],
            ..self.change(DEFAULT)
        };
        self.store.commit(change).await
    }

    pub(crate) async fn add(&self, group: ResourceId, members: &[ResourceId]) {
        self.delta(group, MembershipOp::add(members.to_vec())).await.unwrap();
    }

    pub(crate) async fn delete(&self, kind: Kind, id: ResourceId) {
        self.write(vec![Write::Delete { kind, id }]).await.unwrap();
    }

    pub(crate) async fn get(&self, kind: Kind, id: ResourceId) -> Option<Stored> {
        self.store.get(DEFAULT, kind, id, Include::ALL).await.unwrap()
    }

    /// The display texts of a group's members, in order.
    pub(crate) async fn member_names(&self, group: ResourceId) -> Vec<String> {
        let group = self.get(Kind::Group, group).await.unwrap();
        let mut names: Vec<String> =
            group.members.unwrap().iter().map(|member| member.display.to_owned()).collect();
        names.sort();
        names
    }

    pub(crate) async fn list(&self, kind: Kind, filter: &str, offset: u64, limit: u32) -> Page {
        let list = List { kind, filter: expr(kind, filter), sort: None };
        self.store.list(query(vec![list], offset, limit)).await.unwrap()
    }

    /// The names of what a filter finds, in order.
    pub(crate) async fn found(&self, kind: Kind, filter: &str) -> Vec<String> {
        let page = self.list(kind, filter, 0, 1_000).await;
        assert_eq!(page.total, page.resources.len() as u64);
        names(&page)
    }
}

pub(crate) fn query(lists: Vec<List>, offset: u64, limit: u32) -> ListQuery {
    ListQuery {
        directory: DEFAULT,
        lists,
        order: Order::Ascending,
        start: Start::Offset(offset),
        limit,
        include: Include::NONE,
    }
}

pub(crate) fn names(page: &Page) -> Vec<String> {
    page.resources.iter().map(|stored| stored.display.clone()).collect()
}

pub(crate) fn definition(kind: Kind) -> Definition {
    match kind {
        Kind::User => Definition::user(),
        Kind::Group => Definition::group(),
        Kind::Custom(_) => Definition::custom(&badge_type()),
    }
}

/// A resource type beside users and groups, which has the number 3 in these tests.
pub(crate) fn badge_type() -> CustomType {
    let schema = "urn:example:2.0:Badge";
    CustomType::parse(&json!({
        "resourceType": {"name": "Badge", "endpoint": "/Badges", "schema": schema},
        "schemas": [{"id": schema, "attributes": [
            {"name": "number", "required": true, "uniqueness": "server"},
            {"name": "level", "type": "integer"},
        ]}],
    }))
    .unwrap()
}

/// The kind of badges.
pub(crate) fn badge() -> Kind {
    Kind::from_code(3).unwrap()
}

/// A filter as text, settled by the kind's schema; the empty text is no filter.
pub(crate) fn expr(kind: Kind, filter: &str) -> Expr {
    if filter.is_empty() {
        return Expr::Always;
    }
    definition(kind).check(&Filter::parse(filter).unwrap()).unwrap()
}

/// A row as the domain makes it of a resource's attributes.
pub(crate) fn row(kind: Kind, id: ResourceId, mut attributes: Value) -> Row {
    attributes["id"] = json!(id);
    if attributes.get("schemas").is_none() {
        attributes["schemas"] = json!([definition(kind).core().id]);
    }
    let text = |name: &str| attributes[name].as_str().map(str::to_owned);
    let name = text(match kind {
        Kind::User => "userName",
        Kind::Group => "displayName",
        Kind::Custom(_) => "number",
    });
    let name = name.unwrap();
    let mut emails: Vec<String> = attributes["emails"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|email| Some(fold(email["value"].as_str()?).into_owned()))
        .collect();
    emails.sort();
    emails.dedup();
    Row {
        kind,
        id,
        name_key: match kind {
            Kind::User => user_name_key(&name),
            Kind::Group | Kind::Custom(_) => fold(&name).into_owned(),
        },
        name_is_unique: !kind.is_custom(),
        external_id: text("externalId"),
        display: text("displayName").unwrap_or(name),
        active: attributes["active"].as_bool().unwrap_or(true),
        emails,
        unique: None,
        body: attributes.to_string(),
    }
}

/// A random-looking id that nobody has.
pub(crate) fn nobody(number: u128) -> ResourceId {
    ResourceId(Uuid::from_u128(u128::MAX - number))
}
