//! Random installations: some directories with people, groups in groups, and a past.

use std::collections::HashMap;

use directory::admin::Admin;
use directory::change::{ChangeSet, MembershipDelta, MembershipOp, NewMember, Write};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::{AdminId, DirectoryId, ResourceId, TokenId};
use directory::link::{Link, LinkState};
use directory::request_log::RequestEntry;
use directory::resource::{Kind, Row, TypeCode};
use directory::schemas::{SchemaChange, UniqueIndex};
use directory::settings::{ScimState, Settings};
use directory::store::Store;
use directory::time::Timestamp;
use directory::token::{InfraToken, Scopes, TokenHash};
use directory::types::TypeChange;
use proptest::prelude::*;
use scim::UniqueAttribute;
use scim::filter::typed::{Root, Target};
use scim::schema::{Comparison, Type};
use scim::text::{fold, user_name_key};
use serde_json::json;
use uuid::Uuid;

/// Something that happens in one of the directories. Whom it concerns is chosen among those that
/// are there.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Directory,
    User {
        name: String,
        external_id: Option<String>,
        emails: Vec<String>,
        active: bool,
    },
    Group {
        name: String,
        unique: bool,
    },
    /// What is neither user nor group.
    Badge {
        name: String,
    },
    Rename {
        whom: usize,
        name: String,
    },
    Join {
        group: usize,
        whom: usize,
        display: Option<String>,
    },
    Leave {
        group: usize,
        whom: usize,
    },
    Delete {
        whom: usize,
    },
    Learn {
        name: String,
    },
    /// From now on user names are unique in yet another way, or no longer are.
    Declare {
        unique: bool,
    },
    /// Something becomes of the resource type of badges.
    Type,
    Token {
        label: String,
        hash: [u8; 32],
        expires: Option<i64>,
    },
    Link {
        whom: usize,
        label: String,
    },
    Domain {
        name: String,
    },
    Admin {
        name: String,
    },
    Switch {
        on: bool,
    },
    Request {
        at: i64,
        problem: Option<String>,
    },
}

/// Text with what makes trouble: quotes, other scripts, what compares unlike it is written.
fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[a-cA-C'\"\\\\%äÄßΣ中 \u{1f600}]{1,6}").unwrap()
}

fn step() -> impl Strategy<Value = Step> {
    let whom = || any::<prop::sample::Index>().prop_map(|index| index.index(1 << 16));
    let maybe = || prop::option::of(text());
    let emails = prop::collection::vec(text(), 0..3);
    prop_oneof![
        1 => Just(Step::Directory),
        8 => (text(), maybe(), emails, any::<bool>()).prop_map(
            |(name, external_id, emails, active)| Step::User { name, external_id, emails, active }
        ),
        4 => (text(), any::<bool>()).prop_map(|(name, unique)| Step::Group { name, unique }),
        3 => text().prop_map(|name| Step::Badge { name }),
        2 => (whom(), text()).prop_map(|(whom, name)| Step::Rename { whom, name }),
        8 => (whom(), whom(), maybe())
            .prop_map(|(group, whom, display)| Step::Join { group, whom, display }),
        2 => (whom(), whom()).prop_map(|(group, whom)| Step::Leave { group, whom }),
        2 => whom().prop_map(|whom| Step::Delete { whom }),
        1 => text().prop_map(|name| Step::Learn { name }),
        1 => any::<bool>().prop_map(|unique| Step::Declare { unique }),
        1 => Just(Step::Type),
        1 => (text(), any::<[u8; 32]>(), prop::option::of(any::<i64>()))
            .prop_map(|(label, hash, expires)| Step::Token { label, hash, expires }),
        1 => (whom(), text()).prop_map(|(whom, label)| Step::Link { whom, label }),
        1 => text().prop_map(|name| Step::Domain { name }),
        1 => text().prop_map(|name| Step::Admin { name }),
        1 => any::<bool>().prop_map(|on| Step::Switch { on }),
        1 => (0..9_i64, maybe()).prop_map(|(at, problem)| Step::Request { at, problem }),
    ]
}

/// What happens, each in one of four directories, as far as they are there.
pub(crate) fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    prop::collection::vec((0..4_usize, step()), 0..60)
}

/// An installation in the making.
pub(crate) struct Life<'a> {
    store: &'a dyn Store,
    directories: Vec<DirectoryId>,
    present: Vec<(DirectoryId, Kind, ResourceId)>,
    clock: i64,
    /// How often something was declared, by directory.
    declared: HashMap<DirectoryId, i64>,
    /// The same of resource types.
    types: HashMap<DirectoryId, i64>,
}

impl<'a> Life<'a> {
    pub(crate) fn new(store: &'a dyn Store) -> Self {
        Self {
            store,
            directories: vec![DirectoryId(1)],
            present: Vec::new(),
            clock: 0,
            declared: HashMap::new(),
            types: HashMap::new(),
        }
    }

    /// Goes through all steps. What the store refuses, such as a name that is taken, does not
    /// happen.
    pub(crate) async fn live(&mut self, steps: Vec<(usize, Step)>) {
        for (place, step) in steps {
            let directory = self.directories[place % self.directories.len()];
            self.step(directory, step).await;
        }
    }

    /// The same life, as it goes on at another place.
    pub(crate) fn elsewhere<'b>(&self, store: &'b dyn Store) -> Life<'b> {
        let (directories, present) = (self.directories.clone(), self.present.clone());
        let (declared, types) = (self.declared.clone(), self.types.clone());
        Life { store, directories, present, clock: self.clock, declared, types }
    }

    fn now(&mut self) -> Timestamp {
        self.clock += 1_234_567_891;
        Timestamp::from_micros(1_790_000_000_000_000 + self.clock)
    }

    fn id(&mut self) -> Uuid {
        let millis = u64::try_from(self.now().as_micros() / 1_000).unwrap();
        uuid::Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid()
    }

    fn change(&mut self, directory: DirectoryId) -> ChangeSet {
        let at = self.now();
        let action = "test".to_owned();
        let cause = Cause { request_id: format!("r{at}"), actor: Actor::Operator, action };
        let declared = self.declared.get(&directory).copied().unwrap_or(0);
        let types = self.types.get(&directory).copied().unwrap_or(0);
        ChangeSet { declared, types, ..ChangeSet::new(directory, at, cause) }
    }

    async fn write(&mut self, directory: DirectoryId, write: Write, event: Option<Event>) -> bool {
        let change = self.change(directory);
        let events = event.into_iter().collect();
        self.store.commit(ChangeSet { writes: vec![write], events, ..change }).await.is_ok()
    }

    async fn join(&mut self, directory: DirectoryId, group: ResourceId, op: MembershipOp) {
        let change = self.change(directory);
        let memberships = vec![MembershipDelta { group, op }];
        // A group that would contain itself is refused.
        drop(self.store.commit(ChangeSet { memberships, ..change }).await);
    }

    /// One of the resources of a directory.
    fn pick(&self, directory: DirectoryId, kind: Option<Kind>, whom: usize) -> Option<ResourceId> {
        let fits = |(of, is, _): &&(DirectoryId, Kind, ResourceId)| {
            *of == directory && kind.is_none_or(|kind| kind == *is)
        };
        let all: Vec<_> = self.present.iter().filter(fits).collect();
        all.get(whom % all.len().max(1)).map(|(_, _, id)| *id)
    }

    async fn step(&mut self, directory: DirectoryId, step: Step) {
        match step {
            Step::Directory => {
                let name = format!("directory {}", self.directories.len());
                let at = self.now();
                self.directories.push(self.store.create_directory(&name, at).await.unwrap());
            }
            Step::User { name, external_id, emails, active } => {
                let mut row = row(Kind::User, ResourceId(self.id()), &name);
                row.external_id = external_id;
                row.active = active;
                row.emails = emails.iter().map(|email| fold(email).into_owned()).collect();
                row.emails.sort();
                row.emails.dedup();
                self.insert(directory, row).await;
            }
            Step::Group { name, unique } => {
                let mut row = row(Kind::Group, ResourceId(self.id()), &name);
                row.name_is_unique = unique;
                self.insert(directory, row).await;
            }
            Step::Badge { name } => {
                let kind = Kind::from_code(3).unwrap();
                let row = row(kind, ResourceId(self.id()), &name);
                self.insert(directory, row).await;
            }
            Step::Rename { whom, name } => {
                let Some(id) = self.pick(directory, Some(Kind::User), whom) else { return };
                let data = json!({"changes": [{"path": "userName", "after": name}]}).to_string();
                let kind = EventKind::UserUpdated;
                let event = Event { kind, subject: Some((Kind::User, id)), data };
                let update = Write::Update(row(Kind::User, id, &name));
                self.write(directory, update, Some(event)).await;
            }
            Step::Join { group, whom, display } => {
                let Some(group) = self.pick(directory, Some(Kind::Group), group) else { return };
                let Some(id) = self.pick(directory, None, whom) else { return };
                let op = MembershipOp::Add(vec![NewMember { id, display }]);
                self.join(directory, group, op).await;
            }
            Step::Leave { group, whom } => {
                let Some(group) = self.pick(directory, Some(Kind::Group), group) else { return };
                let Some(id) = self.pick(directory, None, whom) else { return };
                self.join(directory, group, MembershipOp::Remove(vec![id])).await;
            }
            Step::Delete { whom } => {
                let Some(id) = self.pick(directory, None, whom) else { return };
                let at = self.present.iter().position(|(_, _, other)| *other == id).unwrap();
                let (_, kind, _) = self.present.remove(at);
                self.write(directory, Write::Delete { kind, id }, None).await;
            }
            other => self.upkeep(directory, other).await,
        }
    }

    async fn insert(&mut self, directory: DirectoryId, row: Row) {
        let (kind, id) = (row.kind, row.id);
        let name = match kind {
            Kind::User => EventKind::UserCreated,
            Kind::Group => EventKind::GroupCreated,
            Kind::Custom(_) => EventKind::ResourceCreated,
        };
        let data = json!({"after": row.body}).to_string();
        let event = Event { kind: name, subject: Some((kind, id)), data };
        if self.write(directory, Write::Insert(row), Some(event)).await {
            self.present.push((directory, kind, id));
        }
    }

    async fn upkeep(&mut self, directory: DirectoryId, step: Step) {
        match step {
            Step::Learn { name } => {
                let attribute = json!({"name": name, "type": "string", "multiValued": false,
                    "description": "", "required": false, "mutability": "readWrite",
                    "returned": "default", "caseExact": false, "uniqueness": "none"});
                let learned = json!({"schema": "urn:x", "attribute": attribute});
                let snapshot = self.store.snapshot().await.unwrap();
                let record = snapshot.directories.iter().find(|record| record.id == directory);
                let level = record.unwrap().schema_level;
                let attributes = vec![serde_json::from_value(learned).unwrap()];
                let learn = Write::Learn { kind: Kind::User, attributes, level };
                self.write(directory, learn, None).await;
            }
            Step::Declare { unique } => {
                let level = self.declared.get(&directory).copied().unwrap_or(0);
                let target = Target {
                    root: Root::Body,
                    steps: vec!["userName".to_owned()],
                    multi: None,
                    kind: Type::String,
                    comparison: Comparison::Fold,
                };
                let attribute = UniqueAttribute { name: "userName".to_owned(), target };
                let index = UniqueIndex { kind: Kind::User, attribute };
                let unique = unique.then_some(index).into_iter().collect();
                let change = SchemaChange::Retracted("urn:x".to_owned());
                self.write(directory, Write::Declare { change, level, unique }, None).await;
                self.declared.insert(directory, level + 1);
            }
            Step::Type => {
                let level = self.types.get(&directory).copied().unwrap_or(0);
                let code = TypeCode::try_from(3).unwrap();
                let change = TypeChange::Removed { code };
                let write = Write::ChangeType { change, level, unique: Vec::new(), empty: false };
                self.write(directory, write, None).await;
                self.types.insert(directory, level + 1);
            }
            Step::Token { label, hash, expires } => {
                let token = InfraToken {
                    id: TokenId(self.id()),
                    directory,
                    label,
                    scopes: Scopes::ALL,
                    hash: TokenHash(hash),
                    created_by: "operator".to_owned(),
                    created: self.now(),
                    expires: expires.map(Timestamp::from_micros),
                    last_used: None,
                    last_address: None,
                };
                self.write(directory, Write::InsertToken(token), None).await;
            }
            Step::Link { whom, label } => {
                let Some(user) = self.pick(directory, Some(Kind::User), whom) else { return };
                let (token, at) = (TokenId(self.id()), self.now());
                let sent = json!({"userName": label}).to_string();
                let link = Link { user, token, label, state: LinkState::Linked, at, sent };
                self.write(directory, Write::Link { link, from: None }, None).await;
            }
            Step::Domain { name } => {
                self.write(directory, Write::VerifiedDomains(vec![name]), None).await;
            }
            Step::Admin { name } => {
                let admin = Admin {
                    id: AdminId(self.id()),
                    email: format!("{name}@x"),
                    password_hash: "$argon2id$".to_owned(),
                    created: self.now(),
                    last_sign_in: None,
                };
                self.store.create_admin(admin).await.unwrap();
            }
            Step::Switch { on } => {
                let scim = if on { ScimState::On } else { ScimState::Paused };
                let settings = Settings { scim, unique_group_names: on, ..Settings::default() };
                let kind = EventKind::SettingsChanged;
                let event = Event { kind, subject: None, data: "null".to_owned() };
                self.write(directory, Write::Settings(settings), Some(event)).await;
            }
            Step::Request { at, problem } => {
                let entry = RequestEntry {
                    directory,
                    at: Timestamp::from_micros(at),
                    request_id: "r".to_owned(),
                    method: "GET".to_owned(),
                    path: "/Users".to_owned(),
                    status: 404,
                    micros: 7,
                    token: "Okta".to_owned(),
                    client: String::new(),
                    problem,
                };
                self.store.log_requests(vec![entry]).await.unwrap();
            }
            other => unreachable!("{other:?} is no upkeep"),
        }
    }
}

fn row(kind: Kind, id: ResourceId, name: &str) -> Row {
    let naming = if kind == Kind::User { "userName" } else { "displayName" };
    Row {
        kind,
        id,
        name_key: match kind {
            Kind::User => user_name_key(name),
            Kind::Group | Kind::Custom(_) => fold(name).into_owned(),
        },
        name_is_unique: true,
        external_id: None,
        display: name.to_owned(),
        active: true,
        emails: Vec::new(),
        unique: None,
        body: json!({"schemas": ["urn:x"], "id": id, naming: name}).to_string(),
    }
}
