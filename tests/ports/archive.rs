//! Whole installations, out of one store and into another.

use directory::admin::{Admin, Session};
use directory::archive::{
    ArchiveError, Chunk, FromStore, Sink, Source, Standing, Summary, Table, summarize, transfer,
};
use directory::change::{ChangeSet, MembershipDelta, MembershipOp, NewMember, Write};
use directory::event::HistoryQuery;
use directory::id::{AdminId, TokenId};
use directory::link::{Link, LinkState};
use directory::request_log::RequestEntry;
use directory::resource::Kind;
use directory::store::{Admins, Archive, Operations, Resources, StoreError, System};
use directory::time::Timestamp;
use directory::token::{InfraToken, Scopes, TokenHash};
use directory::types::TypeChange;
use serde_json::json;
use uuid::Uuid;

use super::support::{DEFAULT, TestStore, badge, badge_type, row};

/// Chunks that were taken out before, all of them or the first ones.
struct Given {
    chunks: Vec<Chunk>,
    fails: bool,
}

#[async_trait::async_trait]
impl Source for Given {
    async fn pour(&mut self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        for chunk in &self.chunks {
            sink.put(chunk.clone()).await?;
        }
        let error = StoreError::Unavailable("the source is gone".to_owned());
        if self.fails { Err(error.into()) } else { Ok(()) }
    }
}

/// Takes all chunks.
#[derive(Default)]
struct Taken(Vec<Chunk>);

#[async_trait::async_trait]
impl Sink for Taken {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        self.0.push(chunk);
        Ok(())
    }
}

async fn chunks(store: &TestStore) -> Vec<Chunk> {
    let mut taken = Taken::default();
    store.export(&mut taken).await.unwrap();
    taken.0
}

async fn summary(store: &TestStore) -> Summary {
    summarize(&mut FromStore(&store.store), None, &mut |_| {}).await.unwrap()
}

async fn copy(from: &TestStore, to: &TestStore) -> Result<Summary, ArchiveError> {
    transfer(&mut FromStore(&from.store), &to.store, &mut |_| {}, &mut |_| {}).await
}

/// A store with something in every table.
async fn rich() -> TestStore {
    let store = TestStore::new().await;
    let emails = json!([{"value": "Ann@Example.com"}, {"value": "ann@home.example"}]);
    let ann = json!({"userName": "Ann", "externalId": "7", "emails": emails});
    let ann = store.insert(Kind::User, ann).await;
    let bob = store.insert(Kind::User, json!({"userName": "Bob", "active": false})).await;
    let staff = store.group("Staff").await;
    let all = store.group("All").await;
    let given = NewMember { id: ann, display: Some("Queen Ann".to_owned()) };
    store.delta(staff, MembershipOp::Add(vec![given, bob.into()])).await.unwrap();
    store.add(all, &[staff, bob]).await;
    let gone = store.user("Gone").await;
    store.add(staff, &[gone]).await;
    store.delete(Kind::User, gone).await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    store.insert_into(other, Kind::User, json!({"userName": "Ann", "badge": "B1"})).await;
    store.declare(other, 0, true).await.unwrap();
    store.create_directory("unused", store.now()).await.unwrap();
    let Kind::Custom(code) = badge() else { panic!("a custom kind") };
    let change = TypeChange::Loaded { code, described: badge_type() };
    let load = Write::ChangeType { change, level: 0, unique: Vec::new(), empty: false };
    store.write(vec![load]).await.unwrap();
    for number in ["1", "2"] {
        let row = row(badge(), store.id(), json!({"number": number}));
        let id = row.id;
        let writes = vec![Write::Insert(row)];
        let change = ChangeSet { types: 1, writes, ..store.change(DEFAULT) };
        store.store.commit(change).await.unwrap();
        if number == "1" {
            store.delete(badge(), id).await;
        }
    }

    let token = InfraToken {
        id: TokenId(Uuid::from_u128(5)),
        directory: other,
        label: "Okta".to_owned(),
        scopes: Scopes::ALL,
        hash: TokenHash([9; 32]),
        created_by: "operator".to_owned(),
        created: store.now(),
        expires: Some(store.now()),
        last_used: None,
        last_address: None,
    };
    store.write(vec![Write::InsertToken(token)]).await.unwrap();
    let link = Link {
        user: ann,
        token: TokenId(Uuid::from_u128(5)),
        label: "Entra".to_owned(),
        state: LinkState::Linked,
        at: store.now(),
        sent: json!({"userName": "Zoë"}).to_string(),
    };
    let domains = vec!["example.com".to_owned(), "example.org".to_owned()];
    store
        .write(vec![Write::Link { link, from: None }, Write::VerifiedDomains(domains)])
        .await
        .unwrap();
    let attribute = json!({"schema": "urn:x", "attribute": {"name": "a", "type": "string",
        "multiValued": false, "description": "", "required": false, "mutability": "readWrite",
        "returned": "default", "caseExact": false, "uniqueness": "none"}});
    let attributes = vec![serde_json::from_value(attribute).unwrap()];
    store.write(vec![Write::Learn { kind: Kind::User, attributes, level: 0 }]).await.unwrap();
    let admin = AdminId(Uuid::from_u128(3));
    store
        .create_admin(Admin {
            id: admin,
            email: "Ada@Example.com".to_owned(),
            password_hash: "$argon2id$".to_owned(),
            created: store.now(),
            last_sign_in: None,
        })
        .await
        .unwrap();
    let session = Session { hash: [1; 32], admin, created: store.now(), expires: store.now() };
    store.create_session(session).await.unwrap();
    // In another order than that of their times.
    let requests = [(DEFAULT, 3), (DEFAULT, 1), (other, 2)].map(|(directory, at)| RequestEntry {
        directory,
        at: Timestamp::from_micros(at),
        request_id: format!("r{at}"),
        method: "GET".to_owned(),
        path: "/Users".to_owned(),
        status: 404,
        micros: 5,
        token: "Okta".to_owned(),
        client: String::new(),
        problem: (at == 1).then(|| "not found".to_owned()),
    });
    store.log_requests(requests.into()).await.unwrap();
    store.confirm_key([4; 32]).await.unwrap();
    store
}

#[tokio::test]
async fn a_copy_is_the_same_and_goes_on_where_the_first_was() {
    let (first, second) = (rich().await, TestStore::new().await);
    let written = copy(&first, &second).await.unwrap();
    assert!(written.tables.iter().all(|table| table.records > 0), "{written:?}");
    assert_eq!(written, summary(&first).await);
    assert_eq!(written, summary(&second).await);

    assert_eq!(second.standing().await, Ok(Standing::Importing));
    second.set_standing(Standing::InUse).await.unwrap();
    assert_eq!(second.snapshot().await, first.snapshot().await);
    assert_eq!(second.admins().await, first.admins().await);
    assert_eq!(second.confirm_key([4; 32]).await, Ok(true));
    for filter in ["", "emails eq \"ann@example.com\"", "active eq false", "userName eq \"ann\""] {
        let found = first.list(Kind::User, filter, 0, 10).await;
        assert_eq!(second.list(Kind::User, filter, 0, 10).await, found, "{filter}");
    }
    for kind in [Kind::Group, badge()] {
        assert_eq!(second.list(kind, "", 0, 10).await, first.list(kind, "", 0, 10).await);
    }
    // Sessions stay behind.
    assert_eq!(second.session([1; 32], Timestamp::from_micros(0)).await, Ok(None));

    for store in [&first, &second] {
        let group = store.list(Kind::Group, "displayName eq \"staff\"", 0, 1).await.resources;
        let row = super::support::row(
            Kind::User,
            super::support::nobody(1),
            json!({"userName": "New", "displayName": "New"}),
        );
        let op = MembershipOp::add([row.id]);
        let change = ChangeSet {
            writes: vec![Write::Insert(row)],
            memberships: vec![MembershipDelta { group: group[0].id, op }],
            at: Timestamp::from_micros(1_800_000_000_000_000),
            ..store.change(DEFAULT)
        };
        store.commit(change).await.unwrap();
    }
    assert_eq!(summary(&second).await, summary(&first).await);
    let query = HistoryQuery { directory: DEFAULT, subject: None, before: None, limit: 50 };
    assert_eq!(second.history(query).await, first.history(query).await);
}

#[tokio::test]
async fn only_an_empty_store_is_filled() {
    let (first, second) = (rich().await, TestStore::new().await);
    second.user("somebody").await;
    let before = summary(&second).await;
    let error = copy(&first, &second).await.unwrap_err();
    assert_eq!(error.to_string(), "it is not empty: it has a history, users or groups");
    assert_eq!(summary(&second).await, before);
    assert_eq!(second.standing().await, Ok(Standing::InUse));

    let moved = Standing::Moving { to: "there".to_owned() };
    second.set_standing(moved.clone()).await.unwrap();
    assert!(matches!(copy(&first, &second).await, Err(ArchiveError::InUse(_))));
    assert_eq!(second.standing().await, Ok(moved));
    assert!(second.clear().await.is_err(), "what is there was not left by an import");
    assert_eq!(summary(&second).await, before);
}

#[tokio::test]
async fn a_source_that_fails_leaves_an_empty_store() {
    let (first, second) = (rich().await, TestStore::new().await);
    let empty = summary(&second).await;
    let all = chunks(&first).await;
    for length in 0..all.len() {
        let mut source = Given { chunks: all[..length].to_vec(), fails: true };
        let error = transfer(&mut source, &second.store, &mut |_| {}, &mut |_| {}).await;
        let expected = StoreError::Unavailable("the source is gone".to_owned());
        assert_eq!(error.unwrap_err(), expected.into());
        assert_eq!(second.standing().await, Ok(Standing::InUse));
        assert_eq!(empty.difference(&summary(&second).await), Some(Table::Installation));
    }
    copy(&first, &second).await.unwrap();
    assert_eq!(summary(&second).await, summary(&first).await);
}

#[tokio::test]
async fn what_an_abandoned_import_left_keeps_everybody_out_until_the_next() {
    let (first, second) = (rich().await, TestStore::new().await);
    let all = chunks(&first).await;
    let mut import = second.import().await.unwrap();
    for chunk in &all[..all.len() - 1] {
        import.put(chunk.clone()).await.unwrap();
    }
    import.finish().await.unwrap();
    assert_eq!(second.standing().await, Ok(Standing::Importing));
    copy(&first, &second).await.unwrap();
    assert_eq!(summary(&second).await, summary(&first).await);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let (first, second) = (rich().await, TestStore::new().await);
    let all = chunks(&first).await;
    let wrong = |chunks: Vec<Chunk>| Given { chunks, fails: false };
    let mut twice = all.clone();
    twice.push(all[all.len() - 1].clone());
    let mut turned = all.clone();
    turned.reverse();
    let mut cut = all.clone();
    cut[5].bytes.pop();
    for chunks in [twice, turned, cut] {
        let mut source = wrong(chunks);
        transfer(&mut source, &second.store, &mut |_| {}, &mut |_| {}).await.unwrap_err();
        assert_eq!(second.standing().await, Ok(Standing::InUse));
    }
}
