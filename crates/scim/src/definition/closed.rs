//! A definition that is what it is: nothing is learned, and every name has one spelling.

use serde_json::Value;

use super::{Definition, Learned};
use crate::Error;
use crate::schema::{Attribute, Type};
use crate::urn;

/// What `type` can be where the RFC names no values, as for roles, entitlements and certificates.
/// The interoperability profile wants them named for every list; these are the values that RFC 7643
/// §2.4 has as examples, and `other`, which the RFC adds to them wherever it names some.
const TYPES: [&str; 3] = ["work", "home", "other"];

impl Definition {
    /// The same definition, closed: it learns nothing more, knows schemas by their own URNs only,
    /// and declares the values of `type` of every standard list.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.closed = true;
        for attribute in self.core.attributes.iter_mut().filter(|attribute| attribute.is_standard())
        {
            if let Some(kind) = undeclared_type(attribute) {
                kind.canonical_values = TYPES.map(str::to_owned).to_vec();
            }
        }
        self
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the values of `type` are declared for every list that has it.
    pub fn declares_types(&self) -> bool {
        let mut attributes = self.schemas().flat_map(|schema| &schema.attributes);
        attributes.all(|attribute| undeclared_type(&mut attribute.clone()).is_none())
    }

    /// 400 `invalidSyntax`: no schema of this type has it.
    pub(crate) fn unknown(&self, what: impl std::fmt::Display) -> Error {
        Error::invalid_syntax(format!("{} has no attribute '{what}'", self.name()))
    }

    /// 400 `invalidSyntax` if a resource of this type cannot have one of the schemas, or if one is
    /// named twice (RFC 7643 §3).
    pub(crate) fn check_schemas(&self, named: &[Value]) -> Result<(), Error> {
        let known = |text: &str| urn::eq(text, &self.core.id) || self.extension(text).is_some();
        for (at, one) in named.iter().enumerate() {
            let Some(text) = one.as_str().filter(|text| known(text)) else {
                return Err(Error::invalid_syntax(format!(
                    "schemas: resources of type {} cannot have the schema {one}",
                    self.name()
                )));
            };
            let mut before = named[..at].iter().filter_map(Value::as_str);
            if before.any(|other| urn::eq(other, text)) {
                return Err(Error::invalid_syntax(format!("schemas: {one} is named twice")));
            }
        }
        Ok(())
    }

    /// Why a closed definition does not take in what a value suggests.
    pub(crate) fn refusal(&self, learned: &Learned) -> Error {
        let extension = (!urn::eq(&self.core.id, &learned.schema)).then_some(&*learned.schema);
        let new = &learned.attribute;
        if self.is_reserved(&learned.schema) {
            return Error::invalid_syntax(format!(
                "'{}' is no extension of {}: it is the URN of a message or of another resource",
                learned.schema,
                self.name()
            ));
        }
        let Some(known) = self.attribute_in(extension, &new.name) else {
            return match extension {
                Some(urn) => self.unknown(format_args!("{urn}:{}", new.name)),
                None => self.unknown(&new.name),
            };
        };
        let fresh = new.sub_attributes.iter().find(|sub| known.sub(&sub.name).is_none());
        match fresh {
            Some(sub) if known.kind == Type::Complex => {
                self.unknown(format_args!("{}.{}", known.name, sub.name))
            }
            _ => Error::invalid_value(format!(
                "{} holds {}{}, as it was first sent",
                known.name,
                if known.multi_valued { "a list of values of type " } else { "a value of type " },
                known.kind.as_str()
            )),
        }
    }
}

/// The `type` of a list, if its values are not declared.
fn undeclared_type(attribute: &mut Attribute) -> Option<&mut Attribute> {
    let is_list = attribute.multi_valued && attribute.kind == Type::Complex;
    let kind = attribute.sub_attributes.iter_mut().find(|sub| sub.name == "type");
    kind.filter(|kind| is_list && kind.canonical_values.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::definition::infer;
    use crate::urn::USER;

    fn learned(name: &str, value: &Value) -> Learned {
        Learned { schema: USER.into(), attribute: infer(name, value) }
    }

    #[test]
    fn closing_declares_the_types_of_standard_lists_only() {
        assert!(!Definition::user().declares_types());
        assert!(Definition::user().closed().declares_types());
        assert!(Definition::group().closed().declares_types());
        let mut user = Definition::user();
        user.learn(&learned("badges", &json!([{"type": "a"}])));
        assert!(!user.closed().declares_types());
    }

    #[test]
    fn every_schema_is_named_once() {
        let user = Definition::user().closed();
        let check = |named: &[&str]| {
            let named: Vec<Value> = named.iter().map(|&one| one.into()).collect();
            user.check_schemas(&named).map_err(|error| error.detail)
        };
        assert_eq!(check(&[USER, urn::ENTERPRISE_USER]), Ok(()));
        assert!(check(&[USER, &USER.to_uppercase()]).unwrap_err().contains("twice"));
        assert!(check(&[USER, urn::GROUP]).unwrap_err().contains("cannot have"));
    }

    #[test]
    fn what_is_unknown_is_told_from_what_does_not_fit() {
        let mut user = Definition::user();
        user.learn(&learned("badge", &json!({"id": 1})));
        let user = user.closed();
        for (name, value, kind, detail) in [
            ("desk", json!(1), crate::ScimType::InvalidSyntax, "'desk'"),
            ("badge", json!({"no": 1}), crate::ScimType::InvalidSyntax, "'badge.no'"),
            ("badge", json!("x"), crate::ScimType::InvalidValue, "of type complex"),
            ("badge", json!({"id": "x"}), crate::ScimType::InvalidValue, "badge"),
        ] {
            let error = user.refusal(&learned(name, &value));
            assert_eq!(error.scim_type, Some(kind), "{error}");
            assert!(error.detail.contains(detail), "{error}");
        }
    }
}
