//! Which source wins, and what is told of mistakes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::*;

const KEY: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, OsString)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect()
}

fn with_file(text: &str) -> (tempfile::TempDir, Flags) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("provisor.toml");
    fs::write(&path, text).expect("written");
    (folder, Flags { config: Some(path), ..Flags::default() })
}

fn problems(folder: &Path, outcome: Result<Config, Vec<Problem>>) -> Vec<String> {
    let folder = format!("{}/", folder.display());
    let found = outcome.expect_err("something is wrong");
    found.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
}

#[test]
fn without_any_source_the_defaults_hold() {
    let config = Config::combine(Flags::default(), Vec::new()).expect("right");
    assert_eq!(config.listen.value, DEFAULT_LISTEN);
    assert_eq!(config.data.value, Path::new("data"));
    assert_eq!(config.listen.origin, Origin::Default);
    assert_eq!(config.public_url_for(([0, 0, 0, 0], 7644).into()), "http://127.0.0.1:7644");
}

#[test]
fn the_limits_by_default_are_those_of_the_web_layer() {
    let config = Config::combine(Flags::default(), Vec::new()).expect("right");
    assert_eq!(crate::server::limits(&config), web::Limits::default());
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let (folder, flags) = with_file("listen = '127.0.0.1:1'\nlog = 'warn'\nlog_format = 'json'\n");
    let path = folder.path().join("provisor.toml");
    let flags = Flags { listen: Some(([127, 0, 0, 1], 3).into()), ..flags };
    let environment = variables(&[("PROVISOR_LISTEN", "127.0.0.1:2"), ("PROVISOR_LOG", "debug")]);
    let config = Config::combine(flags, environment).expect("right");
    assert_eq!(config.listen.value.port(), 3);
    assert_eq!(config.listen.origin, Origin::Flag("--listen"));
    assert_eq!(config.log.value.to_string(), "debug");
    assert_eq!(config.log.origin, Origin::Variable("PROVISOR_LOG".to_owned()));
    assert_eq!(config.log_format.value, LogFormat::Json);
    assert_eq!(config.log_format.origin, Origin::File { path, line: 3 });
}

#[test]
fn a_path_in_the_file_counts_from_its_folder() {
    let (folder, flags) = with_file("data = 'x'\n");
    let config = Config::combine(flags, Vec::new()).expect("right");
    assert_eq!(config.data.value, folder.path().join("x"));
    let (_folder, flags) = with_file("data = '/x'\n");
    let config = Config::combine(flags, Vec::new()).expect("right");
    assert_eq!(config.data.value, Path::new("/x"));
}

#[test]
fn every_mistake_in_the_file_is_told_with_its_line() {
    let (folder, flags) = with_file(
        "lisen = '127.0.0.1:1'\nlog = 7\nmax_body_bytes = '1'\nbody_timeout_seconds = 0\n\
         public_url = 'example.com'\n[limits]\n",
    );
    assert_eq!(
        problems(folder.path(), Config::combine(flags, Vec::new())),
        [
            "provisor.toml:1: there is no key `lisen`; did you mean `listen`?",
            "provisor.toml:2: log: it must be a text in quotes; this is of type integer",
            "provisor.toml:3: max_body_bytes: it must be a whole number without quotes; this is of \
         type string",
            "provisor.toml:6: there is no key `limits`; the keys are listen, data, database_url, \
         database_pooling, database_ca_file, public_url, log, log_format, secret_key, \
         max_body_bytes, body_timeout_seconds, header_timeout_seconds, leave_seconds",
            "provisor.toml:5: public_url: `example.com` begins neither with https:// nor with \
         http://; write it as `https://provisor.example.com`",
            "provisor.toml:4: body_timeout_seconds: `0` is not a whole number from 1 to 3600",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line() {
    let (folder, flags) = with_file("log = 'info'\nlisten = \n");
    let found = problems(folder.path(), Config::combine(flags, Vec::new()));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("provisor.toml:2: "), "{found:?}");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = Flags { config: Some(folder.path().join("no.toml")), ..Flags::default() };
    let found = problems(folder.path(), Config::combine(flags, Vec::new()));
    assert_eq!(found, ["no.toml: cannot be read: there is no such file"]);
}

#[test]
fn mistakes_in_the_environment_name_the_variable() {
    let environment = variables(&[
        ("PROVISOR_LISTEN", "8080"),
        ("PROVISOR_LSITEN", "127.0.0.1:1"),
        ("PROVISOR_SECRET_KEY", "hunter2"),
        ("PROVISOR_SERVICE_HOST", "10.0.0.1"),
        ("PROVISOR_PORT_7644_TCP_ADDR", "10.0.0.1"),
    ]);
    assert_eq!(
        problems(Path::new("/none"), Config::combine(Flags::default(), environment)),
        [
            "environment PROVISOR_LSITEN: there is no such setting; did you mean PROVISOR_LISTEN?",
            "environment PROVISOR_LISTEN: give an address with the port, such as `127.0.0.1:8080`",
            "environment PROVISOR_SECRET_KEY: it is not a secret key: 32 random bytes as 64 \
         hexadecimal digits or as base64 (`openssl rand -hex 32` makes one)",
        ]
    );
}

#[test]
fn a_secret_can_lie_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    fs::write(&path, format!("{KEY}\n")).expect("written");
    let path = path.to_str().expect("UTF-8");
    let environment = variables(&[("PROVISOR_SECRET_KEY_FILE", path)]);
    let config = Config::combine(Flags::default(), environment).expect("right");
    assert_eq!(config.secret_key.value.map(|key| key.to_hex()), Some(KEY.to_owned()));

    let environment =
        variables(&[("PROVISOR_SECRET_KEY_FILE", path), ("PROVISOR_SECRET_KEY", KEY)]);
    let found = problems(folder.path(), Config::combine(Flags::default(), environment));
    assert_eq!(found, ["PROVISOR_SECRET_KEY and PROVISOR_SECRET_KEY_FILE are both set; keep one"]);

    let environment = variables(&[("PROVISOR_SECRET_KEY_FILE", "/no/such/file")]);
    let found = problems(folder.path(), Config::combine(Flags::default(), environment));
    assert_eq!(
        found,
        [
            "/no/such/file (environment PROVISOR_SECRET_KEY_FILE): secret_key: cannot be read: there \
         is no such file",
        ]
    );
}

#[test]
fn the_address_of_the_database_can_stand_in_every_source_and_in_a_file_of_its_own() {
    let (folder, flags) = with_file(
        "database_url = 'postgres://in-file/d'\ndatabase_pooling = 'transaction'\n\
         database_ca_file = 'ca.pem'\n",
    );
    let config = Config::combine(flags.clone(), Vec::new()).expect("right");
    let shown = |config: &Config| config.database_url.value.as_ref().map(ToString::to_string);
    assert_eq!(shown(&config).as_deref(), Some("postgres://in-file/d"));
    assert_eq!(config.database_pooling.value.to_string(), "transaction");
    assert_eq!(config.database_ca_file.value, Some(folder.path().join("ca.pem")));

    let path = folder.path().join("url");
    fs::write(&path, "postgres://ada:hunter2@in-secret/d\n").expect("written");
    let path = path.to_str().expect("UTF-8");
    let environment = variables(&[("PROVISOR_DATABASE_URL_FILE", path)]);
    let config = Config::combine(flags.clone(), environment.clone()).expect("right");
    assert_eq!(shown(&config).as_deref(), Some("postgres://ada:(hidden)@in-secret/d"));
    assert!(!format!("{config:?}").contains("hunter2"));

    let url = DatabaseUrl::from("postgres://in-flag/d".to_owned());
    let flags = Flags { database_url: Some(url), ..flags };
    let config = Config::combine(flags, environment).expect("right");
    assert_eq!(shown(&config).as_deref(), Some("postgres://in-flag/d"));
    assert_eq!(config.database_url.origin, Origin::Flag("--database-url"));
}

#[test]
fn mistakes_about_the_database_repeat_no_password() {
    let (folder, flags) =
        with_file("database_url = 'mysql://ada:hunter2@h/d'\ndatabase_pooling = 'statement'\n");
    let url = DatabaseUrl::from("postgres://ada:hunter2@h:x/d".to_owned());
    let flags = Flags { database_url: Some(url), ..flags };
    let example = "write it as `postgres://user:password@host:5432/database?sslmode=require`";
    assert_eq!(
        problems(folder.path(), Config::combine(flags, Vec::new())),
        [
            format!("provisor.toml:1: database_url: it does not begin with postgres://; {example}"),
            format!("--database-url: database_url: invalid value for option `port`; {example}"),
            "provisor.toml:2: database_pooling: `statement` is neither session nor transaction"
                .to_owned(),
        ]
    );
}

#[test]
fn what_is_set_for_a_database_that_is_not_named_is_a_mistake() {
    let (folder, flags) = with_file("database_pooling = 'transaction'\n");
    let environment = variables(&[("PROVISOR_DATABASE_CA_FILE", "ca.pem")]);
    assert_eq!(
        problems(folder.path(), Config::combine(flags, environment)),
        [
            "provisor.toml:1: database_pooling: it is for the database that database_url names, \
         which is not set",
            "environment PROVISOR_DATABASE_CA_FILE: it is for the database that database_url \
         names, which is not set",
        ]
    );
}
