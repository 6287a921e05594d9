//! What a described resource type must keep to.

use serde_json::Value;

use super::super::declaration::{check_common, check_keys, check_list, check_urn};
use super::{CustomType, find};
use crate::schema::{Attribute, Schema, Type};
use crate::{Error, Limits, urn};

/// Bytes of a name and of an endpoint.
const MAX_NAME: usize = 64;

/// Extensions of a type.
const MAX_EXTENSIONS: usize = 32;

const KEYS: [&str; 2] = ["resourceType", "schemas"];

/// `id`, `schemas` and `meta` are in what a server publishes, which can so be read again.
const TYPE_KEYS: [&str; 8] =
    ["schemas", "id", "name", "endpoint", "description", "schema", "schemaExtensions", "meta"];

const EXTENSION_KEYS: [&str; 2] = ["schema", "required"];

const SCHEMA_KEYS: [&str; 6] = ["schemas", "id", "name", "description", "attributes", "meta"];

/// Names of resource types of the standard, and of what looks like one. `check` is a word of the
/// management API.
const RESERVED_NAMES: [&str; 8] =
    ["User", "Group", "ServiceProviderConfig", "ResourceType", "Schema", "Bulk", "Me", "check"];

/// Endpoints of the standard.
const RESERVED_ENDPOINTS: [&str; 7] =
    ["Users", "Groups", "ServiceProviderConfig", "ResourceTypes", "Schemas", "Bulk", "Me"];

fn wrong<T>(detail: String) -> Result<T, Error> {
    Err(Error::invalid_value(detail))
}

/// Refuses keys that mean nothing: a misspelt characteristic would be passed over.
pub(super) fn keys(json: &Value) -> Result<(), Error> {
    known("a description of a resource type", json, &KEYS)?;
    for key in KEYS {
        if json.get(key).is_none() {
            return wrong(format!("'{key}' is missing: {} are needed", KEYS.join(" and ")));
        }
    }
    let kind = &json["resourceType"];
    known("resourceType", kind, &TYPE_KEYS)?;
    for (at, extension) in items(kind, "schemaExtensions") {
        known(&format!("resourceType.schemaExtensions[{at}]"), extension, &EXTENSION_KEYS)?;
    }
    for (at, schema) in items(json, "schemas") {
        let place = format!("schemas[{at}]");
        known(&place, schema, &SCHEMA_KEYS)?;
        for (at, attribute) in items(schema, "attributes") {
            check_keys(&format!("{place}.attributes[{at}]"), attribute)?;
        }
    }
    Ok(())
}

fn items<'j>(json: &'j Value, key: &str) -> impl Iterator<Item = (usize, &'j Value)> {
    json.get(key).and_then(Value::as_array).into_iter().flatten().enumerate()
}

fn known(place: &str, json: &Value, keys: &[&str]) -> Result<(), Error> {
    let Some(map) = json.as_object() else {
        return wrong(format!("{place} must be an object"));
    };
    match map.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => {
            wrong(format!("'{key}' means nothing in {place}; possible are {}", keys.join(", ")))
        }
        None => Ok(()),
    }
}

impl CustomType {
    pub(super) fn check(&self) -> Result<(), Error> {
        let kind = &self.resource_type;
        check_word("resourceType.name", &kind.name, &RESERVED_NAMES)?;
        let Some(endpoint) = kind.endpoint.strip_prefix('/') else {
            return wrong(format!(
                "resourceType.endpoint: '{}' begins with no slash, as /Devices does",
                kind.endpoint
            ));
        };
        check_word("resourceType.endpoint", endpoint, &RESERVED_ENDPOINTS)?;
        if is_version(endpoint) {
            return wrong(format!(
                "resourceType.endpoint: '{endpoint}' looks like a version of the protocol"
            ));
        }
        if kind.extensions.len() > MAX_EXTENSIONS {
            return wrong(format!(
                "resourceType has {} extensions; {MAX_EXTENSIONS} are the most",
                kind.extensions.len()
            ));
        }
        self.check_urns()?;
        for (at, schema) in self.schemas.iter().enumerate() {
            let is_core = urn::eq(&schema.id, &kind.schema);
            check_schema(&format!("schemas[{at}]"), schema, is_core)?;
        }
        let attributes = self.schemas.iter().flat_map(|schema| &schema.attributes);
        let count: usize = attributes.map(|one| 1 + one.sub_attributes.len()).sum();
        let most = Limits::default().max_custom_attributes;
        if count > most {
            return wrong(format!("there are {count} attributes; a resource type may have {most}"));
        }
        Ok(())
    }

    /// Every schema that the type names is there, once, and no other.
    fn check_urns(&self) -> Result<(), Error> {
        let urns: Vec<&str> = self.urns().collect();
        for (at, urn) in urns.iter().enumerate() {
            check_urn(urn)?;
            if urn::is_reserved(urn) || urn::is_enterprise(urn) {
                return wrong(format!("'{urn}' is a schema of the standard"));
            }
            if urns[..at].iter().any(|other| urn::eq(other, urn)) {
                return wrong(format!("resourceType names the schema '{urn}' twice"));
            }
            if find(&self.schemas, urn).is_none() {
                return wrong(format!("schemas lacks '{urn}', which resourceType names"));
            }
        }
        for (at, schema) in self.schemas.iter().enumerate() {
            if !urns.iter().any(|urn| urn::eq(urn, &schema.id)) {
                let id = &schema.id;
                return wrong(format!("schemas has '{id}', which resourceType does not name"));
            }
            if find(&self.schemas[..at], &schema.id).is_some() {
                return wrong(format!("schemas has '{}' twice", schema.id));
            }
        }
        Ok(())
    }
}

/// A name and an endpoint are words that need no encoding in a URL.
fn check_word(place: &str, word: &str, reserved: &[&str]) -> Result<(), Error> {
    let begins_well = word.starts_with(|first: char| first.is_ascii_alphabetic());
    let goes_on_well = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !begins_well || !word.bytes().all(goes_on_well) || word.len() > MAX_NAME {
        return wrong(format!(
            "{place}: '{word}' begins with no letter, goes on with other than letters, digits, '-' \
             and '_', or has more than {MAX_NAME} of them"
        ));
    }
    match reserved.iter().find(|one| one.eq_ignore_ascii_case(word)) {
        Some(one) => wrong(format!("{place}: '{one}' is reserved")),
        None => Ok(()),
    }
}

fn is_version(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(['v', 'V'])
        && word.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}

fn check_schema(place: &str, schema: &Schema, is_core: bool) -> Result<(), Error> {
    let inner = |error: Error| Error { detail: format!("{place}: {}", error.detail), ..error };
    let (nested, own): (Vec<_>, Vec<_>) = schema
        .attributes
        .iter()
        .cloned()
        .partition(|attribute| !is_core && attribute.name.contains(':'));
    check_list("", &own, false).map_err(inner)?;
    for (at, attribute) in nested.iter().enumerate() {
        check_nested(attribute).map_err(inner)?;
        if nested[..at].iter().any(|other| urn::eq(&other.name, &attribute.name)) {
            return wrong(format!("{place}: '{}' is declared twice", attribute.name));
        }
    }
    check_common(&format!("{place}: "), &schema.attributes)?;
    if is_core && schema.attributes.iter().any(is_exact_email) {
        return wrong(format!(
            "{place}: 'emails.value' cannot be caseExact; e-mail addresses are found without \
             regard to case"
        ));
    }
    Ok(())
}

/// An extension within an extension, as RFC 9944 §7.1 has it: a complex attribute that is called by
/// a URN. It may have no attributes.
fn check_nested(attribute: &Attribute) -> Result<(), Error> {
    let name = &attribute.name;
    check_urn(name)?;
    if attribute.kind != Type::Complex || attribute.multi_valued {
        return wrong(format!("'{name}' must be complex and have one value"));
    }
    check_list(&format!("{name}."), &attribute.sub_attributes, true)
}

/// The addresses in a list `emails` are kept as they compare for users.
fn is_exact_email(attribute: &Attribute) -> bool {
    let is_exact = |sub: &Attribute| sub.kind != Type::String || sub.case_exact == Some(true);
    attribute.name.eq_ignore_ascii_case("emails")
        && attribute.multi_valued
        && attribute.sub("value").is_some_and(is_exact)
}
