//! Links between infra tokens and users, and the domains by which they may be made.

use directory::change::{ChangeSet, CommitError, Committed, Precondition, Refusal, Write};
use directory::event::{Actor, Cause, Event, EventKind};
use directory::id::{ResourceId, TokenId};
use directory::link::{Link, LinkState, Provider};
use directory::resource::Kind;
use directory::store::{Links, Operations, Resources, System};
use directory::time::Timestamp;
use directory::token::{InfraToken, Scopes, TokenHash};
use serde_json::json;
use uuid::Uuid;

use super::support::{DEFAULT, TestStore, nobody, row};

fn token(number: u128) -> TokenId {
    TokenId(Uuid::from_u128(number))
}

fn link(store: &TestStore, user: ResourceId, number: u128, state: LinkState) -> Link {
    Link {
        user,
        token: token(number),
        label: "Entra".to_owned(),
        state,
        at: store.now(),
        sent: json!({"userName": "Zoë"}).to_string(),
    }
}

async fn add_token(store: &TestStore, number: u128) {
    let token = InfraToken {
        id: token(number),
        directory: DEFAULT,
        label: "Entra".to_owned(),
        scopes: Scopes::ALL,
        hash: TokenHash([u8::try_from(number).unwrap(); 32]),
        created_by: "operator".to_owned(),
        created: store.now(),
        expires: None,
        last_used: None,
        last_address: None,
    };
    store.write(vec![Write::InsertToken(token)]).await.unwrap();
}

async fn write(
    store: &TestStore,
    link: &Link,
    from: Option<LinkState>,
) -> Result<Committed, CommitError> {
    store.write(vec![Write::Link { link: link.clone(), from }]).await
}

#[tokio::test]
async fn a_link_goes_on_from_where_it_was() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let asked = link(&store, ann, 1, LinkState::Asked);
    let late = write(&store, &asked, Some(LinkState::Linked)).await;
    assert_eq!(late, Err(Refusal::VersionConflict.into()));
    write(&store, &asked, None).await.unwrap();
    assert_eq!(store.link(DEFAULT, ann, token(1)).await, Ok(Some(asked.clone())));
    assert_eq!(store.link(DEFAULT, ann, token(2)).await, Ok(None));
    let twice = write(&store, &asked, None).await;
    assert_eq!(twice, Err(Refusal::VersionConflict.into()));
    let approved = link(&store, ann, 1, LinkState::Approved);
    write(&store, &approved, Some(LinkState::Asked)).await.unwrap();
    assert_eq!(store.link(DEFAULT, ann, token(1)).await, Ok(Some(approved)));
    let other = store.create_directory("other", store.now()).await.unwrap();
    assert_eq!(store.link(other, ann, token(1)).await, Ok(None));
}

#[tokio::test]
async fn open_links_are_those_that_wait_and_those_that_are_made_without_a_word() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("ann").await, store.user("bea").await);
    for (user, number, state) in [
        (ann, 1, LinkState::Linked),
        (ann, 2, LinkState::Asked),
        (ann, 3, LinkState::Refused),
        (ann, 4, LinkState::Approved),
        (ann, 5, LinkState::Confirmed),
        (bea, 6, LinkState::Asked),
    ] {
        add_token(&store, number).await;
        write(&store, &link(&store, user, number, state), None).await.unwrap();
    }
    let open = async |limit| {
        let open = store.open_links(DEFAULT, limit).await.unwrap();
        open.into_iter().map(|link| link.token).collect::<Vec<_>>()
    };
    assert_eq!(open(10).await, [token(2), token(6), token(1)]);
    assert_eq!(open(2).await, [token(2), token(6)]);
    let decided = async |before, limit| {
        let decided = store.decided_links(DEFAULT, before, limit).await.unwrap();
        decided.into_iter().map(|link| (link.token, link.at)).collect::<Vec<_>>()
    };
    let all = decided(None, 10).await;
    let tokens: Vec<TokenId> = all.iter().map(|(token, _)| *token).collect();
    assert_eq!(tokens, [token(5), token(4), token(3)], "the newest first");
    assert_eq!(decided(None, 2).await, all[..2]);
    assert_eq!(decided(Some(all[1].1), 10).await, all[2..]);
    let of_ann = store.links_of(DEFAULT, ann).await.unwrap();
    let of_ann: Vec<TokenId> = of_ann.iter().map(|link| link.token).collect();
    assert_eq!(of_ann, [1, 2, 3, 4, 5].map(token));

    store.write(vec![Write::RevokeToken(token(2))]).await.unwrap();
    assert_eq!(open(10).await, [token(2), token(6), token(1)], "others have its label");
    store.delete(Kind::User, bea).await;
    assert_eq!(open(10).await, [token(2), token(1)]);
    for number in [1, 3, 4, 5, 6] {
        store.write(vec![Write::RevokeToken(token(number))]).await.unwrap();
    }
    assert_eq!((open(10).await, decided(None, 10).await), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn a_link_without_an_admins_word_binds_its_provider() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("ann").await, store.user("bea").await);
    let find = async |user, number, label: &str| {
        let provider = Provider { token: token(number), label: label.to_owned() };
        let preconditions = vec![Precondition::Unbound { user, provider }];
        let writes = vec![Write::VerifiedDomains(Vec::new())];
        store.commit(ChangeSet { preconditions, writes, ..store.change(DEFAULT) }).await.map(|_| ())
    };
    let mut from = None;
    for state in [
        LinkState::Asked,
        LinkState::Linked,
        LinkState::Refused,
        LinkState::Approved,
        LinkState::Confirmed,
    ] {
        write(&store, &link(&store, ann, 1, state), from).await.unwrap();
        from = Some(state);
        let expected = match state {
            LinkState::Linked | LinkState::Refused => Err(Refusal::Bound.into()),
            _ => Ok(()),
        };
        assert_eq!(find(ann, 1, "renamed").await, expected, "{state:?}");
        assert_eq!(find(ann, 2, "Entra").await, expected, "{state:?}");
        assert_eq!(find(ann, 2, "Okta").await, Ok(()), "{state:?}");
        assert_eq!(find(bea, 1, "Entra").await, Ok(()), "{state:?}");
    }
}

#[tokio::test]
async fn who_created_a_user_is_known_and_who_brought_them_back() {
    let store = TestStore::new().await;
    let actor = |number| Actor::Token { id: token(number), label: "x".to_owned() };
    let commit = async |number, write, kind, id| {
        let change = store.change(DEFAULT);
        let cause = Cause { actor: actor(number), ..change.cause.clone() };
        let events = vec![Event { kind, subject: Some((Kind::User, id)), data: "{}".to_owned() }];
        store.commit(ChangeSet { cause, writes: vec![write], events, ..change }).await.unwrap();
    };
    let row = row(Kind::User, store.id(), json!({"userName": "ann"}));
    let id = row.id;
    assert_eq!(store.creator(DEFAULT, id).await, Ok(None));
    commit(1, Write::Insert(row.clone()), EventKind::UserCreated, id).await;
    commit(2, Write::Update(row.clone()), EventKind::UserUpdated, id).await;
    assert_eq!(store.creator(DEFAULT, id).await, Ok(Some(actor(1))));
    commit(3, Write::Delete { kind: Kind::User, id }, EventKind::UserDeleted, id).await;
    commit(4, Write::Restore(row), EventKind::UserRestored, id).await;
    assert_eq!(store.creator(DEFAULT, id).await, Ok(Some(actor(4))));
    assert_eq!(store.creator(DEFAULT, nobody(1)).await, Ok(None));
}

#[tokio::test]
async fn domains_are_replaced_as_a_whole() {
    let store = TestStore::new().await;
    let other = store.create_directory("other", store.now()).await.unwrap();
    for domains in [&["b.example", "a.example"][..], &["c.example"], &[]] {
        let domains: Vec<String> = domains.iter().map(|domain| (*domain).to_owned()).collect();
        store.write(vec![Write::VerifiedDomains(domains.clone())]).await.unwrap();
        let mut expected = domains;
        expected.sort();
        assert_eq!(store.verified_domains(DEFAULT).await, Ok(expected));
        assert_eq!(store.verified_domains(other).await, Ok(Vec::new()));
    }
}

#[tokio::test]
async fn links_to_nobody_are_forgotten_with_the_tombstone() {
    let store = TestStore::new().await;
    let (ann, bea) = (store.user("ann").await, store.user("bea").await);
    for user in [ann, bea] {
        write(&store, &link(&store, user, 1, LinkState::Linked), None).await.unwrap();
    }
    store.delete(Kind::User, ann).await;
    let early = store.now();
    store.purge(early, Timestamp::from_micros(0)).await.unwrap();
    assert!(store.link(DEFAULT, ann, token(1)).await.unwrap().is_some(), "ann may come back");
    store.purge(store.now(), store.now()).await.unwrap();
    assert_eq!(store.link(DEFAULT, ann, token(1)).await, Ok(None));
    assert!(store.link(DEFAULT, bea, token(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn links_that_wait_are_forgotten_when_their_time_has_come() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let states = [
        LinkState::Asked,
        LinkState::Refused,
        LinkState::Approved,
        LinkState::Linked,
        LinkState::Confirmed,
    ];
    let old: Vec<Link> =
        (1..).zip(states).map(|(number, state)| link(&store, ann, number, state)).collect();
    let between = store.now();
    let new = link(&store, ann, 9, LinkState::Asked);
    for link in old.iter().chain([&new]) {
        write(&store, link, None).await.unwrap();
    }
    store.purge(store.now(), between).await.unwrap();
    for link in old.iter().chain([&new]) {
        let is_kept = link == &new || !LinkState::WAITING.contains(&link.state);
        let found = store.link(DEFAULT, ann, link.token).await.unwrap();
        assert_eq!(found.is_some(), is_kept, "{:?}", link.state);
    }
}

#[tokio::test]
async fn more_links_are_forgotten_than_one_portion_has() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let asked = (0..2_500).map(|number| link(&store, ann, number, LinkState::Asked));
    let writes = asked.map(|link| Write::Link { link, from: None }).collect();
    store.write(writes).await.unwrap();
    store.purge(store.now(), store.now()).await.unwrap();
    for number in [0, 1_234, 2_499] {
        assert_eq!(store.link(DEFAULT, ann, token(number)).await, Ok(None));
    }
}
