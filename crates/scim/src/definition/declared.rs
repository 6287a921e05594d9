//! A definition with what was declared about it.

use serde_json::Value;

use super::{Declaration, Definition, SchemaExtension};
use crate::filter::{place, typed::Target};
use crate::schema::{Attribute, Mutability, Returned, Schema, Uniqueness, find};
use crate::{Map, urn};

/// What was declared about the schemas of a resource type, beyond their attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// Whether anything was.
    pub(super) any: bool,
    /// Whether an admin has described the whole type, so that nothing of it is learned.
    pub(super) whole: bool,
    /// Schemas in which nothing is learned.
    shut: Vec<String>,
    /// Extensions that are refused as a whole.
    refused: Vec<String>,
    /// Attributes that are refused: schema and name.
    refused_attributes: Vec<(String, String)>,
}

impl Declared {
    /// Of a type that an admin has described whole.
    pub(super) fn whole() -> Self {
        Self { any: true, whole: true, ..Self::default() }
    }
}

/// An attribute whose values are unique in a directory.
#[derive(Clone, Debug, PartialEq)]
pub struct UniqueAttribute {
    /// Its full name, which tells it from all others.
    pub name: String,
    /// Where its value stands.
    pub target: Target,
}

impl Definition {
    /// Takes in a declaration, if it concerns this resource type. To be done before anything is
    /// learned, so that what is declared cannot be widened.
    pub fn declare(&mut self, declaration: &Declaration) {
        if !declaration.concerns(self.name()) {
            return;
        }
        let id = &declaration.schema;
        if self.is_reserved(id) {
            return;
        }
        self.declared.any = true;
        if declaration.refused {
            self.declared.refused.push(id.clone());
            self.extensions.retain(|schema| !urn::eq(&schema.id, id));
            self.resource_type.extensions.retain(|extension| !urn::eq(&extension.schema, id));
            return;
        }
        if !declaration.open {
            self.declared.shut.push(id.clone());
        }
        let names = declaration.refused_attributes.iter();
        self.declared.refused_attributes.extend(names.map(|name| (id.clone(), name.clone())));
        self.custom +=
            declaration.attributes.iter().map(|one| 1 + one.sub_attributes.len()).sum::<usize>();
        let attributes = declaration.attributes.iter().cloned();
        if urn::eq(&self.core.id, id) {
            self.core.attributes.extend(attributes);
            return;
        }
        match self.extensions.iter_mut().find(|schema| urn::eq(&schema.id, id)) {
            Some(known) => known.attributes.extend(attributes),
            None => self.extensions.push(Schema {
                id: id.clone(),
                name: declaration.name.clone().unwrap_or_else(|| super::learn::schema_name(id)),
                description: declaration.description.clone().unwrap_or_default(),
                attributes: attributes.collect(),
            }),
        }
        let extensions = &mut self.resource_type.extensions;
        match extensions.iter_mut().find(|extension| urn::eq(&extension.schema, id)) {
            Some(known) => known.required = declaration.required,
            None => extensions
                .push(SchemaExtension { schema: id.clone(), required: declaration.required }),
        }
    }

    /// Whether anything was declared.
    pub fn has_declarations(&self) -> bool {
        self.declared.any
    }

    /// Whether an attribute that no schema has may be learned.
    pub(crate) fn may_learn(&self, schema: &str, name: &str) -> bool {
        let same = |one: &String| urn::eq(one, schema);
        !self.closed
            && !self.declared.whole
            && !self.is_reserved(schema)
            && !self.declared.shut.iter().any(same)
            && !self.declared.refused.iter().any(same)
            && !self.is_refused(schema, name)
    }

    /// Whether a URN is that of something else than a schema of this type: learned as an extension,
    /// it would be published in the place of what it is.
    pub(crate) fn is_reserved(&self, schema: &str) -> bool {
        !urn::eq(&self.core.id, schema) && urn::is_reserved(schema)
    }

    /// Whether an attribute was refused by name.
    pub(crate) fn is_refused(&self, schema: &str, name: &str) -> bool {
        let mut refused = self.declared.refused_attributes.iter();
        refused.any(|(of, one)| urn::eq(of, schema) && one.eq_ignore_ascii_case(name))
    }

    /// Whether every resource must have an extension.
    pub(crate) fn is_required_schema(&self, schema: &str) -> bool {
        let mut extensions = self.resource_type.extensions.iter();
        extensions.any(|extension| extension.required && urn::eq(&extension.schema, schema))
    }

    /// Whether an extension was refused.
    pub(crate) fn is_refused_schema(&self, schema: &str) -> bool {
        self.declared.refused.iter().any(|one| urn::eq(one, schema))
    }

    /// The attributes whose values are unique.
    pub fn unique_attributes(&self) -> Vec<UniqueAttribute> {
        if !self.declared.any {
            return Vec::new();
        }
        let unique = |attribute: &&Attribute| {
            attribute.is_declared()
                && !matches!(attribute.uniqueness, None | Some(Uniqueness::None))
        };
        let of = |extension: Option<&str>, attribute: &Attribute| UniqueAttribute {
            name: match extension {
                Some(urn) => format!("{urn}:{}", attribute.name),
                None => attribute.name.clone(),
            },
            target: place(self, extension, attribute, None),
        };
        let core = self.core.attributes.iter().filter(unique).map(|one| of(None, one));
        let others = self.extensions.iter().flat_map(|schema| {
            schema.attributes.iter().filter(unique).map(|one| of(Some(&schema.id), one))
        });
        core.chain(others).collect()
    }

    /// Whether an attribute is answered only where it is asked for.
    pub(crate) fn has_requested(&self) -> bool {
        let asked = |attribute: &Attribute| attribute.returned == Returned::Request;
        self.schemas()
            .flat_map(|schema| &schema.attributes)
            .any(|attribute| asked(attribute) || attribute.sub_attributes.iter().any(asked))
    }

    /// Takes out of a body what is never answered, for places where people and programs read what
    /// was changed.
    pub fn remove_secrets(&self, body: &mut Map) {
        if !self.declared.any {
            return;
        }
        remove_secrets(&self.core.attributes, body);
        for schema in &self.extensions {
            if let Some(Value::Object(part)) = body.get_mut(&schema.id) {
                remove_secrets(&schema.attributes, part);
            }
        }
    }
}

fn remove_secrets(attributes: &[Attribute], part: &mut Map) {
    part.retain(|name, value| {
        let Some(attribute) = find(attributes, name) else {
            return true;
        };
        if attribute.is_secret() {
            return false;
        }
        if attribute.sub_attributes.iter().any(Attribute::is_secret) {
            let items = match value {
                Value::Array(items) => items.as_mut_slice(),
                single => std::slice::from_mut(single),
            };
            for map in items.iter_mut().filter_map(Value::as_object_mut) {
                remove_secrets(&attribute.sub_attributes, map);
            }
        }
        true
    });
}

impl UniqueAttribute {
    /// The value of a body in the form in which it must be unique; `None` if there is none.
    pub fn value(&self, body: &Map) -> Option<String> {
        let (last, above) = self.target.steps.split_last()?;
        let mut map = body;
        for step in above {
            map = map.get(step)?.as_object()?;
        }
        let text = map.get(last)?.as_str().filter(|text| !text.is_empty())?;
        Some(self.target.comparison.normalize(text).into_owned())
    }
}

impl Attribute {
    /// Whether it is never answered.
    pub fn is_secret(&self) -> bool {
        self.returned == Returned::Never || self.mutability == Mutability::WriteOnly
    }
}
