//! The secret key: which one the database was used with, and what to do when it is lost.

use insta::assert_snapshot;

use crate::kit::Place;

const USERS: &str = "/scim/v2/Users";

#[test]
fn another_key_is_refused_until_it_is_accepted() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let old = place.run("token create --label old").output();
    place.write("data/secret.key", &"0".repeat(64));
    for command in ["serve --listen 127.0.0.1:0", "token create --label new"] {
        let run = place.run(command);
        assert_eq!(run.code, Some(1), "{run}");
        assert_snapshot!("key_refused", run.stderr);
    }
    place.run("migrate --accept-key").output();
    let new = place.run("token create --label new").output();
    let server = place.serve("");
    assert_eq!(server.get(USERS, old.trim()).0, 401);
    assert_eq!(server.get(USERS, new.trim()).0, 200);
}

#[test]
fn a_key_that_is_a_setting_is_named_by_its_source() {
    let mut place = Place::with_data();
    place.run("scim enable").output();
    place.set("PROVISOR_SECRET_KEY", &"0".repeat(64));
    let run = place.run("scim status");
    assert_eq!(run.code, Some(1), "{run}");
    let source = "the secret key (set by environment PROVISOR_SECRET_KEY) is not the one";
    assert!(run.stderr.contains(source), "{run}");
    let doctor = place.run("doctor");
    assert_eq!(doctor.code, Some(1), "{doctor}");
    assert!(doctor.stdout.contains(source), "{doctor}");
}
