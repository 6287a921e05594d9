//! The rows that changes write.

use directory::id::ResourceId;
use directory::resource::{Kind, Row};
use directory::schemas::{UniqueIndex, UniqueValue};
use scim::UniqueAttribute;
use scim::filter::typed::{Root, Target};
use scim::schema::{Comparison, Type};
use serde_json::json;

/// A resource type beside users and groups.
pub(crate) fn badge() -> Kind {
    Kind::from_code(3).unwrap()
}

/// The attribute `badge` of some kinds.
pub(crate) fn badges(kinds: &[Kind]) -> Vec<UniqueIndex> {
    let target = Target {
        root: Root::Body,
        steps: vec!["badge".to_owned()],
        multi: None,
        kind: Type::String,
        comparison: Comparison::Fold,
    };
    let attribute = UniqueAttribute { name: "badge".to_owned(), target };
    kinds.iter().map(|kind| UniqueIndex { kind: *kind, attribute: attribute.clone() }).collect()
}

/// The value of `badge` that goes with a name; some have the same one.
pub(crate) fn with_badge(row: Row, name: u8, is_unique: bool, is_kept: bool) -> Row {
    let value = format!("badge {}", name % 4);
    let attribute = "badge".to_owned();
    let unique = is_unique.then(|| vec![UniqueValue { attribute, value, is_kept }]);
    Row { unique, ..row }
}

/// A row of such a name, with so many addresses.
pub(crate) fn row(
    kind: Kind,
    id: ResourceId,
    name: u8,
    active: bool,
    emails: u8,
    unique: bool,
) -> Row {
    let emails: Vec<String> = (0..emails).map(|email| format!("{email}@x")).collect();
    Row {
        kind,
        id,
        name_key: format!("name {name}"),
        name_is_unique: kind == Kind::User || unique,
        external_id: name.is_multiple_of(2).then(|| format!("external {name}")),
        display: format!("Name {name}"),
        active: kind != Kind::User || active,
        body: json!({
            "id": id, "name": name, "emails": emails, "badge": format!("Badge {}", name % 4),
        })
        .to_string(),
        emails,
        unique: None,
    }
}
