//! Members of a group as requests name them.

use std::collections::HashSet;

use serde_json::Value;

use crate::filter::typed::Expr;
use crate::{Error, Limits, Rules, json};

/// A member that a request names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberRef {
    /// The id of a user or group, as it was sent.
    pub value: String,
    /// The name that the client gave with it.
    pub display: Option<String>,
}

/// A change of a group's members. Changes are carried out in their order.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberChange {
    /// Add these; those that are members stay so.
    Add(Vec<MemberRef>),
    /// Remove the members with these ids; those that are no members are passed over.
    Remove(Vec<String>),
    /// Remove the members that match. The targets begin at a member's element.
    RemoveWhere(Expr),
    /// Remove all members.
    Clear,
    /// Make these, and no others, the members.
    Replace(Vec<MemberRef>),
}

/// Reads the value of `members`: a list or a single item of objects or ids; null is no member.
/// The same member named twice counts once.
pub(crate) fn parse(value: &Value, limits: &Limits) -> Result<Vec<MemberRef>, Error> {
    let items = match value {
        Value::Null => &[],
        Value::Array(items) => items.as_slice(),
        single if limits.rules.exact_types => {
            let found = json::describe(single);
            return Err(Error::invalid_value(format!("members must be a list, not {found}")));
        }
        single => std::slice::from_ref(single),
    };
    if items.len() > limits.max_members {
        return Err(Error::payload_too_large(format!(
            "members has {} values; one request may name {}",
            items.len(),
            limits.max_members
        )));
    }
    let mut seen = HashSet::with_capacity(items.len());
    let mut members = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        if let Some(member) = one(at, item, limits.rules)?
            && seen.insert(member.value.clone())
        {
            members.push(member);
        }
    }
    Ok(members)
}

fn one(at: usize, item: &Value, rules: Rules) -> Result<Option<MemberRef>, Error> {
    let map = match item {
        Value::Null => return Ok(None),
        Value::String(id) if !rules.exact_types => return id_given(at, id, None).map(Some),
        Value::Object(map) => map,
        other => {
            return Err(Error::invalid_value(format!(
                "members[{at}] must be an object, not {}",
                json::describe(other)
            )));
        }
    };
    let known = |key: &&String| PARTS.iter().any(|part| part.eq_ignore_ascii_case(key));
    if let Some(key) = map.keys().find(|key| rules.known_only && !known(key)) {
        return Err(Error::invalid_syntax(format!("members has no sub-attribute '{key}'")));
    }
    let get = |name: &str| {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    // SCIM 1.1 marked values so that were to be removed.
    if get("operation").and_then(Value::as_str).is_some_and(|op| op.eq_ignore_ascii_case("delete"))
    {
        return Ok(None);
    }
    let display = get("display").and_then(Value::as_str).map(str::to_owned);
    match get("value") {
        Some(Value::String(id)) => return id_given(at, id, display).map(Some),
        None | Some(Value::Null) => {}
        Some(other) => {
            return Err(Error::invalid_value(format!(
                "members[{at}].value must be a string, not {}",
                json::describe(other)
            )));
        }
    }
    let tail = get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.trim_end_matches('/').rsplit('/').next());
    id_given(at, tail.unwrap_or_default(), display).map(Some)
}

/// What a member consists of (RFC 7643 §4.2).
const PARTS: [&str; 4] = ["value", "$ref", "type", "display"];

fn id_given(at: usize, id: &str, display: Option<String>) -> Result<MemberRef, Error> {
    if id.is_empty() {
        return Err(Error::invalid_value(format!("members[{at}].value is missing")));
    }
    Ok(MemberRef { value: id.to_owned(), display })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(value: &Value) -> Vec<String> {
        parse(value, &Limits::default()).unwrap().into_iter().map(|member| member.value).collect()
    }

    #[test]
    fn members_in_every_shape() {
        assert_eq!(ids(&json!(null)), Vec::<String>::new());
        assert_eq!(ids(&json!("a")), ["a"]);
        assert_eq!(ids(&json!({"Value": "a"})), ["a"]);
        assert_eq!(
            ids(
                &json!(["a", {"value": "b", "$ref": null}, null, {"$ref": "https://h/v2/Users/c/"}])
            ),
            ["a", "b", "c"]
        );
        assert_eq!(ids(&json!([{"$ref": "Users/d"}, {"value": "d"}, "D"])), ["d", "D"]);
        assert_eq!(ids(&json!([{"value": "a", "operation": "delete"}, {"value": "b"}])), ["b"]);
    }

    #[test]
    fn a_member_without_id_is_refused() {
        for value in
            [json!([{}]), json!([""]), json!([{"display": "x"}]), json!([7]), json!([{"value": 7}])]
        {
            let error = parse(&value, &Limits::default()).unwrap_err();
            assert!(error.detail.starts_with("members[0]"), "{}", error.detail);
        }
        let limits = Limits { max_members: 1, ..Limits::default() };
        assert_eq!(parse(&json!(["a", "b"]), &limits).unwrap_err().status, 413);
    }
}
