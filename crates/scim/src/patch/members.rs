//! Operations on a group's members. They become changes; nothing here reads the members.

use serde_json::Value;

use super::{Op, select};
use crate::definition::Definition;
use crate::filter::{self, Filter, Literal, check_element};
use crate::members::{self, MemberChange, MemberRef};
use crate::path::PatchPath;
use crate::schema::{Attribute, Comparison};
use crate::{Error, Limits};

/// What an operation on `members` means. Members are added and removed, never changed (RFC 7643
/// §4.2: their sub-attributes are immutable).
pub(super) fn change(
    definition: &Definition,
    attribute: &Attribute,
    op: Op,
    path: &PatchPath,
    sub: Option<&str>,
    value: Option<&Value>,
    limits: &Limits,
) -> Result<Vec<MemberChange>, Error> {
    let value = value.filter(|value| !value.is_null());
    if sub.is_some_and(|sub| !sub.eq_ignore_ascii_case("value"))
        || sub.is_some() && (path.filter.is_some() || value.is_none())
    {
        return Err(Error::mutability(format!(
            "'{path}': a member can be added or removed, but not changed"
        )));
    }
    let listed = || members::parse(value.unwrap_or(&Value::Null), limits);
    let selected = |filter| removal(definition, attribute, filter, limits);
    Ok(match (op, &path.filter) {
        (Op::Add, None) => some(listed()?, MemberChange::Add),
        (Op::Replace, None) => {
            let new = listed()?;
            vec![if new.is_empty() { MemberChange::Clear } else { MemberChange::Replace(new) }]
        }
        (Op::Remove, None) if value.is_none() => vec![MemberChange::Clear],
        // Listed members and only them; an empty list names none.
        (Op::Remove, None) => {
            let ids = listed()?.into_iter().map(|member| member.value);
            some(ids.collect(), MemberChange::Remove)
        }
        (Op::Remove, Some(filter)) => vec![selected(filter)?],
        (Op::Add, Some(filter)) => match Sent::read(value, limits)? {
            Sent::Nothing => Vec::new(),
            Sent::Empty | Sent::Unnamed => vec![wanted(path, filter)?],
            Sent::Member(member) => {
                if !selects(attribute, filter, &member) {
                    return Err(Error::invalid_value(format!(
                        "'{path}' does not select the member that is to be added"
                    )));
                }
                vec![MemberChange::Add(vec![member])]
            }
        },
        (Op::Replace, Some(filter)) => match Sent::read(value, limits)? {
            // RFC 7643 §2.5: no value is none, also for what a filter selects.
            Sent::Nothing | Sent::Empty => vec![selected(filter)?],
            Sent::Unnamed => vec![wanted(path, filter)?],
            Sent::Member(member) if selects(attribute, filter, &member) => {
                vec![MemberChange::Add(vec![member])]
            }
            // RFC 7644 §3.5.2.3: the value takes the place of what the filter selects. Where that
            // is nobody the value is added, as everywhere else; so the same request may be sent
            // again.
            Sent::Member(member) => vec![selected(filter)?, MemberChange::Add(vec![member])],
        },
    })
}

fn some<T>(all: Vec<T>, change: impl FnOnce(Vec<T>) -> MemberChange) -> Vec<MemberChange> {
    if all.is_empty() { Vec::new() } else { vec![change(all)] }
}

/// What is sent for the member that a filter selects.
enum Sent {
    /// Null or an empty list.
    Nothing,
    /// An object with nothing in it.
    Empty,
    /// Parts of a member, but not which one.
    Unnamed,
    Member(MemberRef),
}

impl Sent {
    fn read(value: Option<&Value>, limits: &Limits) -> Result<Self, Error> {
        let value = match value {
            Some(Value::Array(items)) => match items.as_slice() {
                [] => return Ok(Self::Nothing),
                [single] => single,
                several => {
                    return Err(Error::invalid_value(format!(
                        "members: a filter takes one member, not {}",
                        several.len()
                    )));
                }
            },
            Some(value) => value,
            None => return Ok(Self::Nothing),
        };
        match value {
            Value::Object(map) if map.is_empty() => return Ok(Self::Empty),
            Value::Object(map) if !map.iter().any(names) => return Ok(Self::Unnamed),
            _ => {}
        }
        Ok(members::one(0, value, limits.rules)?.map_or(Self::Nothing, Self::Member))
    }
}

/// Whether a part of a member tells which one it is, or that it is to go.
fn names((name, value): (&String, &Value)) -> bool {
    !value.is_null()
        && ["value", "$ref", "operation"].iter().any(|part| part.eq_ignore_ascii_case(name))
}

/// `members[value eq "…"]` as the place of an addition: that member is wanted.
fn wanted(path: &PatchPath, filter: &Filter) -> Result<MemberChange, Error> {
    match id(filter) {
        Some(value) => Ok(MemberChange::Add(vec![MemberRef { value, ..MemberRef::default() }])),
        None => Err(Error::no_target(format!("'{path}' does not say which member to add"))),
    }
}

/// Whether a filter asks for the member by its id. Ids compare as the schema says that
/// `members.value` does.
fn selects(attribute: &Attribute, filter: &Filter, member: &MemberRef) -> bool {
    let comparison = attribute.sub("value").map_or(Comparison::Exact, Attribute::comparison);
    id(filter).is_some_and(|id| comparison.normalize(&id) == comparison.normalize(&member.value))
}

/// The id that a filter demands.
fn id(filter: &Filter) -> Option<String> {
    let terms = select::terms(filter).unwrap_or_default();
    terms.into_iter().find_map(|(name, value)| match value {
        Value::String(id) if name.eq_ignore_ascii_case("value") && !id.is_empty() => Some(id),
        _ => None,
    })
}

/// Removes what a filter selects.
fn removal(
    definition: &Definition,
    attribute: &Attribute,
    filter: &Filter,
    limits: &Limits,
) -> Result<MemberChange, Error> {
    if let Some(ids) = ids(filter) {
        return Ok(MemberChange::Remove(ids));
    }
    check_element(definition, attribute, filter, limits.rules).map(MemberChange::RemoveWhere)
}

/// The ids that a filter names, if it consists of `value eq "…"` joined by `or`.
fn ids(filter: &Filter) -> Option<Vec<String>> {
    let parts = match filter {
        Filter::Or(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    parts
        .iter()
        .map(|part| match part {
            Filter::Compare(path, filter::Op::Eq, Literal::Text(id))
                if path.urn.is_none()
                    && path.sub.is_none()
                    && path.name.eq_ignore_ascii_case("value") =>
            {
                Some(id.clone())
            }
            _ => None,
        })
        .collect()
}
