//! Values of custom attributes. They are kept as sent, whatever their type; the schema follows.

use std::collections::HashMap;

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
        let mut names = Names { known, found: HashMap::new() };
        let Some(value) = self.clean(Some(&mut names), name, value)? else {
            return Ok(None);
        };
        if !known.is_some_and(|known| holds(known, &value)) {
            self.check_name(name)?;
            self.found.push(Learned::new(self.schema, infer(name, &value)));
        }
        Ok(Some(value))
    }

    /// The same for a sub-attribute of `parent` that may have come up in the same value before.
    pub(super) fn fresh_sub(
        &mut self,
        parent: &Attribute,
        name: &str,
        value: Value,
    ) -> Result<(String, Option<Value>), Error> {
        let at = self.fresh.iter().position(|known| known.name.eq_ignore_ascii_case(name));
        let known = at.map(|at| self.fresh.swap_remove(at));
        let name = known.as_ref().map_or(name, |known| &known.name).to_owned();
        let before = self.found.len();
        let value = self.custom_sub(parent, &name, known.as_ref(), value)?;
        self.fresh.extend(known);
        if let Some(learned) = self.found.get(before..).and_then(<[_]>::last) {
            for sub in &learned.attribute.sub_attributes {
                Learned::merge(&mut self.fresh, sub);
            }
        }
        self.check_parts(&parent.name, self.fresh.len())?;
        Ok((name, value))
    }

    /// The value of a custom sub-attribute of `parent`.
    pub(super) fn custom_sub(
        &mut self,
        parent: &Attribute,
        name: &str,
        known: Option<&Attribute>,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        let Some(value) = self.clean(None, name, value)? else {
            return Ok(None);
        };
        if !known.is_some_and(|known| holds_part(known, &value)) {
            self.check_name(name)?;
            // Inferred as part of an object, because a sub-attribute is never complex.
            let object = Value::Object(Map::from_iter([(name.to_owned(), value.clone())]));
            let sub_attributes = infer(&parent.name, &object).sub_attributes;
            let attribute = Attribute { sub_attributes, ..parent.clone() };
            self.found.push(Learned::new(self.schema, attribute));
        }
        Ok(Some(value))
    }

    /// Takes out nulls, empty lists and empty objects. Sub-attributes are spelled as they are known,
    /// or as they came first; deeper objects, for which `names` is `None`, have none. `name` is for
    /// messages. The message bounds the depth.
    fn clean(
        &mut self,
        mut names: Option<&mut Names<'_>>,
        name: &str,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        self.work += 1;
        Ok(match value {
            Value::Null => None,
            Value::Array(items) => {
                self.check_count(name, items.len())?;
                let mut kept = Vec::with_capacity(items.len());
                for item in items {
                    kept.extend(self.clean(names.as_deref_mut(), name, item)?);
                }
                super::dedupe(&mut kept);
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            Value::Object(map) => {
                let mut kept = Map::new();
                for (part, value) in map {
                    let Some(value) = self.clean(None, &part, value)? else {
                        continue;
                    };
                    self.check_name(&part)?;
                    let part = match &mut names {
                        Some(names) => {
                            let part = names.spell(part);
                            self.check_parts(name, names.found.len())?;
                            part
                        }
                        None => part,
                    };
                    kept.insert(part, value);
                }
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            simple => Some(simple),
        })
    }

    /// Refuses early what would be refused when all of a value has been read.
    fn check_parts(&self, name: &str, count: usize) -> Result<(), Error> {
        let limit = self.limits.max_custom_attributes;
        if count > limit {
            return Err(Error::invalid_value(format!(
                "'{name}' has more than {limit} different parts: a resource type may have {limit} custom attributes"
            )));
        }
        Ok(())
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
                "'{name}' cannot be the name of an attribute: one begins with a letter and goes on with letters, digits, '_', '-' and '$'"
            )));
        }
        Ok(())
    }
}

/// The sub-attributes of a custom attribute, as they are known and as a value brings them.
struct Names<'k> {
    known: Option<&'k Attribute>,
    /// Those that are not known, from lower case to the first spelling.
    found: HashMap<String, String>,
}

impl Names<'_> {
    fn spell(&mut self, name: String) -> String {
        if let Some(sub) = self.known.and_then(|known| known.sub(&name)) {
            return sub.name.clone();
        }
        self.found.entry(name.to_ascii_lowercase()).or_insert(name).clone()
    }
}

/// Whether the attribute's type has room for the value, and every part of it is known.
fn holds(known: &Attribute, value: &Value) -> bool {
    holds_all(known, value, |item| match item {
        Value::Object(map) if known.has_parts() || known.kind == Type::String => map
            .iter()
            .all(|(name, value)| known.sub(name).is_some_and(|sub| holds_part(sub, value))),
        other => holds_one(known, other),
    })
}

/// The same for a part, which has no parts of its own (RFC 7643 erratum 8415).
fn holds_part(known: &Attribute, value: &Value) -> bool {
    holds_all(known, value, |item| holds_one(known, item))
}

fn holds_all(known: &Attribute, value: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(items) => known.multi_valued && items.iter().all(holds),
        single => holds(single),
    }
}

fn holds_one(known: &Attribute, value: &Value) -> bool {
    match known.kind {
        Type::String => true,
        Type::Boolean => value.is_boolean(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Decimal => value.is_number(),
        Type::DateTime | Type::Binary | Type::Reference => value.is_string(),
        Type::Complex => false,
    }
}
