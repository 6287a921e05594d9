//! Resource types that an admin describes, as they are written down (RFC 7643 §6 and §7).

mod built_in;
mod check;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::declaration::settle;
use super::declared::Declared;
use super::{Definition, ResourceType};
use crate::Error;
use crate::schema::{Attribute, Schema, Type, Uniqueness};

pub use built_in::BuiltIn;

/// A resource type beside users and groups, with all its schemas: nothing about it is learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomType {
    /// The type itself.
    pub resource_type: ResourceType,
    /// The schemas that it names: the core schema first, then the extensions in their order.
    #[serde(deserialize_with = "described")]
    pub schemas: Vec<Schema>,
}

/// Attributes are declared wherever a description is read from.
fn described<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Schema>, D::Error> {
    let mut schemas = Vec::<Schema>::deserialize(from)?;
    for schema in &mut schemas {
        if schema.name.is_empty() {
            schema.name = super::learn::schema_name(&schema.id);
        }
        for attribute in &mut schema.attributes {
            forgive(attribute);
            settle(attribute);
        }
    }
    Ok(schemas)
}

/// The RFCs' own schemas say of booleans and numbers that case does not matter, and of complex
/// attributes that they need not be unique, which means nothing.
fn forgive(attribute: &mut Attribute) {
    if !attribute.kind.is_text() {
        attribute.case_exact = None;
        attribute.uniqueness.take_if(|how| *how == Uniqueness::None);
    }
    attribute.sub_attributes.iter_mut().for_each(forgive);
}

impl CustomType {
    /// Reads the description of a resource type from JSON: `{"resourceType": …, "schemas": […]}`
    /// with the type as in RFC 7643 §6 and its schemas as in §7. What is wrong is 400
    /// `invalidValue`, with the place in its detail.
    pub fn parse(json: &Value) -> Result<Self, Error> {
        check::keys(json)?;
        let mut described: Self = serde_json::from_value(json.clone())
            .map_err(|error| Error::invalid_value(format!("the resource type: {error}")))?;
        described.check()?;
        let order = std::mem::take(&mut described.schemas);
        described.schemas = described.urns().filter_map(|urn| find(&order, urn)).cloned().collect();
        Ok(described)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.resource_type.name
    }

    /// The path below the base URL, without a slash.
    pub fn endpoint(&self) -> &str {
        self.resource_type.endpoint.trim_start_matches('/')
    }

    /// The URNs of its schemas.
    pub fn urns(&self) -> impl Iterator<Item = &str> {
        let extensions = self.resource_type.extensions.iter();
        std::iter::once(self.resource_type.schema.as_str())
            .chain(extensions.map(|extension| extension.schema.as_str()))
    }
}

fn find<'s>(schemas: &'s [Schema], urn: &str) -> Option<&'s Schema> {
    schemas.iter().find(|schema| crate::urn::eq(&schema.id, urn))
}

impl Definition {
    /// A resource type that an admin has described.
    pub fn custom(described: &CustomType) -> Self {
        let mut schemas = described.schemas.iter().cloned();
        let core = schemas.next().unwrap_or_else(|| Schema {
            id: described.resource_type.schema.clone(),
            name: described.name().to_owned(),
            description: String::new(),
            attributes: Vec::new(),
        });
        Self {
            resource_type: described.resource_type.clone(),
            core,
            extensions: schemas.collect(),
            relation: None,
            custom: 0,
            closed: false,
            declared: Declared::whole(),
        }
    }

    /// Whether an admin has described the whole type.
    pub fn is_custom(&self) -> bool {
        self.declared.whole
    }

    /// The attribute by which a resource of a custom type is known: the first text of the core
    /// schema that every resource has, and no two alike.
    pub fn naming(&self) -> Option<&Attribute> {
        let names = |attribute: &&Attribute| {
            attribute.kind == Type::String
                && attribute.required
                && !attribute.multi_valued
                && !attribute.is_secret()
                && !matches!(attribute.uniqueness, None | Some(Uniqueness::None))
        };
        self.core.attributes.iter().find(names).filter(|_| self.declared.whole)
    }
}
