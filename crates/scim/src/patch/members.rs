//! Operations on a group's members. They become changes; nothing here reads the members.

use serde_json::Value;

use super::{Op, select};
use crate::definition::Definition;
use crate::filter::{self, Filter, Literal, check_element};
use crate::members::{self, MemberChange, MemberRef};
use crate::path::PatchPath;
use crate::schema::Attribute;
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
) -> Result<Option<MemberChange>, Error> {
    let value = value.filter(|value| !value.is_null());
    if sub.is_some_and(|sub| !sub.eq_ignore_ascii_case("value"))
        || sub.is_some() && (path.filter.is_some() || value.is_none())
    {
        return Err(Error::mutability(format!(
            "'{path}': a member can be added or removed, but not changed"
        )));
    }
    match (op, &path.filter) {
        (Op::Add, None) => {
            let new = members::parse(value.unwrap_or(&Value::Null), limits)?;
            Ok((!new.is_empty()).then_some(MemberChange::Add(new)))
        }
        (Op::Replace, None) => {
            let new = members::parse(value.unwrap_or(&Value::Null), limits)?;
            Ok(Some(if new.is_empty() { MemberChange::Clear } else { MemberChange::Replace(new) }))
        }
        (Op::Remove, None) => match value {
            None => Ok(Some(MemberChange::Clear)),
            // Listed members and only them; an empty list names none.
            Some(value) => {
                let ids = members::parse(value, limits)?.into_iter().map(|member| member.value);
                let ids: Vec<String> = ids.collect();
                Ok((!ids.is_empty()).then_some(MemberChange::Remove(ids)))
            }
        },
        (Op::Remove, Some(filter)) => {
            if let Some(ids) = ids(filter) {
                return Ok(Some(MemberChange::Remove(ids)));
            }
            check_element(definition, attribute, filter, limits.rules)
                .map(|expr| Some(MemberChange::RemoveWhere(expr)))
        }
        (Op::Add | Op::Replace, Some(filter)) => added(path, filter).map(Some),
    }
}

/// `members[value eq "…"]` as the place of an addition: that member is wanted.
fn added(path: &PatchPath, filter: &Filter) -> Result<MemberChange, Error> {
    let terms = select::terms(filter).unwrap_or_default();
    let id = terms.into_iter().find_map(|(name, value)| match value {
        Value::String(id) if name.eq_ignore_ascii_case("value") && !id.is_empty() => Some(id),
        _ => None,
    });
    match id {
        Some(value) => Ok(MemberChange::Add(vec![MemberRef { value, display: None }])),
        None => Err(Error::no_target(format!("'{path}' does not say which member to add"))),
    }
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
