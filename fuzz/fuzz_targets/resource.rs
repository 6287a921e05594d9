//! Bodies of POST: whatever is accepted is stored in a form that keeps to the limits, holds
//! nothing that is derived or secret, is read again as it is, and can be added as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::patch::{Op, Operation, PatchRequest, apply};
use scim::resource::{Read, read};
use scim::{Definition, Limits, Map};

fuzz_target!(|body: &[u8]| {
    let limits = Limits { max_resource_bytes: 4096, max_values: 100, ..Limits::default() };
    for definition in [Definition::user(), Definition::group()] {
        let Ok(incoming) = read(&definition, body, Read::Create, &limits, None) else {
            continue;
        };
        let derived = if definition.name() == "User" { "groups" } else { "members" };
        for key in ["id", "meta", "password", derived] {
            assert!(!incoming.body.contains_key(key), "{key} is stored");
        }
        let stored = serde_json::to_vec(&incoming.body).expect("JSON");
        assert!(stored.len() <= limits.max_resource_bytes, "{} bytes are stored", stored.len());
        // A body is stored with what it taught, but must not depend on it.
        let mut taught = definition.clone();
        for learned in &incoming.learned {
            assert!(taught.learn(learned), "{learned:?} was known");
        }
        for definition in [&definition, &taught] {
            let again = read(definition, &stored, Read::Replace, &limits, Some(&incoming.body));
            let again = again.unwrap_or_else(|error| panic!("what is stored is refused: {error}"));
            assert_eq!(again.body, incoming.body, "what is stored is read as something else");
        }
        let again = read(&taught, &stored, Read::Replace, &limits, Some(&incoming.body));
        assert_eq!(again.map(|again| again.learned), Ok(vec![]), "something is learned twice");
        differ(&definition, &incoming.body, &limits);
    }
});

/// An operation without path that adds a whole body to an empty resource makes that body of it.
fn differ(definition: &Definition, body: &Map, limits: &Limits) {
    let operation = Operation { op: Op::Add, path: None, value: Some(body.clone().into()) };
    let request = PatchRequest { operations: vec![operation] };
    let patched = apply(definition, &Map::new(), &request, limits);
    let patched = patched.unwrap_or_else(|error| panic!("what is stored cannot be added: {error}"));
    assert_eq!(&patched.body, body, "what is stored is added as something else");
}
