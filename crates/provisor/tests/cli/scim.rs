//! `provisor scim`: the switch, and the preset.

use serde_json::json;

use crate::kit::Place;

#[test]
fn the_switch_goes_on_to_pause_and_off() {
    let place = Place::with_data();
    let state = || place.run("scim status --output json").json()["scim"].clone();
    let run = place.run("scim enable");
    assert_eq!(run.stdout, "SCIM is on for the directory `default`.\n");
    assert!(run.stderr.contains("provisor token create"), "{}", run.stderr);
    assert_eq!(state(), "on");
    place.run("scim enable").output();
    assert_eq!(state(), "on");
    place.run("scim pause").output();
    assert_eq!(state(), "paused");
    let off = place.run("scim disable --users keep").output();
    assert_eq!(off, "SCIM is off for the directory `default`. All users stay as they are.\n");
    assert_eq!(state(), "off");
    let off = place.run("scim disable --users deactivate").output();
    assert_eq!(off, "SCIM is off for the directory `default`. Users deactivated: 0.\n");
}

#[test]
fn the_preset_is_chosen_by_name() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let preset = || place.run("scim status --output json").json()["preset"].clone();
    assert_eq!(preset(), "tolerant");
    let run = place.run("scim preset interop");
    assert_eq!(run.stdout, "The preset of the directory `default` is interop.\n");
    assert_eq!(preset(), "interop");
    assert!(place.run("scim preset odd").stderr.contains("`tolerant` and `interop`"));
}

#[test]
fn the_status_counts() {
    let place = Place::with_data();
    place.run("scim enable").output();
    place.run("token create --label Okta").output();
    assert_eq!(
        place.run("scim status --output json").json(),
        json!({
            "directory": "default", "scim": "on", "preset": "tolerant", "users": 0,
            "active_users": 0, "groups": 0, "tokens": 1, "last_used": null,
            "policies": {
                "reprovision": "new-id", "inactive": "conflict", "unknown_members": "refuse",
                "linking": "never",
            },
        })
    );
    let text = place.run("scim status").output();
    assert!(text.contains("SCIM             on\n"), "{text}");
    assert!(text.contains("Users            0 (0 active)\n"), "{text}");
}

#[test]
fn policies_are_shown_and_set_one_by_one() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let policies = || place.run("scim policy --output json").json();
    assert_eq!(
        policies(),
        json!({
            "reprovision": "new-id", "inactive": "conflict", "unknown_members": "refuse",
            "linking": "never", "verified_domains": [],
        })
    );
    let set = place.run("scim policy --reprovision restore --unknown-members ignore").output();
    assert!(set.contains("Deleted          restore\n"), "{set}");
    place.run("scim policy --inactive restore --verified-domains Example.com,b.example").output();
    place.run("scim policy --linking approval").output();
    assert_eq!(
        policies(),
        json!({
            "reprovision": "restore", "inactive": "restore", "unknown_members": "ignore",
            "linking": "approval", "verified_domains": ["b.example", "example.com"],
        })
    );
    let status = place.run("scim status").output();
    assert!(status.contains("Unknown members  ignore\n"), "{status}");
    assert_eq!(place.run("scim status --output json").json()["scim"], "on", "the switch stays");
}
