//! What the fake says of itself, and refuses, where it keeps to the interoperability profile.

use serde_json::{Map, Value, json};

use super::Fault;
use crate::urn;

/// The attributes of users and groups, and the parts of those that have any; `*` marks lists.
const USER: &[(&str, &str)] = &[
    ("userName", ""),
    ("displayName", ""),
    ("title", ""),
    ("nickName", ""),
    ("active", ""),
    ("name", "givenName familyName middleName"),
    ("emails*", "value display type primary"),
    ("phoneNumbers*", "value type"),
    ("groups", ""),
];
const GROUP: &[(&str, &str)] = &[("displayName", ""), ("members*", "value display type $ref")];

/// `/ResourceTypes`.
pub(super) fn types() -> Value {
    let one = |name: &str, endpoint: &str, schema: &str| json!({"id": name, "name": name, "endpoint": endpoint, "schema": schema});
    list(json!([one("User", "/Users", urn::USER), one("Group", "/Groups", urn::GROUP)]))
}

/// `/Schemas`.
pub(super) fn schemas(fault: Fault) -> Value {
    let one = |id: &str, attributes: &[(&str, &str)]| {
        let attributes: Vec<Value> =
            attributes.iter().map(|(name, parts)| attribute(name, parts, fault)).collect();
        json!({"id": id, "attributes": attributes})
    };
    list(json!([one(urn::USER, USER), one(urn::GROUP, GROUP)]))
}

fn list(resources: Value) -> Value {
    json!({"schemas": [urn::LIST], "totalResults": 2, "Resources": resources})
}

fn attribute(name: &str, parts: &str, fault: Fault) -> Value {
    let plain = name.trim_end_matches('*');
    let several = plain != name && fault != Fault::ProfileDescribesWrong;
    let declared = plain == "emails" || fault != Fault::ProfileDeclaresLess;
    let part = |part: &str| {
        let kind = match part {
            "primary" => "boolean",
            "$ref" => "reference",
            _ => "string",
        };
        let mut described = json!({"name": part, "type": kind, "multiValued": false});
        if part == "type" && declared {
            described["canonicalValues"] = json!(["work", "home", "other"]);
        }
        described
    };
    let parts: Vec<Value> = parts.split_whitespace().map(part).collect();
    let kind = match (plain, parts.is_empty()) {
        (_, false) | ("groups", _) => "complex",
        ("active", _) => "boolean",
        _ => "string",
    };
    let several = several || plain == "groups";
    json!({"name": plain, "type": kind, "multiValued": several, "subAttributes": parts})
}

/// Refuses what no schema has.
pub(super) fn check(is_user: bool, body: &Map<String, Value>) -> Result<(), &'static str> {
    const COMMON: [&str; 4] = ["schemas", "id", "externalId", "meta"];
    let (schema, known) = if is_user { (urn::USER, USER) } else { (urn::GROUP, GROUP) };
    let named = body.get("schemas").and_then(Value::as_array).into_iter().flatten();
    let foreign = named.into_iter().any(|urn| urn != schema);
    let unknown =
        body.iter().filter(|(name, _)| !COMMON.contains(&name.as_str())).any(|(name, value)| {
            match known.iter().find(|(known, _)| known.trim_end_matches('*') == name) {
                None => true,
                Some((_, parts)) => value.as_object().is_some_and(|map| {
                    map.keys().any(|key| !parts.split(' ').any(|part| part == key))
                }),
            }
        });
    if foreign || unknown { Err("invalidSyntax") } else { Ok(()) }
}
