//! From attributes to the places of their values.

use super::typed::{Root, Target};
use crate::definition::{Definition, Resolved};
use crate::path::AttrPath;
use crate::schema::{Attribute, Comparison, Type};
use crate::urn;

/// The target of an attribute or sub-attribute, seen from the resource.
pub(crate) fn place(
    definition: &Definition,
    extension: Option<&str>,
    attribute: &Attribute,
    sub: Option<&Attribute>,
) -> Target {
    let steps = Resolved::Attribute { extension, attribute, sub }.steps();
    let above = usize::from(extension.is_some()) + 1;
    let multi = if attribute.multi_valued {
        Some(above)
    } else {
        sub.filter(|sub| sub.multi_valued).map(|_| above + 1)
    };
    let leaf = sub.unwrap_or(attribute);
    let root = match extension {
        None if attribute.is_standard() => root(definition, &attribute.name, sub),
        None if names(definition, attribute) => Root::DisplayName,
        _ => Root::Body,
    };
    // The values of `schemas` are URNs, which compare without case although it is `caseExact`.
    let comparison = if root == Root::Schemas { Comparison::Fold } else { leaf.comparison() };
    Target { root, steps, multi, kind: leaf.kind, comparison }
}

/// Whether resources of a custom type are known by an attribute.
fn names(definition: &Definition, attribute: &Attribute) -> bool {
    definition.is_custom()
        && definition.naming().is_some_and(|naming| std::ptr::eq(naming, attribute))
}

fn root(definition: &Definition, name: &str, sub: Option<&Attribute>) -> Root {
    let is_user = definition.resource_type().schema == urn::USER;
    match (name, sub.map(|sub| sub.name.as_str())) {
        ("id", None) => Root::Id,
        ("externalId", None) => Root::ExternalId,
        ("schemas", None) => Root::Schemas,
        ("meta", None) => Root::Meta,
        ("meta", Some("created")) => Root::Created,
        ("meta", Some("lastModified")) => Root::LastModified,
        ("meta", Some("version")) => Root::Version,
        ("meta", Some("location")) => Root::Location,
        ("meta", Some("resourceType")) => Root::ResourceType,
        ("userName", None) if is_user => Root::UserName,
        ("active", None) if is_user => Root::Active,
        ("emails", Some("value")) if is_user => Root::EmailValue,
        ("displayName", None) if definition.resource_type().schema == urn::GROUP => {
            Root::DisplayName
        }
        ("members", _) if definition.relation() == Some(crate::Relation::Members) => Root::Members,
        ("groups", _) if definition.relation() == Some(crate::Relation::Groups) => Root::Groups,
        _ => Root::Body,
    }
}

/// Why no resource is found or sorted by an attribute, if none is: what comes after `'path' `.
pub(crate) fn refusal(
    extension: Option<&str>,
    attribute: &Attribute,
    sub: Option<&Attribute>,
) -> Option<&'static str> {
    // RFC 7643 §7: who could compare it, could find it out letter by letter.
    if attribute.is_secret() || sub.is_some_and(Attribute::is_secret) {
        return Some("cannot be searched for: it is never returned");
    }
    let is_manager = extension == Some(urn::ENTERPRISE_USER)
        && attribute.name == "manager"
        && attribute.is_standard();
    // They belong to the manager, and are stored with nobody else.
    let is_derived = sub.is_some_and(|sub| matches!(&*sub.name, "displayName" | "$ref"));
    (is_manager && is_derived)
        .then_some("cannot be searched by: it follows from the manager; use manager.value")
}

/// Whether a path within the brackets of an attribute is `value`, and so means the value itself: it
/// need not have parts.
pub(super) fn means_itself(attribute: &Attribute, path: &AttrPath) -> bool {
    attribute.kind != Type::Complex
        && path.urn.is_none()
        && path.sub.is_none()
        && path.name.eq_ignore_ascii_case("value")
}

/// The target of a path within the brackets of an attribute, seen from one value.
pub(super) fn element_target(attribute: &Attribute, path: &AttrPath) -> Option<Target> {
    if means_itself(attribute, path) {
        return Some(Target {
            root: Root::Element,
            steps: Vec::new(),
            multi: None,
            kind: attribute.kind,
            comparison: attribute.comparison(),
        });
    }
    if path.urn.is_some() || path.sub.is_some() {
        return None;
    }
    attribute.sub(&path.name).map(part_target)
}

/// The target of a part of a value, seen from the value.
pub(super) fn part_target(sub: &Attribute) -> Target {
    Target {
        root: Root::Element,
        steps: vec![sub.name.clone()],
        multi: sub.multi_valued.then_some(1),
        kind: sub.kind,
        comparison: sub.comparison(),
    }
}
