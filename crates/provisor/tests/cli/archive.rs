//! `provisor backup`, `restore` and `move`: what goes wrong is explained, and nothing is done.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::kit::{Place, Run};

/// A place with an installation in `data` and a backup of it.
fn backed_up() -> Place {
    let place = Place::with_data();
    place.run("scim enable").output();
    place.run("token create --label Okta").output();
    place.run("backup --to a.backup").output();
    place
}

#[track_caller]
fn refused(run: &Run, reason: &str) {
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(run.stdout, "", "{run}");
    assert!(run.stderr.contains(reason), "no {reason:?} in {run}");
}

/// The data directory `name` with the key of `data` and nothing else.
fn with_key(place: &Place, name: &str) {
    fs::create_dir(place.path(name)).expect("a folder");
    let key = fs::copy(place.path("data/secret.key"), place.path(name).join("secret.key"));
    key.expect("a key");
}

#[test]
fn a_backup_is_verified_and_closed_to_others() {
    let place = backed_up();
    let mode = fs::metadata(place.path("a.backup")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let told = place.run("backup --to b.backup");
    assert!(told.stdout.contains("infra_tokens        1 "), "{told}");
    assert!(told.stdout.contains("Verified: "), "{told}");
    assert!(told.stderr.contains("keep a copy of data/secret.key"), "{told}");
    let checked = place.run("backup --check b.backup").output();
    assert!(checked.contains("Verified: ") && checked.contains("from SQLite"), "{checked}");
    let files: Vec<_> = fs::read_dir(place.path("")).expect("a folder").collect();
    assert_eq!(files.len(), 3, "nothing else is left: {files:?}");
}

#[test]
fn what_is_there_is_not_written_over() {
    let place = backed_up();
    let before = fs::read(place.path("a.backup")).expect("a file");
    refused(&place.run("backup --to a.backup"), "`a.backup` exists already");
    assert_eq!(fs::read(place.path("a.backup")).expect("a file"), before);
    refused(&place.run("backup --to data"), "`data` is a directory");
    refused(&place.run("backup --to no/a.backup"), "there is no such directory");
    with_key(&place, "full");
    place.run("scim enable --data full").output();
    let run = place.run("restore --from a.backup --data full");
    refused(&run, "nothing was restored into `full`: it is not empty: it has a history");
    place.run("scim status --data full").output();
}

#[test]
fn a_damaged_backup_is_refused_before_anything_is_made() {
    let place = backed_up();
    let whole = fs::read(place.path("a.backup")).expect("a file");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let newer = String::from_utf8_lossy(&whole[..16]) + "21\n{}\n";
    let cases: [(&[u8], &str); 5] = [
        (&flipped, "it is damaged: what follows byte"),
        (&whole[..whole.len() - 1], "it is incomplete: it ends after"),
        (&[&whole[..], b"x"].concat(), "it is damaged"),
        (newer.as_bytes(), "it has format 21, but this version of Provisor knows only up to"),
        (b"PK\x03\x04", "it is not a backup of Provisor"),
    ];
    for (bytes, reason) in cases {
        fs::write(place.path("b.backup"), bytes).expect("written");
        refused(&place.run("backup --check b.backup"), reason);
        refused(&place.run("restore --from b.backup --data new"), reason);
        assert!(!place.path("new").exists(), "{reason}");
    }
    refused(&place.run("restore --from c.backup --data new"), "there is no such file");
}

#[test]
fn a_backup_needs_its_key() {
    let place = backed_up();
    let missing = place.run("restore --from a.backup --data new");
    refused(&missing, "the secret key is missing");
    refused(&missing, "into new/secret.key");
    assert!(!place.path("new").exists());
    fs::create_dir(place.path("new")).expect("a folder");
    place.write("new/secret.key", &"ab".repeat(32));
    let other = place.run("restore --from a.backup --data new");
    refused(&other, "made under another secret key than the one in new/secret.key");
    assert!(!place.path("new/provisor.db").exists());

    let restored = place.run("restore --from a.backup --data new --new-key");
    assert!(restored.stderr.contains("No infra token works"), "{restored}");
    restored.output();
    place.run("token list --data new").output();
    place.run("restore --from a.backup --data without --new-key").output();
    place.run("token list --data without").output();
}

#[test]
fn a_mistaken_move_does_nothing() {
    let place = backed_up();
    let usage = |line: &str, reason: &str| {
        let run = place.run(line);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.stderr.contains(reason), "{run}");
    };
    usage("move", "name the place that the installation moves from");
    usage("move --to-data data", "data cannot move to itself");
    usage("move --undo --to-data new", "--undo needs only the place");
    usage("backup", "required");
    refused(&place.run("move --undo"), "`data` was not moved: it is in use");
    refused(&place.run("move --from-data no --to-data new"), "there is no data directory `no`");
    fs::create_dir(place.path("new")).expect("a folder");
    place.write("new/secret.key", &"ab".repeat(32));
    refused(&place.run("move --to-data new"), "new/secret.key is another key");
    let run = place.run("move --to-url postgres://u:secret@127.0.0.1:1/d?sslmode=disable");
    assert_eq!(run.code, Some(1), "{run}");
    assert!(!run.stderr.contains("secret"), "{run}");
    place.run("scim status").output();
}
