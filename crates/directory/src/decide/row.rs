//! From canonical JSON to a row: the columns by which a resource is found.

use std::borrow::Cow;

use scim::Definition;
use scim::text::{fold, user_name_key};
use serde_json::{Map, Value};

use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::{Kind, Row};
use crate::schemas::UniqueValue;
use crate::settings::Settings;

/// Bytes of a text by which resources are found, in the form in which it compares. Longer ones do
/// not fit into an index of every database.
pub(crate) const MAX_KEY_BYTES: usize = 2_000;

/// Builds the row of a resource from its canonical attributes (without derived parts), to which
/// `id` is added. A name, `externalId` or e-mail that is too long to be found by is 400
/// `invalidValue`.
pub(super) fn build(
    kind: Kind,
    id: ResourceId,
    mut attributes: Map<String, Value>,
    settings: Settings,
) -> Result<Row, scim::Error> {
    attributes.insert("id".to_owned(), Value::String(id.to_string()));
    let (name_key, external_id) = identity(kind, &attributes);
    let name_is_unique = kind == Kind::User || settings.unique_group_names;
    let emails = emails(&attributes);
    refuse_long(kind.naming_attribute(), [&name_key])?;
    refuse_long("externalId", &external_id)?;
    refuse_long("emails.value", &emails)?;
    Ok(Row {
        kind,
        id,
        name_key,
        name_is_unique,
        external_id,
        display: display(kind, &attributes).into_owned(),
        // A new user is active unless it says otherwise, and that is stored. Where `active` was
        // taken away later, by `remove` or by a client that drops false values, it was not to give
        // access.
        active: kind == Kind::Group
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
pub(crate) fn identity(kind: Kind, attributes: &Map<String, Value>) -> (String, Option<String>) {
    let name = text(attributes, kind.naming_attribute()).unwrap_or_default();
    let name_key = match kind {
        Kind::User => user_name_key(name),
        Kind::Group => fold(name).into_owned(),
    };
    (name_key, text(attributes, "externalId").map(str::to_owned))
}

/// The values of a resource that no other may have; `None` where the directory has no such
/// attributes. Those that it had before, by the body `before`, it keeps.
pub(super) fn unique(
    directory: &DirectoryInfo,
    kind: Kind,
    before: Option<&Map<String, Value>>,
    after: &Map<String, Value>,
) -> Result<Option<Vec<UniqueValue>>, scim::Error> {
    if !directory.has_unique() {
        return Ok(None);
    }
    let mut values = Vec::new();
    for attribute in directory.unique(kind) {
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

/// A user is shown by `displayName`, or else by the parts of `name`, or else by `userName`.
fn display(kind: Kind, attributes: &Map<String, Value>) -> Cow<'_, str> {
    let display_name = text(attributes, "displayName");
    if kind == Kind::Group {
        return display_name.unwrap_or_default().into();
    }
    if let Some(display) = display_name {
        return display.into();
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
    text(attributes, "userName").unwrap_or_default().into()
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

    fn row(kind: Kind, attributes: Value) -> Row {
        let Value::Object(attributes) = attributes else { panic!("an object") };
        build(kind, ResourceId(uuid::Uuid::nil()), attributes, Settings::default()).unwrap()
    }

    #[test]
    fn what_is_looked_up_has_a_greatest_length() {
        let user = |name: &str, value: &str| {
            let attributes = json!({"userName": "a", name: value});
            let Value::Object(attributes) = attributes else { panic!("an object") };
            let id = ResourceId(uuid::Uuid::nil());
            build(Kind::User, id, attributes, Settings::default())
        };
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
