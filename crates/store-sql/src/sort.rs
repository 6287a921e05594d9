//! [`SortKey`] as an expression to order by.

use scim::filter::typed::{Root, Target};
use scim::schema::Type;
use scim::sort::SortKey;

use crate::dialect::{Dialect, Doc};
use crate::filter::json;
use crate::filter::{NAME, compare, version};

/// The type of what resources are sorted by, in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortType {
    /// Whole numbers of 64 bits: numbers of milliseconds or microseconds, and booleans as 0 and 1.
    Integer,
    /// What [`Dialect::json_number`] gives: whole numbers and others.
    Number,
    /// Text, compared byte by byte.
    Text,
    /// Ids as they are stored.
    Id,
}

impl SortType {
    /// The type of a sort key's values; `None` if no resource has a value.
    pub fn of(key: &SortKey) -> Option<Self> {
        match (key.target.root, key.target.kind) {
            (Root::Id, _) => Some(Self::Id),
            (Root::Created | Root::LastModified, _) => Some(Self::Integer),
            // The same for all of a kind, or lists of which no element is the first.
            (Root::ResourceType | Root::Meta | Root::Members | Root::Groups, _)
            | (_, Type::Complex) => None,
            (_, Type::Boolean | Type::DateTime) => Some(Self::Integer),
            (_, Type::Integer | Type::Decimal) => Some(Self::Number),
            (_, Type::String | Type::Binary | Type::Reference) => Some(Self::Text),
        }
    }
}

/// The value that a row of `resources AS r` is ordered by, null if it has none.
pub(crate) fn expression<D: Dialect>(dialect: &D, key: &SortKey) -> String {
    let target = &key.target;
    match target.root {
        Root::Id => "r.id".to_owned(),
        Root::UserName | Root::DisplayName => NAME.to_owned(),
        // Clients see milliseconds; what is equal to them is ordered by id.
        Root::Created => "r.created / 1000".to_owned(),
        Root::LastModified => "r.modified / 1000".to_owned(),
        Root::Version => compare::normalized(dialect, target.comparison, &version()),
        Root::Location => dialect.uuid_text("r.id"),
        Root::ResourceType | Root::Meta | Root::Members | Root::Groups => "NULL".to_owned(),
        _ if target.multi.is_some() => of_list(dialect, target),
        _ => scalar(dialect, Doc::Body, &target.steps, target),
    }
}

/// The value at a place; a boolean as a number, so that it can be told and compared again.
fn scalar<D: Dialect>(dialect: &D, doc: Doc<'_>, steps: &[String], target: &Target) -> String {
    match json::scalar(dialect, doc, steps, target) {
        None => "NULL".to_owned(),
        Some(value) if target.kind == Type::Boolean => {
            format!("CAST(CASE {value} WHEN TRUE THEN 1 WHEN FALSE THEN 0 END AS bigint)")
        }
        Some(value) => value,
    }
}

/// The value of the element that is primary, else of the first.
fn of_list<D: Dialect>(dialect: &D, target: &Target) -> String {
    let (to_list, rest) = json::split(target);
    let element = Doc::Element("s");
    let scalar = scalar(dialect, element, rest, target);
    let elements = dialect.elements(Doc::Body, to_list, "s");
    let position = dialect.element_position("s");
    let primary = dialect.json_boolean(element, &["primary".to_owned()]);
    // Only elements of complex attributes can be primary.
    let first = match target.kind {
        Type::Complex => return "NULL".to_owned(),
        _ if rest.is_empty() => String::new(),
        _ => format!("coalesce({primary}, FALSE) DESC, "),
    };
    format!("(SELECT {scalar} FROM {elements} ORDER BY {first}{position} LIMIT 1)")
}
