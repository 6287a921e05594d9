//! Declarations, and the values that are unique by them.

use directory::change::{ChangeSet, CommitError, Refusal, Write};
use directory::resource::{Kind, Row};
use directory::schemas::{SchemaChange, UniqueValue};
use directory::store::{Resources, System};
use serde_json::json;

use super::support::{DEFAULT, TestStore, row};

/// A user with a badge, decided after so many declarations.
fn badge(store: &TestStore, name: &str, badge: &str, is_kept: bool) -> Row {
    let row = row(Kind::User, store.id(), json!({"userName": name, "badge": badge}));
    let value = badge.to_lowercase();
    let unique = UniqueValue { attribute: "badge".to_owned(), value, is_kept };
    Row { unique: Some(vec![unique]), ..row }
}

async fn commit(store: &TestStore, declared: i64, writes: Vec<Write>) -> Result<(), Refusal> {
    let change = ChangeSet { declared, writes, ..store.change(DEFAULT) };
    match store.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(CommitError::Refused(refusal)) => Err(refusal),
        Err(CommitError::Store(error)) => panic!("{error}"),
    }
}

fn taken() -> Result<(), Refusal> {
    Err(Refusal::ValueTaken { kind: Kind::User, attribute: "badge".to_owned() })
}

#[tokio::test]
async fn what_was_decided_before_a_declaration_is_decided_again() {
    let store = TestStore::new().await;
    let revision = store.revision().await.unwrap();
    store.declare(DEFAULT, 0, true).await.unwrap();
    assert!(store.revision().await.unwrap() > revision);
    let conflict = CommitError::Refused(Refusal::VersionConflict);
    assert_eq!(store.declare(DEFAULT, 0, false).await, Err(conflict));
    let row = badge(&store, "ann", "B1", false);
    let stale = commit(&store, 0, vec![Write::Insert(row.clone())]).await;
    assert_eq!(stale, Err(Refusal::VersionConflict));
    assert_eq!(commit(&store, 1, vec![Write::Insert(row.clone())]).await, Ok(()));
    assert_eq!(commit(&store, 0, vec![Write::Update(row.clone())]).await, stale);
    let delete = Write::Delete { kind: Kind::User, id: row.id };
    assert_eq!(commit(&store, 0, vec![delete]).await, Ok(()), "what goes needs no rules");
    store.declare(DEFAULT, 1, false).await.unwrap();
    let snapshot = store.snapshot().await.unwrap();
    let record = &snapshot.directories[0];
    assert_eq!(record.declared_level, 2);
    assert!(matches!(
        &record.declared[..],
        [SchemaChange::Declared(_), SchemaChange::Retracted(_)]
    ));
}

#[tokio::test]
async fn a_value_belongs_to_one() {
    let store = TestStore::new().await;
    let insert = |name: &str, text: &str| vec![Write::Insert(badge(&store, name, text, false))];
    let ann = row(Kind::User, store.id(), json!({"userName": "ann", "badge": "B1"}));
    commit(&store, 0, vec![Write::Insert(ann.clone())]).await.unwrap();
    let ben = row(Kind::User, store.id(), json!({"userName": "ben", "badge": "b1"}));
    commit(&store, 0, vec![Write::Insert(ben.clone())]).await.unwrap();
    store.declare(DEFAULT, 0, true).await.unwrap();
    assert_eq!(commit(&store, 1, insert("cleo", "B1")).await, taken(), "it was there before");
    assert_eq!(commit(&store, 1, insert("cleo", "B2")).await, Ok(()));
    assert_eq!(commit(&store, 1, insert("dora", "b2")).await, taken());
    let of = |row: &Row, name: &str, text: &str, is_kept| {
        let new = badge(&store, name, text, is_kept);
        vec![Write::Update(Row { id: row.id, ..new })]
    };
    assert_eq!(commit(&store, 1, of(&ben, "ben", "b1", true)).await, Ok(()), "who shares it may");
    assert_eq!(commit(&store, 1, of(&ben, "ben", "b2", false)).await, taken());
    assert_eq!(commit(&store, 1, of(&ann, "ann", "B3", false)).await, Ok(()));
    assert_eq!(commit(&store, 1, insert("dora", "B1")).await, Ok(()), "ann has given it up");
    commit(&store, 1, vec![Write::Delete { kind: Kind::User, id: ann.id }]).await.unwrap();
    assert_eq!(commit(&store, 1, insert("eve", "b3")).await, Ok(()));
    let two = [insert("finn", "B9"), insert("gil", "B9")].concat();
    assert_eq!(commit(&store, 1, two).await, taken(), "within one change set too");
    store.declare(DEFAULT, 1, false).await.unwrap();
    let free = row(Kind::User, store.id(), json!({"userName": "hal", "badge": "B9"}));
    assert_eq!(commit(&store, 2, vec![Write::Insert(free)]).await, Ok(()));
}

#[tokio::test]
async fn who_comes_back_keeps_to_what_was_declared_meanwhile() {
    let store = TestStore::new().await;
    let ann = badge(&store, "ann", "B1", false);
    let before = Row { unique: None, ..ann.clone() };
    commit(&store, 0, vec![Write::Insert(before)]).await.unwrap();
    commit(&store, 0, vec![Write::Delete { kind: Kind::User, id: ann.id }]).await.unwrap();
    store.declare(DEFAULT, 0, true).await.unwrap();
    let restore = || vec![Write::Restore(ann.clone())];
    assert_eq!(commit(&store, 0, restore()).await, Err(Refusal::VersionConflict));
    let ben = badge(&store, "ben", "b1", false);
    commit(&store, 1, vec![Write::Insert(ben.clone())]).await.unwrap();
    assert_eq!(commit(&store, 1, restore()).await, taken());
    commit(&store, 1, vec![Write::Delete { kind: Kind::User, id: ben.id }]).await.unwrap();
    assert_eq!(commit(&store, 1, restore()).await, Ok(()));
    let cleo = vec![Write::Insert(badge(&store, "cleo", "B1", false))];
    assert_eq!(commit(&store, 1, cleo).await, taken(), "who came back has it");
}
