//! What admins have declared about the schemas of a directory.

use scim::{Declaration, UniqueAttribute};
use serde::{Deserialize, Serialize};

use crate::resource::Kind;

/// A step in the history of what is declared: the last one about a schema counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SchemaChange {
    /// The schema is as it is declared from now on.
    Declared(Declaration),
    /// Nothing is declared about the schema of that URN any more.
    Retracted(String),
}

impl SchemaChange {
    /// The URN of the schema.
    pub fn schema(&self) -> &str {
        match self {
            SchemaChange::Declared(declaration) => &declaration.schema,
            SchemaChange::Retracted(schema) => schema,
        }
    }
}

/// An attribute whose values a directory keeps unique among its resources of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct UniqueIndex {
    /// Which resources.
    pub kind: Kind,
    /// Which attribute.
    pub attribute: UniqueAttribute,
}

/// A value that a resource has and no other of its kind may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueValue {
    /// The full name of the attribute.
    pub attribute: String,
    /// The value in the form in which it compares.
    pub value: String,
    /// Whether the resource had it before: then it may go on having it, even if another one has it
    /// too, because both were there before it had to be unique.
    pub is_kept: bool,
}

/// What is declared after all these steps, in the order of the URNs.
pub(crate) fn present<'c>(steps: impl IntoIterator<Item = &'c SchemaChange>) -> Vec<Declaration> {
    let mut declarations: Vec<Declaration> = Vec::new();
    for step in steps {
        declarations.retain(|known| !known.schema.eq_ignore_ascii_case(step.schema()));
        if let SchemaChange::Declared(declaration) = step {
            declarations.push(declaration.clone());
        }
    }
    declarations.sort_by(|a, b| a.schema.cmp(&b.schema));
    declarations
}
