//! A resource type with everything that is known about its attributes.

mod closed;
mod custom;
mod declaration;
mod declared;
mod learn;
mod place;
mod resolve;
mod violation;

use serde::{Deserialize, Serialize};

use crate::schema::{COMMON, ENTERPRISE_USER, GROUP, Schema, USER};

pub use custom::{BuiltIn, CustomType};
pub use declaration::Declaration;
pub use declared::UniqueAttribute;
pub use learn::Learned;
pub(crate) use learn::infer;
pub(crate) use place::Place;
pub(crate) use resolve::Located;
pub use resolve::Resolved;
pub use violation::Violation;

/// A resource type (RFC 7643 §6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceType {
    /// Name, which is also its id.
    pub name: String,
    /// Path below the base URL, with a leading slash.
    pub endpoint: String,
    /// What the resources are.
    #[serde(default)]
    pub description: String,
    /// URN of the core schema.
    pub schema: String,
    /// The extensions.
    #[serde(default, rename = "schemaExtensions")]
    pub extensions: Vec<SchemaExtension>,
}

/// An extension of a resource type (RFC 7643 §6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaExtension {
    /// URN of the extension's schema.
    pub schema: String,
    /// Whether every resource must carry it.
    #[serde(default)]
    pub required: bool,
}

/// An attribute that is computed from memberships and therefore in no stored body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// A group's `members`, which clients change.
    Members,
    /// A user's `groups`, which clients only read.
    Groups,
}

impl Relation {
    /// The attribute's name.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Groups => "groups",
        }
    }
}

/// A resource type with its core schema, its extensions, and what was learned about both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    resource_type: ResourceType,
    core: Schema,
    extensions: Vec<Schema>,
    relation: Option<Relation>,
    custom: usize,
    closed: bool,
    declared: declared::Declared,
}

impl Definition {
    /// Users, with the enterprise extension.
    pub fn user() -> Self {
        Self {
            resource_type: ResourceType {
                name: "User".into(),
                endpoint: "/Users".into(),
                description: USER.description.clone(),
                schema: USER.id.clone(),
                extensions: vec![SchemaExtension {
                    schema: ENTERPRISE_USER.id.clone(),
                    required: false,
                }],
            },
            core: USER.clone(),
            extensions: vec![ENTERPRISE_USER.clone()],
            relation: Some(Relation::Groups),
            custom: 0,
            closed: false,
            declared: declared::Declared::default(),
        }
    }

    /// Groups.
    pub fn group() -> Self {
        Self {
            resource_type: ResourceType {
                name: "Group".into(),
                endpoint: "/Groups".into(),
                description: GROUP.description.clone(),
                schema: GROUP.id.clone(),
                extensions: Vec::new(),
            },
            core: GROUP.clone(),
            extensions: Vec::new(),
            relation: Some(Relation::Members),
            custom: 0,
            closed: false,
            declared: declared::Declared::default(),
        }
    }

    /// The resource type as it is published.
    pub fn resource_type(&self) -> &ResourceType {
        &self.resource_type
    }

    /// Name of the resource type.
    pub fn name(&self) -> &str {
        &self.resource_type.name
    }

    /// The path below the base URL, without a slash.
    pub fn endpoint(&self) -> &str {
        self.resource_type.endpoint.trim_start_matches('/')
    }

    /// The core schema, custom attributes included.
    pub fn core(&self) -> &Schema {
        &self.core
    }

    /// The extensions' schemas, learned ones included.
    pub fn extensions(&self) -> &[Schema] {
        &self.extensions
    }

    /// All schemas, the core schema first.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.core).chain(&self.extensions)
    }

    /// The attribute that is computed from memberships.
    pub fn relation(&self) -> Option<Relation> {
        self.relation
    }

    /// Whether resources are in use or not, as `active` tells of users (RFC 7643 §4.1.1). One that
    /// an admin has described is an attribute like any other.
    pub(crate) fn has_active(&self) -> bool {
        let active = self.core.attribute("active");
        active.is_some_and(crate::schema::Attribute::is_standard)
    }

    /// How many custom attributes there are, sub-attributes included.
    pub fn custom_attributes(&self) -> usize {
        self.custom
    }

    /// The extension of that URN, in any of its spellings.
    pub(crate) fn extension(&self, urn: &str) -> Option<&Schema> {
        self.extensions
            .iter()
            .find(|schema| self.spellings(schema).any(|spelling| crate::urn::eq(spelling, urn)))
    }

    /// Whether there is an extension of that URN.
    pub(crate) fn has_extension(&self, urn: &str) -> bool {
        self.extension(urn).is_some()
    }

    /// The URNs by which a schema is known: its own, and what older connectors call it.
    pub(crate) fn spellings<'s>(&self, schema: &'s Schema) -> impl Iterator<Item = &'s str> {
        let aliases = if self.closed { &[][..] } else { crate::urn::aliases(&schema.id) };
        std::iter::once(schema.id.as_str()).chain(aliases.iter().copied())
    }

    /// The attribute of that name in an extension, or at the top level.
    pub(crate) fn attribute_in(
        &self,
        extension: Option<&str>,
        name: &str,
    ) -> Option<&crate::schema::Attribute> {
        match extension {
            Some(urn) => self.extension(urn)?.attribute(name),
            None => self.top_level(name),
        }
    }

    /// The core or common attribute of that name.
    pub(crate) fn top_level(&self, name: &str) -> Option<&crate::schema::Attribute> {
        self.core.attribute(name).or_else(|| crate::schema::find(&COMMON, name))
    }
}
