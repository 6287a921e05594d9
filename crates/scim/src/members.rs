//! Members of a group as requests name them.

use std::collections::HashSet;

use serde_json::Value;

use crate::filter::typed::Expr;
use crate::schema::GROUP;
use crate::{Error, Limits, Map, Rules, json, value};

/// A member that a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MemberRef {
    /// The id of a user or group, as it was sent.
    pub value: String,
    /// The name that the client gave with it.
    pub display: Option<String>,
    /// Whether the client calls it a user, by its `type` or by the address in its `$ref`.
    pub is_user: bool,
    /// Whether it calls it a group in that way.
    pub is_group: bool,
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

/// Reads one item of `members`, which is the one at a place in its list.
pub(crate) fn one(at: usize, item: &Value, rules: Rules) -> Result<Option<MemberRef>, Error> {
    let map = match item {
        Value::Null => return Ok(None),
        Value::String(id) if !rules.exact_types => {
            return member(at, id, None, |_| false).map(Some);
        }
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
    // SCIM 1.1 marked values so that were to be removed.
    let operation = get(map, "operation").and_then(Value::as_str);
    if operation.is_some_and(|operation| operation.eq_ignore_ascii_case("delete")) {
        return Ok(None);
    }
    let display = part(map, "display", rules)?;
    let kind = part(map, "type", rules)?;
    let reference = part(map, "$ref", rules)?;
    let mut address = reference.as_deref().unwrap_or_default().trim_end_matches('/').rsplit('/');
    let tail = address.next().unwrap_or_default();
    let endpoint = address.next().unwrap_or_default();
    let is_called = |one: Kind| match &kind {
        Some(kind) => kind.eq_ignore_ascii_case(one.name),
        None => endpoint.eq_ignore_ascii_case(one.endpoint),
    };
    match get(map, "value") {
        Some(Value::String(id)) => member(at, id, display, is_called).map(Some),
        None | Some(Value::Null) => member(at, tail, display, is_called).map(Some),
        Some(other) => Err(Error::invalid_value(format!(
            "members[{at}].value must be a string, not {}",
            json::describe(other)
        ))),
    }
}

/// What members are.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    endpoint: &'static str,
}

const USER: Kind = Kind { name: "User", endpoint: "Users" };
const GROUP_KIND: Kind = Kind { name: "Group", endpoint: "Groups" };

/// What a member consists of (RFC 7643 §4.2).
const PARTS: [&str; 4] = ["value", "$ref", "type", "display"];

fn get<'m>(map: &'m Map, name: &str) -> Option<&'m Value> {
    map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A part of a member that is not its id, checked as any sub-attribute is. It is not stored: the
/// server knows better, but what cannot be meant is refused rather than passed over.
fn part(map: &Map, name: &str, rules: Rules) -> Result<Option<String>, Error> {
    let attribute = GROUP.attribute("members");
    let Some((value, sub)) = get(map, name).zip(attribute.and_then(|members| members.sub(name)))
    else {
        return Ok(None);
    };
    Ok(match value::simple(rules, attribute, sub, value.clone())? {
        Some(Value::String(text)) => Some(text),
        _ => None,
    })
}

fn member(
    at: usize,
    id: &str,
    display: Option<String>,
    is_called: impl Fn(Kind) -> bool,
) -> Result<MemberRef, Error> {
    if id.is_empty() {
        return Err(Error::invalid_value(format!("members[{at}].value is missing")));
    }
    let (is_user, is_group) = (is_called(USER), is_called(GROUP_KIND));
    Ok(MemberRef { value: id.to_owned(), display, is_user, is_group })
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
    }

    #[test]
    fn what_comes_along_has_its_type_and_is_something_that_can_be() {
        let tolerant = Limits::default();
        let interop = Limits { rules: Rules::INTEROP, ..Limits::default() };
        let refused = |part: Value, limits: &Limits| {
            let mut member = json!({"value": "a"});
            member.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
            let error = parse(&json!([member]), limits).err()?;
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidValue), "{part}");
            Some(error.detail)
        };
        for part in [
            json!({"type": 5}),
            json!({"$ref": 7}),
            json!({"display": [1]}),
            json!({"display": true}),
            json!({"type": {"value": "User", "x": 1}}),
        ] {
            for limits in [&tolerant, &interop] {
                let detail = refused(part.clone(), limits);
                assert!(detail.is_some_and(|detail| detail.starts_with("members.")), "{part}");
            }
        }
        for part in [json!({"type": "Robot"}), json!({"type": ["User"]}), json!({"$ref": "<>"})] {
            assert_eq!(refused(part.clone(), &tolerant), None, "{part}");
            assert!(refused(part.clone(), &interop).is_some(), "{part}");
        }
        for part in [
            json!({"type": "user"}),
            json!({"type": "Group", "display": "A", "$ref": "../Groups/a"}),
            json!({"type": null, "display": [], "$ref": null}),
        ] {
            for limits in [&tolerant, &interop] {
                assert_eq!(refused(part.clone(), limits), None, "{part}");
            }
        }
    }

    #[test]
    fn what_is_called_a_user_or_a_group_is_known_as_one() {
        let read = |member: Value| {
            let members = parse(&json!([member]), &Limits::default()).unwrap();
            members.into_iter().next().unwrap()
        };
        let is_group = |member: Value| read(member).is_group;
        for member in [json!({"value": "a", "type": "user"}), json!({"$ref": "../Users/a"})] {
            assert!(read(member.clone()).is_user && !is_group(member));
        }
        assert!(!read(json!("a")).is_user);
        assert!(is_group(json!({"value": "a", "type": "group"})));
        assert!(is_group(json!({"value": "a", "$ref": "https://h/scim/v2/Groups/a/"})));
        assert!(is_group(json!({"$ref": "Groups/a"})));
        for other in [
            json!("a"),
            json!({"value": "a"}),
            json!({"value": "a", "type": "User", "$ref": "Groups/a"}),
            json!({"value": "a", "$ref": "Users/Groups"}),
        ] {
            assert!(!is_group(other.clone()), "{other}");
        }
    }

    #[test]
    fn a_request_names_so_many_members_and_no_more() {
        let limits = Limits { max_members: 1, ..Limits::default() };
        assert_eq!(parse(&json!(["a", "b"]), &limits).unwrap_err().status, 413);
    }
}
