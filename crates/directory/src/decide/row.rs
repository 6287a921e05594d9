//! From canonical JSON to a row: the columns by which a resource is found.

use std::borrow::Cow;

use scim::Definition;
use scim::schema::Comparison;
use scim::text::fold;
use serde_json::{Map, Value};

use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::{Kind, Row};
use crate::schemas::UniqueValue;

/// Bytes of a text by which resources are found, in the form in which it compares. Longer ones do
/// not fit into an index of every database.
pub(crate) const MAX_KEY_BYTES: usize = 2_000;

/// By which attribute resources of a kind are known, and how it compares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming<'d> {
    /// The name of the attribute.
    pub(crate) attribute: &'d str,
    comparison: Comparison,
}

impl<'d> Naming<'d> {
    /// Of users, wherever they are.
    pub(crate) const USER: Self = Self { attribute: "userName", comparison: Comparison::UserName };

    /// Of a kind in a directory; `None` where its resources have no names.
    pub(crate) fn of(directory: &'d DirectoryInfo, kind: Kind) -> Option<Self> {
        let attribute = directory.naming_attribute(kind)?;
        let comparison = match kind {
            Kind::User => Comparison::UserName,
            Kind::Group => Comparison::Fold,
            Kind::Custom(_) => directory.definition(kind).naming()?.comparison(),
        };
        Some(Self { attribute, comparison })
    }

    /// A name in the form in which it compares.
    pub(crate) fn key(&self, name: &str) -> String {
        self.comparison.normalize(name).into_owned()
    }
}

/// Builds the row of a resource from its canonical attributes (without derived parts), to which
/// `id` is added. A name, `externalId` or e-mail that is too long to be found by is 400
/// `invalidValue`.
pub(super) fn build(
    directory: &DirectoryInfo,
    (kind, id): (Kind, ResourceId),
    mut attributes: Map<String, Value>,
) -> Result<Row, scim::Error> {
    attributes.insert("id".to_owned(), Value::String(id.to_string()));
    let naming = Naming::of(directory, kind);
    let (name_key, external_id) = identity(naming, &attributes);
    let name_is_unique = match kind {
        Kind::User => true,
        Kind::Group => directory.settings.unique_group_names,
        // What is declared unique is kept so apart, whether it is a name or not.
        Kind::Custom(_) => false,
    };
    let emails = emails(&attributes);
    refuse_long(naming.map_or("the name", |naming| naming.attribute), [&name_key])?;
    refuse_long("externalId", &external_id)?;
    refuse_long("emails.value", &emails)?;
    Ok(Row {
        kind,
        id,
        name_key,
        name_is_unique,
        external_id,
        display: display(kind, naming, &attributes).into_owned(),
        // A new user is active unless it says otherwise, and that is stored. Where `active` was
        // removed later there is nothing that gives access.
        active: kind != Kind::User
            || attributes.get("active").and_then(Value::as_bool).unwrap_or(false),
        emails,
        unique: None,
        body: print(&attributes)?,
    })
}

/// Prints canonical attributes. (`Display` of a JSON value takes half as long again.)
fn print(attributes: &Map<String, Value>) -> Result<String, scim::Error> {
    serde_json::to_string(attributes).map_err(|error| scim::Error::invalid_value(error.to_string()))
}

/// What an event tells of a resource with that body: everything but what is never shown.
pub(super) fn told<'b>(definition: &Definition, body: &'b str) -> Cow<'b, str> {
    if !definition.has_declarations() {
        return body.into();
    }
    let mut attributes: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
    definition.remove_secrets(&mut attributes);
    Value::Object(attributes).to_string().into()
}

/// What a resource is known by: its name, in the form in which it compares, and its `externalId`.
pub(crate) fn identity(
    naming: Option<Naming<'_>>,
    attributes: &Map<String, Value>,
) -> (String, Option<String>) {
    let name = naming.and_then(|naming| Some(naming.key(text(attributes, naming.attribute)?)));
    (name.unwrap_or_default(), text(attributes, "externalId").map(str::to_owned))
}

/// The values of a resource that no other may have; `None` where the kind has no such attributes.
/// Those that it had before, by the body `before`, it keeps.
pub(super) fn unique(
    directory: &DirectoryInfo,
    kind: Kind,
    before: Option<&Map<String, Value>>,
    after: &Map<String, Value>,
) -> Result<Option<Vec<UniqueValue>>, scim::Error> {
    let unique = directory.unique(kind);
    if unique.is_empty() {
        return Ok(None);
    }
    let mut values = Vec::with_capacity(unique.len());
    for attribute in unique {
        let Some(value) = attribute.value(after) else { continue };
        refuse_long(&attribute.name, [&value])?;
        let is_kept = before.and_then(|before| attribute.value(before)).as_ref() == Some(&value);
        values.push(UniqueValue { attribute: attribute.name.clone(), value, is_kept });
    }
    Ok(Some(values))
}

fn refuse_long<'t>(
    attribute: &str,
    texts: impl IntoIterator<Item = &'t String>,
) -> Result<(), scim::Error> {
    match texts.into_iter().map(String::len).find(|length| *length > MAX_KEY_BYTES) {
        Some(length) => Err(scim::Error::invalid_value(format!(
            "{attribute} has {length} bytes; resources are found by it, so that {MAX_KEY_BYTES} \
             are the most"
        ))),
        None => Ok(()),
    }
}

fn text<'a>(attributes: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    attributes.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A user is shown by `displayName`, or else by the parts of `name`, or else by `userName`; what is
/// neither user nor group by `displayName`, by its name, or by `externalId`.
fn display<'a>(
    kind: Kind,
    naming: Option<Naming<'_>>,
    attributes: &'a Map<String, Value>,
) -> Cow<'a, str> {
    let display_name = text(attributes, "displayName");
    if kind == Kind::Group {
        return display_name.unwrap_or_default().into();
    }
    if let Some(display) = display_name {
        return display.into();
    }
    let name = naming.and_then(|naming| text(attributes, naming.attribute));
    if kind.is_custom() {
        return name.or_else(|| text(attributes, "externalId")).unwrap_or_default().into();
    }
    if let Some(name) = attributes.get("name").and_then(Value::as_object) {
        if let Some(formatted) = text(name, "formatted") {
            return formatted.into();
        }
        let parts: Vec<&str> = ["givenName", "familyName"]
            .iter()
            .filter_map(|part| text(name, part))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if !parts.is_empty() {
            return parts.join(" ").into();
        }
    }
    name.unwrap_or_default().into()
}

/// The e-mail values, folded for comparison, in order and without repetition.
pub(super) fn emails(attributes: &Map<String, Value>) -> Vec<String> {
    let mut values: Vec<String> = attributes
        .get("emails")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|email| email.get("value")?.as_str())
        .map(|value| fold(value).into_owned())
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::DirectoryId;
    use crate::settings::Settings;
    use crate::store::DirectoryRecord;

    fn try_row(kind: Kind, attributes: Value) -> Result<Row, scim::Error> {
        let Value::Object(attributes) = attributes else { panic!("an object") };
        let record = DirectoryRecord {
            id: DirectoryId(1),
            name: "default".to_owned(),
            settings: Settings::default(),
            learned: Vec::new(),
            schema_level: 0,
            declared: Vec::new(),
            declared_level: 0,
            types: Vec::new(),
            types_level: 0,
        };
        build(&record.into(), (kind, ResourceId(uuid::Uuid::nil())), attributes)
    }

    fn row(kind: Kind, attributes: Value) -> Row {
        try_row(kind, attributes).unwrap()
    }

    #[test]
    fn what_is_looked_up_has_a_greatest_length() {
        let user =
            |name: &str, value: &str| try_row(Kind::User, json!({"userName": "a", name: value}));
        let long = "é".repeat(1_001);
        for name in ["userName", "externalId"] {
            let error = user(name, &long).unwrap_err();
            assert_eq!(error.scim_type, Some(scim::ScimType::InvalidValue), "{name}");
            assert!(error.detail.starts_with(name) && error.detail.contains("2002"), "{error}");
        }
        assert!(user("externalId", &"x".repeat(2_000)).is_ok());
        assert!(user("title", &long).is_ok());
    }

    #[test]
    fn a_user_without_a_display_name_is_shown_by_the_name_or_the_user_name() {
        let named = json!({"userName": "ann", "name": {"givenName": "Ann", "familyName": " Lee"}});
        assert_eq!(row(Kind::User, named).display, "Ann Lee");
        assert_eq!(row(Kind::User, json!({"userName": "ann"})).display, "ann");
        let both = json!({"userName": "ann", "displayName": "A. Lee", "name": {"formatted": "x"}});
        assert_eq!(row(Kind::User, both).display, "A. Lee");
    }

    #[test]
    fn emails_are_folded_and_not_repeated() {
        let user = json!({"userName": "a", "emails": [
            {"value": "B@Example.com"}, {"value": "b@example.COM", "type": "home"}, {"value": "A@x"},
        ]});
        assert_eq!(row(Kind::User, user).emails, ["a@x", "b@example.com"]);
    }

    #[test]
    fn only_active_true_is_active() {
        assert!(row(Kind::User, json!({"userName": "a", "active": true})).active);
        assert!(!row(Kind::User, json!({"userName": "a", "active": false})).active);
        assert!(!row(Kind::User, json!({"userName": "a"})).active);
    }
}
