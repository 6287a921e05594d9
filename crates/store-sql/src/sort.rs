//! [`SortKey`] as an expression to order by.

use scim::filter::typed::{Root, Target};
use scim::schema::Type;
use scim::sort::SortKey;

use crate::dialect::{Dialect, Doc};
use crate::filter::json;
use crate::filter::{compare, version};

/// The value that a row of `resources AS r` is ordered by, null if it has none.
pub(crate) fn expression<D: Dialect>(dialect: &D, key: &SortKey) -> String {
    let target = &key.target;
    match target.root {
        Root::Id => "r.id".to_owned(),
        Root::UserName | Root::DisplayName => "nullif(r.name_key, '')".to_owned(),
        // Clients see milliseconds; what is equal to them is ordered by id.
        Root::Created => "r.created / 1000".to_owned(),
        Root::LastModified => "r.modified / 1000".to_owned(),
        Root::Version => compare::normalized(dialect, target.comparison, &version()),
        Root::Location => dialect.uuid_text("r.id"),
        // The same for all of a kind, or lists of which no element is the first.
        Root::ResourceType | Root::Meta | Root::Members | Root::Groups => "NULL".to_owned(),
        _ if target.multi.is_some() => of_list(dialect, target),
        _ => json::scalar(dialect, Doc::Body, &target.steps, target)
            .unwrap_or_else(|| "NULL".to_owned()),
    }
}

/// The value of the element that is primary, else of the first.
fn of_list<D: Dialect>(dialect: &D, target: &Target) -> String {
    let (to_list, rest) = json::split(target);
    let element = Doc::Element("s");
    let Some(scalar) = json::scalar(dialect, element, rest, target) else {
        return "NULL".to_owned();
    };
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
