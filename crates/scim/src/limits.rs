//! How much one request may bring, and how it is read.

use crate::Rules;

/// Bounds that protect a directory from abuse, each named when it refuses something; and the rules
/// by which the directory reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Custom attributes, sub-attributes included, of one resource type of a directory.
    pub max_custom_attributes: usize,
    /// Bytes of one stored resource, members not counted.
    pub max_resource_bytes: usize,
    /// Levels of objects and arrays in a resource.
    pub max_depth: usize,
    /// Bytes of the name of a custom attribute.
    pub max_attribute_name: usize,
    /// Bytes of the URN of a custom schema.
    pub max_schema_urn: usize,
    /// Values of one multi-valued attribute.
    pub max_values: usize,
    /// Members named by one request for a group.
    pub max_members: usize,
    /// Operations of one PATCH request.
    pub max_operations: usize,
    /// Operations of one bulk request.
    pub max_bulk_operations: usize,
    /// How strictly requests are read.
    pub rules: Rules,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_custom_attributes: 200,
            max_resource_bytes: 256 * 1024,
            max_depth: 8,
            max_attribute_name: 128,
            max_schema_urn: 256,
            max_values: 10_000,
            max_members: 200_000,
            max_operations: 5_000,
            max_bulk_operations: 1_000,
            rules: Rules::TOLERANT,
        }
    }
}
