//! `provisor admin`: the people who sign in.

use crate::kit::Place;

const CREATE: &str = "admin create --email Ada@example.com --password-stdin";

#[test]
fn admins_are_added_and_listed() {
    let place = Place::with_data();
    let run = place.run_with_input(CREATE, "correct horse battery\n");
    assert_eq!(run.output(), "Ada@example.com can sign in to the dashboard now.\n");
    let admins = place.run("admin list --output json").json();
    assert_eq!(admins[0]["email"], "Ada@example.com");
    assert_eq!(admins[0]["last_sign_in"], serde_json::Value::Null);
    let text = place.run("admin list").output();
    assert!(text.contains("Ada@example.com"), "{text}");
}

#[test]
fn an_email_belongs_to_one_admin_in_any_spelling() {
    let place = Place::with_data();
    place.run_with_input(CREATE, "correct horse battery").output();
    let again = place.run_with_input(
        "admin create --email ada@EXAMPLE.com --password-stdin",
        "correct horse battery",
    );
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("provisor admin reset --email ada@EXAMPLE.com"), "{again}");
}

#[test]
fn a_short_password_is_refused() {
    let place = Place::with_data();
    let run = place.run_with_input(CREATE, "short\n");
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("at least 12 characters"), "{run}");
    assert!(!run.stderr.contains("error: short"), "{run}");
    assert_eq!(place.run("admin list --output json").json(), serde_json::json!([]));
}

#[test]
fn a_password_is_reset() {
    let place = Place::with_data();
    place.run_with_input(CREATE, "correct horse battery").output();
    let reset = "admin reset --email ada@example.com --password-stdin";
    let run = place.run_with_input(reset, "another horse battery");
    assert_eq!(run.output(), "Ada@example.com has a new password, and is signed out everywhere.\n");
}
