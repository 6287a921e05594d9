//! `provisor bench`: against our own server, and against none.

use std::process::Stdio;

use serde_json::Value;

use crate::kit::{Place, signal, wait_until};

#[test]
fn every_mix_is_played_without_errors_and_nothing_is_left() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let token = place.run("token create --label bench").output();
    let server = place.serve("");
    let base = format!("http://{}/scim/v2", server.address);
    let line = format!(
        "bench --base {base} --users 60 --connections 4 --duration 300ms --warm-up 100ms \
         --server-pid {}",
        server.id()
    );
    let run = |more: &str| {
        place.finish(place.command(&format!("{line} {more}")).env("PROVISOR_TOKEN", token.trim()))
    };
    let told = run("--output json").json();
    assert_eq!(told["ok"], true);
    let mixes = told["report"]["mixes"].as_array().expect("mixes");
    let names: Vec<_> = mixes.iter().map(|mix| mix["mix"].as_str().expect("a name")).collect();
    assert_eq!(names, ["initial", "read", "delta", "groups", "import"]);
    for mix in mixes {
        assert_eq!(mix["errors"], Value::Array(Vec::new()), "{mix:#}");
    }
    assert_eq!(told["report"]["removed"]["users"], 60);
    assert_eq!(place.run("scim status --output json").json()["users"], 0);

    let text = run("--mix delta,groups --rate 200").output();
    for expected in ["change title", "p99.9", "Server CPU: ", "200 requests a second due"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains(token.trim()), "{text}");
    let status = place.run("scim status --output json").json();
    assert_eq!((&status["users"], &status["groups"]), (&0.into(), &0.into()));
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let place = Place::new();
    let line = "bench --base http://127.0.0.1:1/scim/v2 --token prv_x";
    let run = place.run(line);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stdout.contains("refused"), "{run}");
    let run = place.run(&format!("{line} --output json"));
    assert_eq!(run.code, Some(1), "{run}");
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["ok"], false);
}

#[test]
fn whoever_stops_it_sees_it_cleaned_up() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let token = place.run("token create --label bench").output();
    let server = place.serve("");
    let line = format!(
        "bench --base http://{}/scim/v2 --token {} --users 30 --mix read --duration 1h",
        server.address,
        token.trim()
    );
    let mut bench = place.command(&line).stdout(Stdio::piped()).spawn().expect("it starts");
    let users = || place.run("scim status --output json").json()["users"].clone();
    wait_until(|| users() == 30);
    signal(bench.id(), "INT");
    assert!(bench.wait().expect("it ends").success());
    assert_eq!(users(), 0);
}
