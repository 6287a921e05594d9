//! Schemas as data (RFC 7643 §7).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The attributes of a resource or of an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// URN.
    pub id: String,
    /// Short name.
    #[serde(default)]
    pub name: String,
    /// What the schema describes.
    #[serde(default)]
    pub description: String,
    /// The attributes, in the order in which they are published.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

/// An attribute and its characteristics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// Name in the spelling that answers use.
    pub name: String,
    /// Type of a value.
    #[serde(rename = "type", default)]
    pub kind: Type,
    /// Whether the attribute holds a list.
    #[serde(default)]
    pub multi_valued: bool,
    /// What the attribute means.
    #[serde(default)]
    pub description: String,
    /// Whether a resource must have a value.
    #[serde(default)]
    pub required: bool,
    /// Whether values that differ only in case differ. Only types that are text have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_exact: Option<bool>,
    /// When a value may be written.
    #[serde(default)]
    pub mutability: Mutability,
    /// When a value is answered.
    #[serde(default)]
    pub returned: Returned,
    /// How far a value must be unique. Complex attributes have none (RFC 7643 erratum 6004).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uniqueness: Option<Uniqueness>,
    /// Values that are suggested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical_values: Vec<String>,
    /// What a reference may point to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_types: Vec<String>,
    /// The parts of a complex attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_attributes: Vec<Attribute>,
    /// Where the attribute comes from.
    #[serde(skip)]
    pub origin: Origin,
}

/// Where an attribute comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The RFC.
    #[default]
    Standard,
    /// An admin of the directory, who says what holds for it.
    Declared,
    /// A value that was sent. It holds whatever is sent, and its type follows.
    Learned,
}

/// The type of an attribute's values (RFC 7643 §2.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    /// Text.
    #[default]
    String,
    /// True or false.
    Boolean,
    /// A number with a fraction.
    Decimal,
    /// A number without a fraction.
    Integer,
    /// A point in time.
    DateTime,
    /// Bytes in base64.
    Binary,
    /// A URI.
    Reference,
    /// A group of sub-attributes.
    Complex,
}

impl Type {
    /// The name in a schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }

    /// Whether values are JSON strings that compare as text.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::String | Self::Binary | Self::Reference)
    }
}

/// When an attribute may be written (RFC 7643 §7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mutability {
    /// Never by a client.
    ReadOnly,
    /// Always.
    #[default]
    ReadWrite,
    /// Once.
    Immutable,
    /// Always, and never answered.
    WriteOnly,
}

/// When an attribute is answered (RFC 7643 §7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returned {
    /// In every answer.
    Always,
    /// Never.
    Never,
    /// Unless it is excluded.
    #[default]
    Default,
    /// Only where it is asked for.
    Request,
}

/// How far a value must be unique (RFC 7643 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Uniqueness {
    /// Not at all.
    None,
    /// In the directory.
    Server,
    /// Everywhere.
    Global,
}

/// How the text of an attribute compares, in filters, sorting and uniqueness alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Byte by byte.
    Exact,
    /// After [`crate::text::fold`].
    Fold,
    /// After [`crate::text::user_name_key`].
    UserName,
}

impl Comparison {
    /// The form of `text` that compares byte by byte.
    pub fn normalize(self, text: &str) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Exact => text.into(),
            Self::Fold => crate::text::fold(text),
            Self::UserName => crate::text::user_name_key(text).into(),
        }
    }
}

impl Attribute {
    /// How values compare.
    pub fn comparison(&self) -> Comparison {
        match self.kind {
            Type::Reference | Type::Binary => Comparison::Exact,
            _ if self.case_exact == Some(true) => Comparison::Exact,
            _ if self.name == "userName" && self.is_standard() => Comparison::UserName,
            _ => Comparison::Fold,
        }
    }

    /// The sub-attribute of that name, whose case does not matter (RFC 7643 §2.1).
    pub fn sub(&self, name: &str) -> Option<&Attribute> {
        find(&self.sub_attributes, name)
    }

    /// Whether it is of the RFC.
    pub fn is_standard(&self) -> bool {
        self.origin == Origin::Standard
    }

    /// Whether an admin declared it.
    pub fn is_declared(&self) -> bool {
        self.origin == Origin::Declared
    }

    /// Whether it was learned from values.
    pub fn is_learned(&self) -> bool {
        self.origin == Origin::Learned
    }

    /// Whether values may have parts: they are complex, or were when the attribute was learned and
    /// others have made it text since.
    pub(crate) fn has_parts(&self) -> bool {
        self.kind == Type::Complex || !self.sub_attributes.is_empty()
    }

    /// The attribute as it is published: only complex ones have sub-attributes (RFC 7643 §7).
    #[must_use]
    pub fn published(&self) -> Self {
        let mut published = self.clone();
        if self.kind != Type::Complex {
            published.sub_attributes.clear();
        }
        published
    }

    /// Whether clients cannot write it.
    pub fn is_read_only(&self) -> bool {
        self.mutability == Mutability::ReadOnly
    }
}

impl Schema {
    /// The attribute of that name, whose case does not matter (RFC 7643 §2.1).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.attributes, name)
    }
}

/// The attribute of that name, whose case does not matter.
pub(crate) fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

#[expect(clippy::expect_used, reason = "the text is part of the crate and a test reads it")]
fn builtin<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("built-in schema is well-formed")
}

/// The User schema (RFC 7643 §4.1). It has no `password`: passwords are accepted and dropped.
pub static USER: LazyLock<Schema> = LazyLock::new(|| builtin(include_str!("../schemas/user.json")));
/// The Group schema (RFC 7643 §4.2).
pub static GROUP: LazyLock<Schema> =
    LazyLock::new(|| builtin(include_str!("../schemas/group.json")));
/// The enterprise extension of User (RFC 7643 §4.3).
pub static ENTERPRISE_USER: LazyLock<Schema> =
    LazyLock::new(|| builtin(include_str!("../schemas/enterprise-user.json")));
/// The attributes that every resource has (RFC 7643 §3.1). They are in no published schema.
pub static COMMON: LazyLock<Vec<Attribute>> =
    LazyLock::new(|| builtin(include_str!("../schemas/common.json")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_schemas_survive_a_round_trip() {
        for schema in [&*USER, &*GROUP, &*ENTERPRISE_USER] {
            let text = serde_json::to_string(schema).unwrap();
            assert_eq!(&serde_json::from_str::<Schema>(&text).unwrap(), schema);
        }
        assert_eq!(COMMON.len(), 4);
    }

    #[test]
    fn characteristics_follow_the_type() {
        fn check(attribute: &Attribute) {
            assert_eq!(attribute.case_exact.is_some(), attribute.kind.is_text(), "{attribute:?}");
            assert_eq!(attribute.uniqueness.is_some(), attribute.kind.is_text(), "{attribute:?}");
            assert_eq!(
                attribute.sub_attributes.is_empty(),
                attribute.kind != Type::Complex,
                "{attribute:?}"
            );
            assert_eq!(!attribute.reference_types.is_empty(), attribute.kind == Type::Reference);
            attribute.sub_attributes.iter().for_each(check);
        }
        for schema in [&*USER, &*GROUP, &*ENTERPRISE_USER] {
            schema.attributes.iter().for_each(check);
        }
    }

    #[test]
    fn the_user_schema_publishes_no_password() {
        assert!(USER.attribute("password").is_none());
        assert_eq!(USER.attribute("USERNAME").unwrap().comparison(), Comparison::UserName);
    }
}
