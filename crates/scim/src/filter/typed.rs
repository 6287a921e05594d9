//! Filters whose names, types and comparisons are settled.

use super::Op;
use crate::schema::{Comparison, Type};

/// A condition on a resource.
///
/// What it means is defined by [`Expr::matches`]. A value that is missing satisfies no
/// comparison but [`Op::Ne`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// All of them; true of none.
    All(Vec<Expr>),
    /// One of them; false of none.
    Any(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// False.
    Never,
    /// True.
    Always,
    /// There is a value, other than the empty string. Of a complex value, one sub-attribute has
    /// such a value; of a list, one element is such a value.
    Present(Target),
    /// A value compares so. On the way through a list, one element does. [`Op::Ne`] is also true
    /// if there is no value.
    Compare {
        /// The value.
        target: Target,
        /// The operator; never one that the target's type does not have.
        op: Op,
        /// What it is compared with.
        value: Value,
    },
    /// One element of a list satisfies the whole condition.
    Element {
        /// The list: a multi-valued attribute; `multi` equals the number of steps.
        target: Target,
        /// The condition. Its targets begin at the element, [`Root::Element`].
        filter: Box<Expr>,
    },
}

/// Where a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which kind of place, for those who keep some values in columns of their own.
    pub root: Root,
    /// JSON keys from the root of the resource, or of the element, to the value. Empty for an
    /// element that is itself the value.
    pub steps: Vec<String>,
    /// How many of the steps lead to the list, if one is on the way. Of other lists on the way no
    /// value is seen. A single value in the list's place counts as a list of one: an attribute
    /// that was learned as single-valued may have become multi-valued since.
    pub multi: Option<usize>,
    /// Type of the value.
    pub kind: Type,
    /// How text compares. Compare the normalized form of the stored text with [`Value::Text`].
    pub comparison: Comparison,
}

/// The kinds of places where a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// Anywhere in the stored body.
    Body,
    /// `id`
    Id,
    /// `externalId`
    ExternalId,
    /// `userName` of a User.
    UserName,
    /// `displayName` of a Group, and what names a resource of a custom type.
    DisplayName,
    /// `emails.value` of a User.
    EmailValue,
    /// `active` of a User; absent, it compares as false.
    Active,
    /// `meta.created`
    Created,
    /// `meta.lastModified`
    LastModified,
    /// `meta.version`
    Version,
    /// `meta.location`
    Location,
    /// `meta.resourceType`
    ResourceType,
    /// `meta` as a whole: always present.
    Meta,
    /// `members` of a Group and its sub-attributes.
    Members,
    /// `groups` of a User and its sub-attributes.
    Groups,
    /// `schemas`
    Schemas,
    /// The element of the list that surrounds this condition.
    Element,
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, already normalized by the target's comparison.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or beyond `i64`.
    Decimal(f64),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
}

impl Expr {
    /// All of them, without the wrapping where it says nothing.
    pub fn all(mut parts: Vec<Expr>) -> Self {
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::All(parts),
        }
    }

    /// One of them, without the wrapping where it says nothing.
    pub fn any(mut parts: Vec<Expr>) -> Self {
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::Any(parts),
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Never => Self::Always,
            Self::Always => Self::Never,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}
