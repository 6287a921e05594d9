//! `provisor doctor`: what is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::kit::{Place, Run};

fn findings(run: &Run) -> Vec<(String, String, String)> {
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let field = |finding: &Value, name: &str| finding[name].as_str().expect(name).to_owned();
    let all = told["findings"].as_array().expect("a list");
    all.iter().map(|f| (field(f, "about"), field(f, "level"), field(f, "text"))).collect()
}

#[track_caller]
fn assert_found(run: &Run, about: &str, level: &str, text: &str) {
    let all = findings(run);
    let found = all.iter().any(|(a, l, t)| a == about && l == level && t.contains(text));
    assert!(found, "no {level} {about}: {text} in {all:#?}");
}

#[test]
fn a_healthy_installation_is_fine() {
    let place = Place::with_data();
    let create = "admin create --email ada@example.com --password-stdin";
    place.run_with_input(create, "correct horse battery").output();
    place.run("scim enable").output();
    let token = place.run("token create --label Okta").output();
    let server = place.serve("");
    assert_eq!(server.get("/scim/v2/Users", token.trim()).0, 200);
    let doctor = format!("doctor --output json --listen {}", server.address);
    // The use of the token is written down within seconds.
    let started = std::time::Instant::now();
    let run = loop {
        let run = place.run(&doctor);
        if !run.stdout.contains("never been used") || started.elapsed().as_secs() > 30 {
            break run;
        }
    };
    assert_eq!(run.code, Some(0), "{run}");
    for about in [
        "configuration",
        "data directory",
        "secret key",
        "database",
        "admins",
        "SCIM",
        "infra tokens",
        "clock",
        "server",
    ] {
        assert_found(&run, about, "fine", "");
    }
    assert_found(&run, "public URL", "warning", "not set");
    place.run("migrate --data other").output();
    let other = place.run(&format!("{doctor} --data other"));
    assert_found(&other, "server", "warning", "but one answers at");
    let text = place.run(&format!("doctor --listen {}", server.address)).output();
    assert!(text.contains("Nothing is broken; worth a look: "), "{text}");
}

#[test]
fn the_server_is_looked_for_where_it_listens() {
    let place = Place::new();
    let server = place.serve("");
    let run = place.run("doctor --output json");
    assert_found(&run, "server", "fine", &format!("http://{}/healthz answers", server.address));
    let run = place.run("doctor --output json --listen 127.0.0.1:1");
    assert_eq!(run.code, Some(1), "{run}");
    assert_found(&run, "server", "broken", "http://127.0.0.1:1");
    assert!(run.stdout.contains("--listen and --public-url name another"), "{run}");
}

#[test]
fn a_missing_directory_is_broken() {
    let place = Place::new();
    let run = place.run("doctor --output json");
    assert_eq!(run.code, Some(1));
    assert_found(&run, "data directory", "broken", "data does not exist");
    assert!(!place.path("data").exists(), "a doctor makes nothing");
}

#[test]
fn an_empty_installation_is_told_what_is_missing() {
    let place = Place::with_data();
    let run = place.run("doctor --output json");
    assert_found(&run, "database", "warning", "there is none");
    assert!(!place.path("data/provisor.db").exists(), "a doctor makes nothing");
    place.run("migrate").output();
    place.run("token create --label Okta --expires 7d").output();
    let run = place.run("doctor --output json --listen 127.0.0.1:1");
    assert_eq!(run.code, Some(0), "{run}");
    assert_found(&run, "admins", "warning", "nobody can sign in");
    assert_found(&run, "SCIM", "warning", "off for the directory `default`");
    assert_found(&run, "infra tokens", "warning", "`Okta` expires at");
    assert_found(&run, "server", "warning", "none runs on this data directory");
}

#[test]
fn open_files_are_broken() {
    let place = Place::new();
    place.run("migrate").output();
    place.run("scim enable").output();
    let open = |name: &str, mode: u32| {
        fs::set_permissions(place.path(name), fs::Permissions::from_mode(mode)).expect("chmod");
    };
    open("data/secret.key", 0o644);
    open("data", 0o777);
    let run = place.run("doctor --output json");
    assert_eq!(run.code, Some(1));
    assert_found(&run, "secret key", "broken", "other users of this machine can read");
    assert_found(&run, "data directory", "broken", "other users of this machine may write");
}

#[test]
fn a_damaged_database_is_broken() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let file = place.path("data/provisor.db");
    let mut bytes = fs::read(&file).expect("made");
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xa5);
    fs::write(&file, bytes).expect("written");
    let run = place.run("doctor --output json");
    assert_eq!(run.code, Some(1), "{run}");
    assert_found(&run, "database", "broken", "");
}

#[test]
fn a_missing_key_is_broken() {
    let place = Place::with_data();
    place.run("scim enable").output();
    fs::remove_file(place.path("data/secret.key")).expect("it was made");
    let run = place.run("doctor --output json");
    assert_eq!(run.code, Some(1));
    assert_found(&run, "secret key", "broken", "secret.key is missing");
}

#[test]
fn a_wrong_configuration_is_a_finding() {
    let place = Place::new();
    place.write("provisor.toml", "lisen = '127.0.0.1:1'\n");
    let run = place.run("doctor --output json");
    assert_eq!(run.code, Some(1));
    assert_found(&run, "configuration", "broken", "did you mean `listen`?");
}
