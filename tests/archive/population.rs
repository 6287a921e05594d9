//! Two directories with a bit of everything, written by clients.

use std::path::Path;

use directory::env::Clock;
use serde_json::{Value, json};
use testkit::{Caller, Process, TestEnv, open_store};

use crate::commands::Places;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const CUSTOM: &str = "urn:example:params:scim:schemas:custom";

const MAB: &str = "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device";

/// The tokens of the two directories.
pub(crate) struct Tokens(pub(crate) [String; 2]);

impl Tokens {
    /// Clients of a server, one for each directory.
    pub(crate) fn clients(&self, server: &Process) -> [Caller; 2] {
        self.0.each_ref().map(|token| server.scim(token))
    }
}

/// Sets two directories up in an empty data directory.
pub(crate) async fn set_up(places: &Places, data: &Path) -> Tokens {
    // The first command makes the database and its key.
    let made = places.run(&["migrate"], &[("--data", data)]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let store = open_store(data);
    store.create_directory("other", TestEnv::default().now()).await.expect("a directory");
    drop(store);
    let token = |directory: &str| {
        let on = ["--directory", directory];
        let enabled = places.run(&[&["scim", "enable"], &on[..]].concat(), &[("--data", data)]);
        assert_eq!(enabled.code, Some(0), "{enabled:?}");
        let load = [&["resource-type", "load", "devices"], &on[..]].concat();
        let loaded = places.run(&load, &[("--data", data)]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        let create = [&["token", "create", "--label", directory], &on[..]].concat();
        places.run(&create, &[("--data", data)]).stdout.trim().to_owned()
    };
    Tokens([token("default"), token("other")])
}

/// Writes people, groups in groups, custom attributes, changes and deletions.
pub(crate) async fn populate(scim: &Caller) {
    let mut people = Vec::new();
    for number in 0..12 {
        let body = person(number);
        let answer = scim.post("/Users", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        people.push(answer.id());
    }
    let staff = scim.group("Staff", &[&people[0], &people[1]]).await;
    let all = scim.group("All", &[&staff, &people[2]]).await;
    let gone = scim.group("Gone", &[&people[3], &all]).await;
    let member = json!([{"value": people[4], "display": "As the client says"}]);
    let operations = json!([{"op": "add", "path": "members", "value": member}]);
    ok(scim, &format!("/Groups/{staff}"), operations).await;
    let active = json!([{"op": "replace", "path": "active", "value": false}]);
    ok(scim, &format!("/Users/{}", people[5]), active).await;
    let rename = json!([{"op": "replace", "path": "displayName", "value": "Renamed"}]);
    ok(scim, &format!("/Users/{}", people[0]), rename).await;
    for path in [format!("/Users/{}", people[1]), format!("/Groups/{gone}")] {
        assert_eq!(scim.delete(&path).await.status, 204);
    }
    let mut devices = Vec::new();
    for number in 0..5 {
        let mab = json!({"deviceMacAddress": format!("2C:54:91:88:C9:E{number}")});
        let device = json!({"displayName": format!("Lamp {number}"), "active": true, MAB: mab});
        let answer = scim.post("/Devices", &device).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        devices.push(answer.id());
    }
    for gone in [1, 4] {
        assert_eq!(scim.delete(&format!("/Devices/{}", devices[gone])).await.status, 204);
    }
    // The last one of its kind: its number is not given again.
    assert_eq!(scim.delete(&format!("/Users/{}", people[11])).await.status, 204);
}

async fn ok(scim: &Caller, path: &str, operations: Value) {
    let answer = scim.patch(path, operations).await;
    assert!(matches!(answer.status, 200 | 204), "{}", answer.text);
}

fn person(number: usize) -> Value {
    let title = ["Engineer", "", "Manager"][number % 3];
    json!({
        "schemas": [USER, ENTERPRISE, CUSTOM],
        "userName": format!("Person{number}@Example.com"),
        "externalId": format!("00u{number}"),
        "displayName": format!("Zoë \"{number}\" Größe"),
        "title": title,
        "emails": [
            {"value": format!("Person{number}@Example.com"), "type": "work", "primary": true},
            {"value": "shared@example.com", "type": "home"},
        ],
        "shoeSize": 40.5 + f64::from(u8::try_from(number).expect("few people")),
        ENTERPRISE: {"department": "R&D"},
        CUSTOM: {"badge": number, "tags": ["a", "b"], "since": "2026-01-01T00:00:00Z"},
    })
}
