//! Bodies of PATCH: whatever is applied leaves a resource that keeps to the limits, has its id,
//! holds nothing that is derived or secret, and could have been sent as a whole.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scim::patch::{PatchRequest, apply};
use scim::resource::{Read, read};
use scim::{Definition, Limits, Map};
use serde_json::{Value, json};

static DEFINITIONS: LazyLock<[(Definition, Map); 2]> = LazyLock::new(|| {
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "2819",
        "userName": "ann@example.com",
        "active": true,
        "name": { "familyName": "Lee", "givenName": "Ann" },
        "emails": [
            { "value": "ann@example.com", "type": "work", "primary": true },
            { "value": "a@example.org", "type": "home" },
        ],
    });
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": "7744",
        "displayName": "Engineering",
    });
    [(Definition::user(), object(user)), (Definition::group(), object(group))]
});

fn object(value: Value) -> Map {
    match value {
        Value::Object(map) => map,
        other => unreachable!("{other} is no object"),
    }
}

fuzz_target!(|body: &[u8]| {
    let limits = Limits { max_resource_bytes: 4096, max_values: 100, ..Limits::default() };
    let Ok(request) = PatchRequest::parse(body, &limits) else {
        return;
    };
    for (definition, current) in &*DEFINITIONS {
        let Ok(patched) = apply(definition, current, &request, &limits) else {
            continue;
        };
        assert_eq!(patched.body.get("id"), current.get("id"), "the id is changed");
        let derived = if definition.name() == "User" { "groups" } else { "members" };
        for key in ["meta", "password", derived] {
            assert!(!patched.body.contains_key(key), "{key} is stored");
        }
        let stored = serde_json::to_vec(&patched.body).expect("JSON");
        assert!(stored.len() <= limits.max_resource_bytes, "{} bytes are stored", stored.len());
        // A body is stored with what it taught, but must not depend on it.
        let mut taught = definition.clone();
        for learned in &patched.learned {
            assert!(taught.learn(learned), "{learned:?} was known");
        }
        for definition in [definition, &taught] {
            let again = read(definition, &stored, Read::Replace, &limits, Some(&patched.body));
            let again = again.unwrap_or_else(|error| panic!("what is stored is refused: {error}"));
            assert_eq!(again.body, patched.body, "what is stored is read as something else");
        }
        let again = read(&taught, &stored, Read::Replace, &limits, Some(&patched.body));
        assert_eq!(again.map(|again| again.learned), Ok(vec![]), "something is learned twice");
    }
});
