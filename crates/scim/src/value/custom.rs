//! Values of custom attributes. They are kept as sent, whatever their type; the schema follows.

use serde_json::Value;

use super::Context;
use crate::definition::{Learned, infer};
use crate::path::is_name;
use crate::schema::{Attribute, Type};
use crate::{Error, Map};

impl Context<'_> {
    /// The value of a custom attribute, without its nulls and empty parts; `None` if nothing is
    /// left. If the attribute is new or cannot hold the value yet, that is noted.
    pub(crate) fn custom(
        &mut self,
        name: &str,
        known: Option<&Attribute>,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        let Some(value) = self.clean(known, value, 0)? else {
            return Ok(None);
        };
        if !known.is_some_and(|known| holds(known, &value)) {
            self.check_name(name)?;
            self.found.push(Learned::new(self.schema, infer(name, &value)));
        }
        Ok(Some(value))
    }

    /// The same for a sub-attribute of `parent`.
    pub(super) fn custom_sub(
        &mut self,
        parent: &Attribute,
        name: &str,
        known: Option<&Attribute>,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        let Some(value) = self.clean(known, value, 1)? else {
            return Ok(None);
        };
        if !known.is_some_and(|known| holds(known, &value)) {
            self.check_name(name)?;
            // Inferred as part of an object, because a sub-attribute is never complex.
            let object = Value::Object(Map::from_iter([(name.to_owned(), value.clone())]));
            let sub_attributes = infer(&parent.name, &object).sub_attributes;
            let attribute = Attribute { sub_attributes, ..parent.clone() };
            self.found.push(Learned::new(self.schema, attribute));
        }
        Ok(Some(value))
    }

    /// Takes out nulls, empty lists and empty objects, and spells sub-attributes as they are
    /// known. `depth` is that of `value` below the attribute; the message bounds it.
    fn clean(
        &self,
        known: Option<&Attribute>,
        value: Value,
        depth: usize,
    ) -> Result<Option<Value>, Error> {
        Ok(match value {
            Value::Null => None,
            Value::Array(items) => {
                self.check_count(known.map_or("an attribute", |known| &known.name), items.len())?;
                let mut kept = Vec::with_capacity(items.len());
                for item in items {
                    kept.extend(self.clean(known, item, depth)?);
                }
                super::dedupe(&mut kept);
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            Value::Object(map) => {
                let mut kept = Map::new();
                for (name, value) in map {
                    let sub = known.filter(|_| depth == 0).and_then(|known| known.sub(&name));
                    let Some(value) = self.clean(sub, value, depth + 1)? else {
                        continue;
                    };
                    self.check_name(&name)?;
                    kept.insert(sub.map_or(name, |sub| sub.name.clone()), value);
                }
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            simple => Some(simple),
        })
    }

    /// Whether a name can be that of an attribute.
    pub(crate) fn check_name(&self, name: &str) -> Result<(), Error> {
        let limit = self.limits.max_attribute_name;
        if name.len() > limit {
            return Err(Error::invalid_value(format!(
                "the name of an attribute is longer than {limit} bytes"
            )));
        }
        if !is_name(name) {
            return Err(Error::invalid_syntax(format!(
                "'{name}' cannot be the name of an attribute: only letters, digits, '_', '-' and '$' can stand in one"
            )));
        }
        Ok(())
    }
}

/// Whether the attribute's type has room for the value.
fn holds(known: &Attribute, value: &Value) -> bool {
    match value {
        Value::Array(items) => {
            known.multi_valued && items.iter().all(|item| holds_one(known, item))
        }
        single => holds_one(known, single),
    }
}

fn holds_one(known: &Attribute, value: &Value) -> bool {
    match known.kind {
        Type::String => true,
        Type::Boolean => value.is_boolean(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Decimal => value.is_number(),
        Type::DateTime | Type::Binary | Type::Reference => value.is_string(),
        Type::Complex => value.as_object().is_some_and(|map| {
            map.iter().all(|(name, value)| known.sub(name).is_some_and(|sub| holds(sub, value)))
        }),
    }
}
