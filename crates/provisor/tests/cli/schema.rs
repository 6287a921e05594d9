//! `provisor schema`: declaring attributes.

use std::fs;

use serde_json::json;

use crate::kit::Place;

const ACME: &str = "urn:example:acme:2.0:User";

#[test]
fn a_schema_is_checked_declared_shown_and_removed() {
    let place = Place::with_data();
    place.run("scim enable").output();
    let declaration = json!({
        "schema": ACME, "open": false, "attributes": [{"name": "badge", "required": true}],
    });
    fs::write(place.path("acme.json"), declaration.to_string()).expect("a file");
    assert_eq!(
        place.run("schema check acme.json").output(),
        "Nothing stands against it (0 looked at).\n"
    );
    let declared = place.run("schema declare acme.json").output();
    assert_eq!(declared, format!("`{ACME}` is declared in the directory `default`.\n"));
    let shown = place.run(&format!("schema show {ACME}")).json();
    assert_eq!(shown["attributes"][0]["caseExact"], json!(false), "{shown}");
    fs::write(place.path("again.json"), shown.to_string()).expect("a file");
    place.run("schema declare again.json").output();
    let list = place.run("schema list --output json").json();
    let own = json!({
        "schema": ACME, "resource_type": "User", "state": "declared, closed",
        "declared": ["badge"], "learned": [],
    });
    assert!(list.as_array().expect("a list").contains(&own), "{list}");
    assert!(place.run("schema list").output().contains("badge"));
    place.run(&format!("schema remove {ACME}")).output();
    let gone = place.run(&format!("schema show {ACME}"));
    assert_eq!(gone.code, Some(1), "{gone}");
    assert!(gone.stderr.contains("provisor schema list"), "{gone}");
}

#[test]
fn what_is_no_declaration_is_refused_and_explained() {
    let place = Place::with_data();
    place.run("scim enable").output();
    fs::write(place.path("bad.json"), r#"{"schema": "acme"}"#).expect("a file");
    for (command, part) in [
        ("schema declare bad.json", "no URN"),
        ("schema check nowhere.json", "nowhere.json"),
        ("schema promote urn:ietf:params:scim:schemas:core:2.0:User badge", "badge"),
        ("schema remove urn:example:nothing", "nothing is declared"),
    ] {
        let run = place.run(command);
        assert_eq!(run.code, Some(1), "{command}: {run}");
        assert!(run.stderr.contains(part), "{command}: {run}");
    }
}
