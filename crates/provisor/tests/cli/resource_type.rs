//! `provisor resource-type`: what there is beside users and groups.

use std::fs;

use serde_json::json;

use crate::kit::Place;

const BADGE: &str = "urn:example:2.0:Badge";

#[test]
fn a_type_is_checked_loaded_shown_and_removed() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let badge = json!({
        "resourceType": {"name": "Badge", "endpoint": "/Badges", "schema": BADGE},
        "schemas": [{"id": BADGE, "attributes": [{"name": "number", "required": true}]}],
    });
    fs::write(place.path("badge.json"), badge.to_string()).expect("a file");
    assert_eq!(
        place.run("resource-type check badge.json").output(),
        "Nothing stands against it (0 looked at).\n"
    );
    let loaded = place.run("resource-type load badge.json").output();
    assert_eq!(loaded, "`Badge` is served at /Badges in the directory `default`.\n");
    let shown = place.run("resource-type show badge").json();
    assert_eq!(shown["schemas"][0]["attributes"][0]["caseExact"], json!(false), "{shown}");
    fs::write(place.path("again.json"), shown.to_string()).expect("a file");
    place.run("resource-type load again.json").output();
    place.run("resource-type load devices").output();
    let list = place.run("resource-type list --output json").json();
    let own = json!({
        "name": "Badge", "endpoint": "/Badges", "schemas": [BADGE], "resources": 0,
    });
    assert_eq!(list[0], own, "{list}");
    assert_eq!(list[1]["endpoint"], json!("/Devices"), "{list}");
    assert!(place.run("resource-type list").output().contains("/Badges"));
    assert!(place.run("schema list").output().contains("of a loaded type"));
    let removed = place.run("resource-type remove Badge").output();
    assert_eq!(removed, "The directory `default` has no resource type `Badge` any more.\n");
    let gone = place.run("resource-type show Badge");
    assert_eq!(gone.code, Some(1), "{gone}");
    assert!(gone.stderr.contains("provisor resource-type list"), "{gone}");
}

#[test]
fn what_is_no_description_is_refused_and_explained() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let bad = r#"{"resourceType": {"name": "User", "endpoint": "/X", "schema": "urn:x:y"},
        "schemas": [{"id": "urn:x:y"}]}"#;
    fs::write(place.path("bad.json"), bad).expect("a file");
    for (command, part) in [
        ("resource-type load bad.json", "'User' is reserved"),
        ("resource-type check nowhere.json", "nowhere.json"),
        ("resource-type remove Badge", "no resource type of this name"),
    ] {
        let run = place.run(command);
        assert_eq!(run.code, Some(1), "{command}: {run}");
        assert!(run.stderr.contains(part), "{command}: {run}");
    }
}
