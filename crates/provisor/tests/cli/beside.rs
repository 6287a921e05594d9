//! Commands beside a running server: it follows within a second.

use std::time::Duration;

use crate::kit::Place;

const USERS: &str = "/scim/v2/Users";

#[test]
fn a_running_server_follows_what_commands_change() {
    let place = Place::new();
    let server = place.serve("");
    assert_eq!(server.get(USERS, "prv_no").0, 401);
    let token = place.run("token create --label Okta").output();
    let token = token.trim();
    server.wait_for_status(USERS, token, 403);
    place.run("scim enable").output();
    assert!(server.wait_for_status(USERS, token, 200) < Duration::from_secs(1));
    place.run("scim pause").output();
    assert!(server.wait_for_status(USERS, token, 503) < Duration::from_secs(1));
    place.run("scim enable").output();
    server.wait_for_status(USERS, token, 200);

    let tokens = place.run("token list --output json").json();
    let id = tokens[0]["id"].as_str().expect("text");
    place.run(&format!("token revoke {id}")).output();
    assert!(server.wait_for_status(USERS, token, 401) < Duration::from_secs(1));
}

#[test]
fn the_use_of_a_token_is_written_down() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let token = place.run("token create --label Okta").output();
    let server = place.serve("");
    assert_eq!(server.get(USERS, token.trim()).0, 200);
    let (code, _) = server.stop("TERM");
    assert_eq!(code, Some(0));
    let tokens = place.run("token list --output json").json();
    assert!(tokens[0]["last_used"].is_string(), "{tokens}");
    assert_eq!(tokens[0]["last_address"], "127.0.0.1");
}
