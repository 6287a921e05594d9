//! `provisor migrate`: the schema.

use crate::kit::Place;

#[test]
fn a_database_is_made_once() {
    let place = Place::new();
    let made = place.run("migrate --data deep/data").output();
    assert!(made.starts_with("The database was made at schema level "), "{made}");
    assert!(place.path("deep/data/provisor.db").exists());
    let again = place.run("migrate --data deep/data").output();
    assert!(again.starts_with("The database is at schema level "), "{again}");
}

#[test]
fn a_running_server_is_not_migrated_under_its_feet() {
    let place = Place::new();
    let server = place.serve("");
    let run = place.run("migrate");
    assert_eq!(run.code, Some(1));
    assert_eq!(run.stderr, "error: a server runs on the data directory `data`; stop it first\n");
    drop(server);
}
