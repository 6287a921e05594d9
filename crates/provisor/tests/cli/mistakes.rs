//! Mistakes that newcomers make: each is explained, and nothing is done.

use insta::assert_snapshot;

use crate::kit::Place;

/// Mistakes in the call itself: exit code 2.
const IN_THE_CALL: [(&str, &str); 26] = [
    ("mistyped_command", "serv"),
    ("mistyped_flag", "serve --lisen 127.0.0.1:1"),
    ("port_alone", "serve --listen 8080"),
    ("port_too_large", "serve --listen 127.0.0.1:99999"),
    ("public_url_without_scheme", "serve --public-url provisor.example.com"),
    ("public_url_with_path", "serve --public-url https://example.com/scim/v2"),
    ("log_level", "serve --log inof"),
    ("flag_before_command", "--listen 127.0.0.1:1 token list"),
    ("expiry", "token create --label x --expires 1y"),
    ("scope", "token create --label x --scope everything"),
    ("scope_none", "token create --label x --scope ,"),
    ("label_missing", "token create"),
    ("label_empty", "token create --label="),
    ("secret_as_id", "token revoke prv_abc"),
    ("users_undecided", "scim disable"),
    ("users_mistyped", "scim disable --users delete"),
    ("password_without_terminal", "admin create --email ada@example.com"),
    ("nobody_to_simulate", "demo --users 0"),
    ("provider", "simulate ontra --base http://127.0.0.1:1 --token prv_x"),
    ("provider_mode", "simulate entra --mode aiw --base http://127.0.0.1:1 --token prv_x"),
    ("provider_nowhere", "simulate entra --token prv_x"),
    ("provider_base", "simulate entra --base scim.example.com --token prv_x"),
    ("load_elsewhere", "bench --base https://scim.example.com/scim/v2 --token prv_x"),
    ("load_base", "bench --base scim.example.com --token prv_x"),
    ("load_mix", "bench --base http://127.0.0.1:1 --token prv_x --mix reed"),
    ("load_duration", "bench --base http://127.0.0.1:1 --token prv_x --duration 10"),
];

/// Mistakes that only the installation shows: exit code 1.
const IN_THE_INSTALLATION: [(&str, &str); 8] = [
    ("missing_directory", "token list --data nowhere"),
    ("empty_directory", "token list --data empty"),
    ("directory_is_a_file", "token list --data file"),
    ("file_in_the_way", "serve --data file"),
    ("unknown_directory", "token create --label x --directory acme"),
    ("unknown_token", "token revoke 0192e3a1-7b5c-7d21-9f7e-0d4c1a2b3c4d"),
    ("unknown_admin", "admin reset --email nobody@example.com --password-stdin"),
    ("missing_config", "serve --config no.toml"),
];

#[test]
fn a_mistake_in_the_call_is_explained_with_exit_code_2() {
    let place = Place::with_data();
    for (name, line) in IN_THE_CALL {
        let run = place.run(line);
        assert_eq!(run.code, Some(2), "{line}: {run}");
        assert_eq!(run.stdout, "", "{line}");
        assert_snapshot!(format!("mistake_{name}"), run.stderr);
    }
}

#[test]
fn a_mistake_that_the_installation_shows_is_explained_with_exit_code_1() {
    let place = Place::new();
    place.run("migrate").output();
    std::fs::create_dir(place.path("empty")).expect("a folder");
    place.write("file", "");
    for (name, line) in IN_THE_INSTALLATION {
        let run = place.run(line);
        assert_eq!(run.code, Some(1), "{line}: {run}");
        assert_eq!(run.stdout, "", "{line}");
        assert_snapshot!(format!("mistake_{name}"), run.stderr);
    }
    assert!(!place.path("nowhere").exists(), "a typing error must not make a directory");
    assert!(!place.path("empty/provisor.db").exists(), "nor a database");
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    let place = Place::new();
    place.write(
        "provisor.toml",
        "log = \"info\"\nlisten_address = \"127.0.0.1:1\"\nlog_fromat = \"json\"\n",
    );
    let run = place.run("serve");
    assert_eq!(run.code, Some(1));
    assert_snapshot!("mistake_unknown_key", run.stderr);
}

#[test]
fn a_wrong_variable_is_told_by_name() {
    let place = Place::new();
    let run = place.finish(place.command("serve").env("PROVISOR_LISTEN", "8080"));
    assert_eq!(run.code, Some(1));
    assert_snapshot!("mistake_variable", run.stderr);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let place = Place::with_data();
    place.write("data/provisor.db", &"not a database ".repeat(100));
    place.write("data/secret.key", &"0".repeat(64));
    let run = place.run("token list");
    assert_eq!(run.code, Some(1));
    assert_snapshot!("mistake_no_database", run.stderr);
}

#[test]
fn a_lost_key_is_not_replaced_in_silence() {
    let place = Place::with_data();
    place.run("scim enable").output();
    std::fs::remove_file(place.path("data/secret.key")).expect("it was made");
    let run = place.run("serve --listen 127.0.0.1:0");
    assert_eq!(run.code, Some(1));
    assert_snapshot!("mistake_lost_key", run.stderr);
    assert!(!place.path("data/secret.key").exists());
}
