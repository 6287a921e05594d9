//! `provisor check-config`: which source wins.

use insta::assert_snapshot;
use serde_json::Value;

use crate::kit::Place;

fn setting<'a>(shown: &'a Value, key: &str) -> (&'a str, &'a str) {
    let settings = shown["settings"].as_array().expect("a list");
    let found = settings.iter().find(|setting| setting["key"] == key).expect(key);
    (found["value"].as_str().expect("text"), found["from"].as_str().expect("text"))
}

#[test]
fn the_defaults_are_shown() {
    assert_snapshot!("check_config_defaults", Place::new().run("check-config").output());
}

#[test]
fn a_later_source_wins() {
    let place = Place::new();
    place.write("provisor.toml", "listen = '127.0.0.1:1'\nlog = 'warn'\nlog_format = 'json'\n");
    let shown = place
        .finish(
            place
                .command("check-config --output json --listen 127.0.0.1:3")
                .env("PROVISOR_LISTEN", "127.0.0.1:2")
                .env("PROVISOR_LOG", "debug"),
        )
        .json();
    assert_eq!(setting(&shown, "listen"), ("127.0.0.1:3", "--listen"));
    assert_eq!(setting(&shown, "log"), ("debug", "environment PROVISOR_LOG"));
    assert_eq!(setting(&shown, "log_format"), ("json", "provisor.toml:3"));
    assert_eq!(setting(&shown, "data"), ("data", "default"));
    assert_eq!(setting(&shown, "public_url"), ("http://127.0.0.1:3", "default"));
}

#[test]
fn a_named_file_takes_the_place_of_the_one_in_the_working_directory() {
    let place = Place::new();
    place.write("provisor.toml", "listen = '127.0.0.1:1'\n");
    place.write("other.toml", "log = 'warn'\n");
    let shown = place.run("check-config --config other.toml --output json").json();
    assert_eq!(setting(&shown, "listen"), ("127.0.0.1:7644", "default"));
    assert_eq!(setting(&shown, "log"), ("warn", "other.toml:1"));
    let by_variable = place
        .finish(place.command("check-config --output json").env("PROVISOR_CONFIG", "other.toml"))
        .json();
    assert_eq!(by_variable, shown);
}

#[test]
fn secrets_stay_hidden() {
    let place = Place::new();
    let key = "ab".repeat(32);
    for form in ["text", "json"] {
        let line = format!("check-config --output {form}");
        let run = place.finish(place.command(&line).env("PROVISOR_SECRET_KEY", &key));
        let shown = run.output();
        assert!(shown.contains("PROVISOR_SECRET_KEY"), "{shown}");
        assert!(!shown.contains(&key), "{shown}");
    }
}

#[test]
fn problems_are_told_to_scripts_too() {
    let place = Place::new();
    place.write("provisor.toml", "lisen = '127.0.0.1:1'\n");
    let run = place.run("check-config --output json");
    assert_eq!(run.code, Some(1), "{run}");
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["ok"], false);
    let problem = "provisor.toml:1: there is no key `lisen`; did you mean `listen`?";
    assert_eq!(told["problems"][0], problem);
}
