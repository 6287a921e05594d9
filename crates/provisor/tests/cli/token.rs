//! `provisor token`: infra tokens.

use crate::kit::Place;

#[test]
fn a_new_token_stands_alone_on_standard_output() {
    let place = Place::with_data();
    let run = place.run("token create --label Okta");
    assert!(run.stderr.contains("shown only this once"), "{}", run.stderr);
    assert!(run.stderr.contains("provisor scim enable"), "SCIM is off: {}", run.stderr);
    let token = run.output();
    assert!(token.starts_with("prv_") && token.ends_with('\n'), "{token}");
    assert_eq!(token.trim().len(), 53);
    let database = std::fs::read(place.path("data/provisor.db")).expect("made");
    let log = std::fs::read(place.path("data/provisor.db-wal")).unwrap_or_default();
    let secret = token.trim().as_bytes();
    for stored in [database, log] {
        assert!(!stored.windows(secret.len()).any(|window| window == secret), "only its hash is");
    }
}

#[test]
fn tokens_are_listed_and_revoked() {
    let place = Place::with_data();
    place.run("token create --label Okta --expires 7d").output();
    place.run("token create --label report --scope read --expires never").output();
    let listed = place.run("token list --output json").json();
    let tokens = listed.as_array().expect("a list");
    assert_eq!(tokens.len(), 2);
    let report = tokens.iter().find(|token| token["label"] == "report").expect("it is listed");
    assert_eq!(report["scopes"], serde_json::json!(["read"]));
    assert_eq!(report["expires"], serde_json::Value::Null);
    assert_eq!(report["created_by"], "operator");
    let text = place.run("token list").output();
    assert!(text.starts_with("ID "), "{text}");
    assert!(text.contains("read,write"), "{text}");

    let id = report["id"].as_str().expect("text");
    let revoked = place.run(&format!("token revoke {id}")).output();
    assert_eq!(revoked, format!("The token {id} is revoked.\n"));
    assert_eq!(place.run("token list --output json").json().as_array().map(Vec::len), Some(1));
    assert_eq!(place.run(&format!("token revoke {id}")).code, Some(1), "it is gone");
}

#[test]
fn without_tokens_the_list_says_what_to_do() {
    let place = Place::with_data();
    place.run("migrate").output();
    let run = place.run("token list");
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("provisor token create"), "{}", run.stderr);
    assert_eq!(place.run("token list --output json").json(), serde_json::json!([]));
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let program = env!("CARGO_BIN_EXE_provisor");
    let script = format!("set -o pipefail; {program} scim status | true");
    let mut bash = std::process::Command::new("bash");
    let run = place.finish(bash.args(["-c", &script]).current_dir(place.path("")));
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.stderr, "");
}
