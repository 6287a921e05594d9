//! `provisor simulate`: against our own server, against none, and explained.

use serde_json::Value;

use crate::kit::Place;

#[test]
fn the_simulated_okta_finds_nothing_wrong() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let token = place.run("token create --label Okta").output();
    let server = place.serve("");
    let base = format!("http://{}/scim/v2", server.address);
    let line = format!("simulate okta --base {base} --users 12 --groups 3 --output json");
    let run = place.finish(place.command(&line).env("PROVISOR_TOKEN", token.trim()));
    let told = run.json();
    assert_eq!(told["ok"], true);
    assert_eq!(told["summary"]["users_created"], 12);
    let status = place.run("scim status --output json").json();
    assert_eq!(status["users"], 12);
    assert_eq!(status["groups"], told["summary"]["groups_created"]);
    assert_eq!(status["active_users"], told["summary"]["users_active"]);

    let again =
        place.run(&format!("simulate okta --base {base} --token {} --users 12", token.trim()));
    let text = again.output();
    assert!(text.contains("✓"), "{text}");
    assert!(text.contains("12 linked"), "{text}");

    let off = place.run("scim disable --users deactivate").output();
    assert!(!off.contains("deactivated: 0"), "{off}");
    assert_eq!(place.run("scim status --output json").json()["active_users"], 0);
}

#[test]
fn what_a_simulation_makes_is_cleaned_away() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let token = place.run("token create --label Entra").output();
    let server = place.serve("");
    let base = format!("http://{}/scim/v2", server.address);
    let call = |more: &str| {
        let line = format!("simulate entra --base {base} --token {} {more}", token.trim());
        place.run(&line)
    };
    let told = call("--mode compliant --users 12 --groups 3 --seed 7 --json").json();
    assert_eq!(told["summary"]["users_created"], 12, "{told}");
    let other = call("--users 4 --groups 1 --prefix mine").output();
    assert!(other.contains("4 people created"), "{other}");

    let cleaned = call("--clean").output();
    assert!(cleaned.contains("12 people and 3 groups deleted"), "{cleaned}");
    assert_eq!(place.run("scim status --output json").json()["users"], 4);
    let cleaned = call("--clean --prefix mine --output json").json();
    assert_eq!(cleaned["cleaned"]["users"], 4, "{cleaned}");
    assert_eq!(place.run("scim status --output json").json()["users"], 0);
}

#[test]
fn what_a_provider_sends_is_explained_without_a_server() {
    let place = Place::new();
    let text = place.run("simulate entra --explain").output();
    for wanted in ["Microsoft Entra ID", "Leaving", "(compliant)", "documented: ", "captured: "] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let told = place.run("simulate okta --explain --dialect aiw --json").json();
    assert_eq!(told["modes"][0]["name"], "aiw");
    let behaviours = told["behaviours"].as_array().expect("a list");
    let known: Vec<_> = behaviours.iter().map(|one| one["known"].as_str()).collect();
    assert!(known.contains(&Some("documented")) && known.contains(&Some("inferred")), "{told}");
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let place = Place::new();
    let line = "simulate okta --base http://127.0.0.1:1/scim/v2 --token prv_x";
    let run = place.run(line);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.stdout.contains("refused"), "{run}");
    let run = place.run(&format!("{line} --output json"));
    assert_eq!(run.code, Some(1), "{run}");
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["ok"], false);
    assert!(told["failure"]["got"].as_str().is_some_and(|got| got.contains("refused")), "{told}");
}

#[test]
fn a_token_is_needed() {
    let run = Place::new().run("simulate okta --base http://127.0.0.1:1/scim/v2");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("PROVISOR_TOKEN"), "{run}");
}
