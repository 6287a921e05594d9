//! Data directories, good and bad.

use std::fs;

use directory::resource::Kind;
use directory::store::Operations;
use store_sqlite::{FILE_NAME, OpenError, Options, SqliteStore, check};

use crate::ports::support::{DEFAULT, TestStore};

fn open(directory: &std::path::Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(directory, Options::default())
}

#[test]
fn bad_data_directories_are_told_apart() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("missing");
    assert!(matches!(open(&missing), Err(OpenError::NoDirectory(_))));
    let file = data.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(open(&file), Err(OpenError::NotADirectory(_))));

    fs::write(data.path().join(FILE_NAME), "this is not a database, but long enough ".repeat(99))
        .unwrap();
    assert!(matches!(open(data.path()), Err(OpenError::NotADatabase(_))));
    fs::remove_file(data.path().join(FILE_NAME)).unwrap();
    rusqlite::Connection::open(data.path().join(FILE_NAME))
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x)")
        .unwrap();
    assert!(matches!(open(data.path()), Err(OpenError::Foreign(_))));
    assert!(matches!(check(data.path()), Err(OpenError::Foreign(_))));
    assert!(matches!(check(&missing), Err(OpenError::NoDirectory(_))));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(check(empty.path()), Err(OpenError::NoDatabase(_))));
}

#[test]
fn a_schema_of_another_program_version_is_refused_and_not_touched() {
    let data = tempfile::tempdir().unwrap();
    SqliteStore::migrate(data.path()).unwrap();
    SqliteStore::migrate(data.path()).unwrap();
    let raw = rusqlite::Connection::open(data.path().join(FILE_NAME)).unwrap();
    raw.execute_batch("INSERT INTO schema_steps VALUES (9, 'future', 'x', 9)").unwrap();
    let error = open(data.path()).unwrap_err();
    assert!(error.to_string().contains("schema level 9"), "{error}");
    let report = check(data.path()).unwrap();
    assert_eq!((report.schema_level, report.known_level), (9, 8));
    assert!(report.problems[0].contains("newer version"), "{:?}", report.problems);

    raw.execute_batch(
        "DELETE FROM schema_steps WHERE level = 9; UPDATE schema_steps SET checksum = 'y'",
    )
    .unwrap();
    let error = open(data.path()).unwrap_err();
    assert!(error.to_string().contains("another form"), "{error}");
}

#[test]
fn a_sound_database_has_no_problems() {
    let data = tempfile::tempdir().unwrap();
    SqliteStore::migrate(data.path()).unwrap();
    assert_eq!(check(data.path()).unwrap().problems, [""; 0]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = data.path().join(FILE_NAME);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(check(data.path()).unwrap().problems[0].contains("chmod 600"));
    }
}

#[tokio::test]
async fn a_copy_taken_while_running_opens_with_everything_that_was_answered() {
    let store = TestStore::new().await;
    for number in 0..50 {
        store.user(&format!("u{number}")).await;
    }
    let copy = tempfile::tempdir().unwrap();
    for name in [FILE_NAME.to_owned(), format!("{FILE_NAME}-wal")] {
        fs::copy(store.backend.data.path().join(&name), copy.path().join(&name)).unwrap();
    }
    assert!(fs::metadata(copy.path().join(format!("{FILE_NAME}-wal"))).unwrap().len() > 0);
    let reopened = open(copy.path()).unwrap();
    let counts = Operations::counts(&reopened, DEFAULT).await;
    assert_eq!(counts.unwrap().users, 50);
    drop(reopened);
    assert_eq!(check(copy.path()).unwrap().problems, [""; 0]);
}

#[tokio::test]
async fn closing_empties_the_log() {
    let store = TestStore::new().await;
    let ann = store.user("ann").await;
    let log = store.backend.data.path().join(format!("{FILE_NAME}-wal"));
    assert!(fs::metadata(&log).unwrap().len() > 0);
    store.close();
    assert_eq!(fs::metadata(&log).map_or(0, |log| log.len()), 0);
    let again = open(store.backend.data.path()).unwrap();
    let include = directory::resource::Include::ALL;
    let get = directory::store::Resources::get(&again, DEFAULT, Kind::User, ann, include);
    assert!(get.await.unwrap().is_some());
}

#[tokio::test]
async fn health_tells_the_level_and_the_size() {
    let store = TestStore::new().await;
    let health = store.health().await.unwrap();
    assert!(health.engine.starts_with("SQLite 3."), "{}", health.engine);
    assert!(health.location.ends_with("provisor.db"));
    assert_eq!(health.schema_level, 8);
    assert!(health.bytes.unwrap() > 8_192);
    assert_eq!(health.problems, [""; 0]);
    store.close();
    let health = store.health().await.unwrap();
    assert!(health.problems[0].contains("closed"), "{:?}", health.problems);
}
