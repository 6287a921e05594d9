//! Directories, tokens, settings, learned attributes and admins.

use std::time::Duration;

use directory::admin::{Admin, Session};
use directory::change::{CommitError, Refusal, Write};
use directory::id::{AdminId, DirectoryId, TokenId};
use directory::resource::Kind;
use directory::settings::{ScimState, Settings};
use directory::store::{Admins, Operations, System};
use directory::time::Timestamp;
use directory::token::{InfraToken, Scopes, TokenHash};
use scim::Learned;
use serde_json::json;
use uuid::Uuid;

use super::support::{DEFAULT, TestStore};

fn token(number: u128) -> InfraToken {
    InfraToken {
        id: TokenId(Uuid::from_u128(number)),
        directory: DEFAULT,
        label: format!("token {number}"),
        scopes: Scopes::ALL,
        hash: TokenHash([7; 32]),
        created_by: "operator".to_owned(),
        created: Timestamp::from_micros(i64::try_from(number).unwrap()),
        expires: Some(Timestamp::from_micros(99)),
        last_used: None,
        last_address: None,
    }
}

#[tokio::test]
async fn the_default_directory_exists_and_others_are_made_once() {
    let store = TestStore::new().await;
    let snapshot = store.snapshot().await.unwrap();
    assert_eq!(snapshot.directories.len(), 1);
    assert_eq!(snapshot.directories[0].name, "default");
    assert_eq!(snapshot.directories[0].settings, Settings::default());
    let other = store.create_directory("other", store.now()).await.unwrap();
    assert_eq!(other, DirectoryId(2));
    assert_eq!(store.create_directory("other", store.now()).await.unwrap(), other);
    assert_eq!(store.create_directory("default", store.now()).await.unwrap(), DEFAULT);
    assert_eq!(store.snapshot().await.unwrap().directories.len(), 2);
}

#[tokio::test]
async fn tokens_come_and_go_with_the_revision() {
    let store = TestStore::new().await;
    let before = store.revision().await.unwrap();
    for number in [1, 2] {
        store.write(vec![Write::InsertToken(token(number))]).await.unwrap();
    }
    let snapshot = store.snapshot().await.unwrap();
    assert!(snapshot.revision > before);
    assert_eq!(snapshot.tokens, [token(1), token(2)]);

    let at = Timestamp::from_micros(50);
    let uses = vec![(token(2).id, at, Some("::1".to_owned())), (token(3).id, at, None)];
    store.touch_tokens(uses).await.unwrap();
    store.touch_tokens(vec![(token(2).id, Timestamp::from_micros(40), None)]).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), snapshot.revision);
    let tokens = store.tokens(DEFAULT).await.unwrap();
    assert_eq!(tokens[0].last_used, Some(at), "the newest token first, with its last use");
    assert_eq!(tokens[0].last_address.as_deref(), Some("::1"));

    store.write(vec![Write::RevokeToken(token(2).id)]).await.unwrap();
    assert!(store.revision().await.unwrap() > snapshot.revision);
    assert_eq!(store.tokens(DEFAULT).await.unwrap(), [token(1)]);
    let error = store.write(vec![Write::RevokeToken(token(2).id)]).await.unwrap_err();
    assert_eq!(error, CommitError::Refused(Refusal::Gone));
}

#[tokio::test]
async fn settings_and_learned_attributes_are_part_of_the_snapshot() {
    let store = TestStore::new().await;
    let settings =
        Settings { scim: ScimState::Paused, unique_group_names: false, ..Settings::default() };
    store.write(vec![Write::Settings(settings)]).await.unwrap();
    let learned = |kind: &str| -> Learned {
        serde_json::from_value(json!({
            "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
            "attribute": {"name": "it's \"odd\"", "type": kind, "multiValued": false,
                "description": "", "required": false, "mutability": "readWrite",
                "returned": "default"},
        }))
        .unwrap()
    };
    let learn = |kind: &str, level| Write::Learn {
        kind: Kind::User,
        attributes: vec![learned(kind)],
        level,
    };
    store.write(vec![learn("integer", 0)]).await.unwrap();
    let revision = store.revision().await.unwrap();
    store.write(vec![learn("integer", 1)]).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), revision, "nothing new was learned");
    let stale = store.write(vec![learn("decimal", 0)]).await.unwrap_err();
    assert_eq!(stale, CommitError::Refused(Refusal::VersionConflict));
    store.write(vec![learn("decimal", 1)]).await.unwrap();
    let snapshot = store.snapshot().await.unwrap();
    assert!(snapshot.revision > revision);
    assert_eq!(snapshot.directories[0].settings, settings);
    assert_eq!(
        snapshot.directories[0].learned,
        [(Kind::User, learned("integer")), (Kind::User, learned("decimal"))]
    );
    assert_eq!(snapshot.directories[0].schema_level, 2);
}

fn admin(number: u128, email: &str) -> Admin {
    Admin {
        id: AdminId(Uuid::from_u128(number)),
        email: email.to_owned(),
        password_hash: "$argon2id$x".to_owned(),
        created: Timestamp::from_micros(i64::try_from(number).unwrap()),
        last_sign_in: None,
    }
}

#[tokio::test]
async fn admins_are_unique_by_email_and_only_one_is_the_first() {
    let store = TestStore::new().await;
    assert!(store.create_first_admin(admin(1, "Ann@Example.com")).await.unwrap());
    assert!(!store.create_first_admin(admin(2, "bea@example.com")).await.unwrap());
    assert!(!store.create_admin(admin(3, "ANN@example.com")).await.unwrap());
    assert!(store.create_admin(admin(4, "bea@example.com")).await.unwrap());
    let found = store.admin_by_email(" ann@EXAMPLE.com").await.unwrap().unwrap();
    assert_eq!(found, admin(1, "Ann@Example.com"));
    let emails: Vec<_> = store.admins().await.unwrap().into_iter().map(|a| a.email).collect();
    assert_eq!(emails, ["Ann@Example.com", "bea@example.com"]);
}

#[tokio::test]
async fn sessions_end_by_time_by_sign_out_and_with_a_new_password() {
    let store = TestStore::new().await;
    store.create_admin(admin(1, "a@x")).await.unwrap();
    let now = store.now();
    let session = |number: u8| Session {
        hash: [number; 32],
        admin: admin(1, "a@x").id,
        created: now,
        expires: now.plus(Duration::from_mins(1)),
    };
    for number in [1, 2, 3] {
        store.create_session(session(number)).await.unwrap();
    }
    let (found, who) = store.session([1; 32], now).await.unwrap().unwrap();
    assert_eq!((found, who.last_sign_in), (session(1), Some(now)));
    let later = now.plus(Duration::from_mins(1));
    assert!(store.session([1; 32], later).await.unwrap().is_none());
    store.end_session([2; 32]).await.unwrap();
    assert!(store.session([2; 32], now).await.unwrap().is_none());
    assert!(store.set_admin_password(who.id, "new".to_owned()).await.unwrap());
    assert!(store.session([3; 32], now).await.unwrap().is_none());
    assert!(!store.set_admin_password(AdminId(Uuid::nil()), "new".to_owned()).await.unwrap());
    store.create_session(session(4)).await.unwrap();
    store.purge(later, later).await.unwrap();
    assert!(store.session([4; 32], now).await.unwrap().is_none());
    let nobody = Session { admin: AdminId(Uuid::nil()), ..session(5) };
    assert!(store.create_session(nobody).await.is_err());
}
