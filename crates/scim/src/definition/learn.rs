//! Custom attributes: what a value says about its attribute, and how a definition takes it in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Definition, SchemaExtension};
use crate::schema::{Attribute, Mutability, Origin, Returned, Schema, Type, Uniqueness};
use crate::urn;

/// A custom attribute that a value brought to light.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// URN of the schema that it belongs to: the core schema, an extension, or one that is new.
    pub schema: String,
    /// The attribute. For new sub-attributes of a known attribute, that one with only them in it.
    pub attribute: Attribute,
}

impl Learned {
    /// What a value taught about an attribute of a schema.
    pub(crate) fn new(schema: &str, mut attribute: Attribute) -> Self {
        // Equal to what is read back from where it was kept, which has no such mark.
        unmark(&mut attribute);
        Self { schema: schema.to_owned(), attribute }
    }

    /// Adds an attribute to others, or widens the one of its name.
    pub(crate) fn merge(attributes: &mut Vec<Attribute>, attribute: &Attribute) {
        merge_into(attributes, attribute, &mut 0);
    }
}

const DESCRIPTION: &str = "Custom attribute, learned from a value that was sent.";

impl Definition {
    /// Takes in what was learned. Learning the same again changes nothing; a value that does not
    /// fit widens the type: integer to decimal, single to multi-valued, otherwise to string. Parts
    /// of values stay known where others have none: whoever sends them goes on finding them.
    /// Attributes of the RFC keep their characteristics and only gain sub-attributes.
    ///
    /// What a declaration refuses, or has closed the schema to, is passed over: it was learned before.
    /// So is what is stored under the URN of a message or of another type's core schema.
    ///
    /// True if the definition changed.
    pub fn learn(&mut self, learned: &Learned) -> bool {
        if !self.may_learn(&learned.schema, &learned.attribute.name) {
            return false;
        }
        if urn::eq(&self.core.id, &learned.schema) {
            return merge_into(&mut self.core.attributes, &learned.attribute, &mut self.custom);
        }
        let known = self.extension(&learned.schema).map(|schema| schema.id.clone());
        if let Some(id) = known {
            return self.extensions.iter_mut().find(|schema| schema.id == id).is_some_and(
                |schema| merge_into(&mut schema.attributes, &learned.attribute, &mut self.custom),
            );
        }
        let mut attributes = Vec::new();
        merge_into(&mut attributes, &learned.attribute, &mut self.custom);
        self.extensions.push(Schema {
            id: learned.schema.clone(),
            name: schema_name(&learned.schema),
            description: "Custom attributes, learned from values that were sent.".into(),
            attributes,
        });
        self.resource_type
            .extensions
            .push(SchemaExtension { schema: learned.schema.clone(), required: false });
        true
    }
}

fn unmark(attribute: &mut Attribute) {
    attribute.origin = Origin::Standard;
    attribute.sub_attributes.iter_mut().for_each(unmark);
}

/// A name for a schema of which only the URN is known: the parts that are not its form.
pub(super) fn schema_name(urn: &str) -> String {
    let part = urn.rsplit(':').find(|part| {
        !part.starts_with(|char: char| char.is_ascii_digit()) && *part != "User" && *part != "Group"
    });
    part.filter(|part| !part.is_empty()).unwrap_or(urn).to_owned()
}

fn merge_into(attributes: &mut Vec<Attribute>, new: &Attribute, custom: &mut usize) -> bool {
    if let Some(known) =
        attributes.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&new.name))
    {
        return merge(known, new, custom);
    }
    attributes.push(as_custom(new, custom));
    true
}

fn as_custom(attribute: &Attribute, custom: &mut usize) -> Attribute {
    *custom += 1;
    Attribute {
        origin: Origin::Learned,
        sub_attributes: attribute.sub_attributes.iter().map(|sub| as_custom(sub, custom)).collect(),
        ..attribute.clone()
    }
}

fn merge(known: &mut Attribute, new: &Attribute, custom: &mut usize) -> bool {
    let mut changed = false;
    if known.is_learned() {
        let kind = widen(known.kind, new.kind);
        if known.kind != kind {
            set_kind(known, kind);
            changed = true;
        }
        if new.multi_valued && !known.multi_valued {
            known.multi_valued = true;
            changed = true;
        }
    }
    if known.is_learned() || known.kind == Type::Complex && !known.is_declared() {
        for sub in &new.sub_attributes {
            changed |= merge_into(&mut known.sub_attributes, sub, custom);
        }
    }
    changed
}

fn set_kind(attribute: &mut Attribute, kind: Type) {
    attribute.kind = kind;
    attribute.case_exact = kind.is_text().then_some(false);
    attribute.uniqueness = kind.is_text().then_some(Uniqueness::None);
}

/// The type that holds values of both.
fn widen(a: Type, b: Type) -> Type {
    match (a, b) {
        _ if a == b => a,
        (Type::Integer, Type::Decimal) | (Type::Decimal, Type::Integer) => Type::Decimal,
        _ => Type::String,
    }
}

/// The attribute that a value suggests. Nulls and empty lists must have been taken out.
pub(crate) fn infer(name: &str, value: &Value) -> Attribute {
    infer_at(name, value, true)
}

fn infer_at(name: &str, value: &Value, complex_allowed: bool) -> Attribute {
    let Value::Array(items) = value else {
        return one(name, value, complex_allowed);
    };
    let mut attribute: Option<Attribute> = None;
    for item in items {
        let item = one(name, item, complex_allowed);
        if let Some(known) = &mut attribute {
            merge(known, &item, &mut 0);
        } else {
            attribute = Some(item);
        }
    }
    let mut attribute = attribute.unwrap_or_else(|| blank(name, Type::String));
    attribute.multi_valued = true;
    attribute
}

fn one(name: &str, value: &Value, complex_allowed: bool) -> Attribute {
    match value {
        Value::Bool(_) => blank(name, Type::Boolean),
        Value::Number(number) if number.is_f64() => blank(name, Type::Decimal),
        Value::Number(_) => blank(name, Type::Integer),
        // A sub-attribute is never complex (RFC 7643 erratum 8415).
        Value::Object(map) if complex_allowed => Attribute {
            sub_attributes: map.iter().map(|(name, value)| infer_at(name, value, false)).collect(),
            ..blank(name, Type::Complex)
        },
        _ => blank(name, Type::String),
    }
}

fn blank(name: &str, kind: Type) -> Attribute {
    let mut attribute = Attribute {
        name: name.to_owned(),
        kind,
        multi_valued: false,
        description: DESCRIPTION.into(),
        required: false,
        case_exact: None,
        mutability: Mutability::ReadWrite,
        returned: Returned::Default,
        uniqueness: None,
        canonical_values: Vec::new(),
        reference_types: Vec::new(),
        sub_attributes: Vec::new(),
        origin: Origin::Learned,
    };
    set_kind(&mut attribute, kind);
    attribute
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn learned(schema: &str, name: &str, value: &Value) -> Learned {
        Learned { schema: schema.into(), attribute: infer(name, value) }
    }

    fn kind_after(values: &[Value]) -> (Type, bool) {
        let mut definition = Definition::user();
        for value in values {
            definition.learn(&learned(urn::USER, "badge", value));
        }
        let attribute = definition.core().attribute("BADGE").unwrap();
        assert!(attribute.is_learned());
        (attribute.kind, attribute.multi_valued)
    }

    #[test]
    fn types_widen() {
        assert_eq!(kind_after(&[json!(1), json!(2)]), (Type::Integer, false));
        assert_eq!(kind_after(&[json!(1), json!(1.5)]), (Type::Decimal, false));
        assert_eq!(kind_after(&[json!(1.5), json!(1)]), (Type::Decimal, false));
        assert_eq!(kind_after(&[json!(1), json!("x")]), (Type::String, false));
        assert_eq!(kind_after(&[json!(true), json!(1)]), (Type::String, false));
        assert_eq!(kind_after(&[json!(1), json!([2])]), (Type::Integer, true));
        assert_eq!(kind_after(&[json!([1, 2.5])]), (Type::Decimal, true));
        assert_eq!(kind_after(&[json!({"a": 1}), json!("x")]), (Type::String, false));
        assert_eq!(kind_after(&[json!([["x"]])]), (Type::String, true));
    }

    #[test]
    fn parts_stay_known_where_other_values_have_none() {
        for values in [
            [json!({"a": 1}), json!("x"), json!({"b": [true]})],
            [json!("x"), json!({"a": 1, "b": [true]}), json!(7)],
        ] {
            let mut definition = Definition::user();
            for value in &values {
                assert!(
                    definition.learn(&learned(urn::USER, "badge", value)) || *value == json!(7)
                );
            }
            let badge = definition.core().attribute("badge").unwrap();
            assert_eq!(badge.kind, Type::String);
            assert_eq!(badge.sub("a").unwrap().kind, Type::Integer);
            assert!(badge.sub("b").unwrap().multi_valued);
            assert!(badge.published().sub_attributes.is_empty());
            assert_eq!(definition.custom_attributes(), 3);
        }
    }

    #[test]
    fn learning_is_idempotent_and_counts() {
        let mut definition = Definition::user();
        let acme = learned("urn:acme:2.0:User", "badge", &json!({"id": 1, "floors": ["3"]}));
        assert!(definition.learn(&acme));
        assert!(!definition.learn(&acme));
        assert_eq!(definition.custom_attributes(), 3);
        assert_eq!(definition.extensions().len(), 2);
        assert_eq!(definition.resource_type().extensions[1].schema, "urn:acme:2.0:User");
        assert!(definition.learn(&learned(
            "URN:acme:2.0:user",
            "BADGE",
            &json!({"colour": "red"})
        )));
        assert_eq!(definition.custom_attributes(), 4);
        assert_eq!(definition.extensions()[1].attributes[0].sub_attributes.len(), 3);
        assert_eq!(definition.extensions()[1].name, "acme");
    }

    #[test]
    fn no_message_and_no_core_schema_becomes_an_extension() {
        let mut user = Definition::user();
        let upper = urn::ERROR.to_uppercase();
        for schema in [urn::ERROR, &upper, urn::GROUP, urn::SCHEMA, urn::RESOURCE_TYPE] {
            assert!(!user.learn(&learned(schema, "x", &json!("y"))), "{schema}");
        }
        assert!(!Definition::group().learn(&learned(urn::USER, "x", &json!("y"))));
        assert_eq!(user, Definition::user());
        assert!(user.learn(&learned(urn::USER, "x", &json!("y"))), "its own is no other's");
    }

    #[test]
    fn attributes_of_the_rfc_keep_their_type() {
        let mut definition = Definition::user();
        assert!(!definition.learn(&learned(urn::USER, "userName", &json!([1]))));
        assert_eq!(definition.core().attribute("userName").unwrap().kind, Type::String);
        assert!(definition.learn(&learned(urn::USER, "emails", &json!([{"verified": true}]))));
        let emails = definition.core().attribute("emails").unwrap();
        assert!(emails.is_standard());
        assert!(emails.sub("verified").unwrap().is_learned());
        assert!(!definition.learn(&learned(urn::USER, "emails", &json!([{"value": true}]))));
    }
}
