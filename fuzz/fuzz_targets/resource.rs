//! Bodies of POST: whatever is accepted is stored in a form that keeps to the limits, holds
//! nothing that is derived or secret, and is read again as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::resource::{Read, read};
use scim::{Definition, Limits};

fuzz_target!(|body: &[u8]| {
    let limits = Limits {
        max_resource_bytes: 4096,
        max_values: 100,
        ..Limits::default()
    };
    for definition in [Definition::user(), Definition::group()] {
        let Ok(incoming) = read(&definition, body, Read::Create, &limits, None) else {
            continue;
        };
        let derived = if definition.name() == "User" {
            "groups"
        } else {
            "members"
        };
        for key in ["id", "meta", "password", derived] {
            assert!(!incoming.body.contains_key(key), "{key} is stored");
        }
        let stored = serde_json::to_vec(&incoming.body).expect("JSON");
        assert!(
            stored.len() <= limits.max_resource_bytes,
            "{} bytes are stored",
            stored.len()
        );
        let again = read(
            &definition,
            &stored,
            Read::Replace,
            &limits,
            Some(&incoming.body),
        );
        let again = again.unwrap_or_else(|error| panic!("what is stored is refused: {error}"));
        assert_eq!(
            again.body, incoming.body,
            "what is stored is read as something else"
        );
    }
});
