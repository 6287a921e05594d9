//! What a scenario takes for granted: people and groups that exist before its first step.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::expect::Expect;
use super::model::{Body, Given, GivenGroup, Send};
use super::vars::Vars;
use crate::urn;

/// The everyday profile of a person, before values are filled in.
pub(super) fn profile(name: &str) -> Map<String, Value> {
    let mut given = name.to_owned();
    if let Some(first) = given.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let user_name = format!("${{{name}.userName}}");
    let profile = json!({
        "schemas": [urn::USER],
        "userName": user_name,
        "name": {"givenName": given, "familyName": "Sample"},
        "displayName": format!("{given} Sample"),
        "emails": [{"value": user_name, "type": "work", "primary": true}],
        "active": true,
    });
    match profile {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The requests that bring it about, in order: users first, because groups name them.
pub(super) fn requests(given: &Given) -> Vec<(String, Send)> {
    let users = given.users.iter().map(|(name, with)| {
        let body = Body::Profile { of: name.clone(), without: Vec::new(), with: with.clone() };
        (format!("Given the user {name}"), create("/Users", body, name))
    });
    let groups = given.groups.iter().map(|(name, group)| {
        (format!("Given the group {name}"), create("/Groups", Body::Json(body(name, group)), name))
    });
    users.chain(groups).collect()
}

fn body(name: &str, group: &GivenGroup) -> Value {
    let mut body = group.with.clone();
    body.insert("schemas".into(), json!([urn::GROUP]));
    body.insert("displayName".into(), json!(format!("${{{name}.groupName}}")));
    if !group.members.is_empty() {
        let members = group.members.iter().map(|who| json!({"value": format!("${{{who}}}")}));
        body.insert("members".into(), members.collect());
    }
    Value::Object(body)
}

fn create(path: &str, body: Body, name: &str) -> Send {
    Send {
        method: "POST".into(),
        path: path.into(),
        exact: false,
        headers: BTreeMap::new(),
        body,
        expect: Expect::status(201),
        keep: BTreeMap::from([(name.to_owned(), "id".to_owned())]),
        times: 1,
    }
}

/// The profile of a person as a body.
pub(super) fn profile_body(
    of: &str,
    without: &[String],
    with: &Map<String, Value>,
    vars: &Vars,
) -> Result<Value, String> {
    let mut body = profile(of);
    body.retain(|name, _| !without.contains(name));
    for (name, value) in with {
        body.insert(name.clone(), value.clone());
    }
    Ok(Value::Object(vars.fill_map(&body)?))
}
