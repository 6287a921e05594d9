//! Values of attributes: checked against the schema, in the schema's spelling, otherwise as sent.

mod custom;
mod list;
mod meaning;
mod simple;

use serde_json::Value;

use crate::definition::Learned;
use crate::schema::{Attribute, Type};
use crate::{Error, Limits, Map, json};

pub(crate) use list::{dedupe, settle_primary};
pub(crate) use simple::check as simple;

/// What the value of one attribute is read with, and what reading them brought to light.
pub(crate) struct Context<'a> {
    pub(crate) limits: &'a Limits,
    /// URN of the schema that the attribute belongs to.
    pub(crate) schema: &'a str,
    /// Custom attributes that are new, or wider than they were.
    pub(crate) found: Vec<Learned>,
    /// Custom sub-attributes of the attribute that have come up.
    fresh: Vec<Attribute>,
    /// Values that were looked at.
    pub(crate) work: usize,
}

impl<'a> Context<'a> {
    pub(crate) fn new(limits: &'a Limits, schema: &'a str) -> Self {
        Self { limits, schema, found: Vec::new(), fresh: Vec::new(), work: 0 }
    }

    /// The whole value of an attribute; `None` if it is unassigned. Null and the empty list are
    /// no values (RFC 7643 §2.5).
    pub(crate) fn assign(
        &mut self,
        attribute: &Attribute,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        if self.is_learned(attribute) {
            return self.custom(&attribute.name, Some(attribute), value);
        }
        if attribute.multi_valued {
            let items = self.list(attribute, value)?;
            return Ok((!items.is_empty()).then_some(Value::Array(items)));
        }
        let value = self.element(attribute, value)?;
        let empty = value.as_ref().and_then(Value::as_object);
        let empty = empty.is_some_and(|map| self.refers_to_nobody(attribute, map));
        Ok(value.filter(|_| !empty))
    }

    /// Whether a single value that refers to a resource (RFC 7643 §2.4: `value` with `$ref`), such
    /// as `manager`, names none: Entra ID clears with the empty text.
    pub(crate) fn refers_to_nobody(&self, attribute: &Attribute, map: &Map) -> bool {
        !self.limits.rules.exact_types
            && !attribute.multi_valued
            && attribute.sub("$ref").is_some()
            && attribute.sub("value").is_some()
            && map.get("value").and_then(Value::as_str) == Some("")
    }

    /// The values of a multi-valued attribute. A single value counts as a list of one.
    pub(crate) fn list(
        &mut self,
        attribute: &Attribute,
        value: Value,
    ) -> Result<Vec<Value>, Error> {
        if self.is_learned(attribute) {
            return Ok(match self.custom(&attribute.name, Some(attribute), value)? {
                None => Vec::new(),
                Some(Value::Array(items)) => items,
                Some(single) => vec![single],
            });
        }
        let sent = match value {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            single if self.limits.rules.exact_types => {
                return Err(wrong_type(None, attribute, "a list", &single));
            }
            single => vec![single],
        };
        self.check_count(&attribute.name, sent.len())?;
        let mut items = Vec::with_capacity(sent.len());
        for item in sent {
            if let Some(item) = self.element(attribute, item)? {
                items.push(item);
            }
        }
        dedupe(&mut items);
        list::check_primary(&attribute.name, &items)?;
        Ok(items)
    }

    /// One value of an attribute, be it multi-valued or not; `None` if it is unassigned.
    pub(crate) fn element(
        &mut self,
        attribute: &Attribute,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        if self.is_learned(attribute) {
            return self.custom(&attribute.name, Some(attribute), value);
        }
        if attribute.kind != Type::Complex {
            return simple::check(self.limits.rules, None, attribute, value);
        }
        let map = match value {
            Value::Null => return Ok(None),
            Value::Object(map) => map,
            Value::Array(none) if none.is_empty() && !attribute.multi_valued => return Ok(None),
            other if self.limits.rules.exact_types => {
                return Err(wrong_type(None, attribute, "an object", &other));
            }
            // Entra ID sends the manager as a list of one.
            Value::Array(mut items) if !attribute.multi_valued && items.len() < 2 => {
                return match items.pop() {
                    Some(Value::Object(map)) => self.object(attribute, map),
                    Some(other) => self.wrap(attribute, other),
                    None => Ok(None),
                };
            }
            other => return self.wrap(attribute, other),
        };
        self.object(attribute, map)
    }

    fn object(&mut self, attribute: &Attribute, sent: Map) -> Result<Option<Value>, Error> {
        let mut map = Map::new();
        for (name, value) in sent {
            if attribute.multi_valued
                && !self.limits.rules.known_only
                && name.eq_ignore_ascii_case("operation")
                && attribute.sub(&name).is_none()
            {
                // SCIM 1.1 marked values so that were to be removed; some clients still do.
                if value.as_str().is_some_and(|op| op.eq_ignore_ascii_case("delete")) {
                    return Ok(None);
                }
                continue;
            }
            if let Some((name, Some(value))) = self.sub(attribute, &name, value)? {
                map.insert(name, value);
            }
        }
        Ok((!map.is_empty()).then_some(Value::Object(map)))
    }

    /// The value of a sub-attribute and its name in the schema's spelling; the value is `None` if
    /// it is unassigned. `None` for a sub-attribute that clients cannot write.
    pub(crate) fn sub(
        &mut self,
        attribute: &Attribute,
        name: &str,
        value: Value,
    ) -> Result<Option<(String, Option<Value>)>, Error> {
        match attribute.sub(name) {
            Some(sub) if sub.is_read_only() => Ok(None),
            Some(sub) if self.is_learned(attribute) || self.is_learned(sub) => {
                let value = self.custom_sub(attribute, &sub.name, Some(sub), value)?;
                Ok(Some((sub.name.clone(), value)))
            }
            Some(sub) => Ok(Some((sub.name.clone(), self.part(attribute, sub, value)?))),
            None if self.limits.rules.known_only || attribute.is_declared() => Err(
                Error::invalid_syntax(format!("{} has no sub-attribute '{name}'", attribute.name)),
            ),
            None => {
                // Addresses have no `primary` in the RFC, but clients send it, and as a string.
                let value = match (name.eq_ignore_ascii_case("primary"), simple::boolean(&value)) {
                    (true, Some(value)) => Value::Bool(value),
                    _ => value,
                };
                self.fresh_sub(attribute, name, value).map(Some)
            }
        }
    }

    /// A complex value of which only the `value` was sent, without an object around it.
    fn wrap(&self, attribute: &Attribute, value: Value) -> Result<Option<Value>, Error> {
        let Some(sub) = attribute.sub("value").filter(|_| value.is_string()) else {
            if value.is_null() {
                return Ok(None);
            }
            return Err(wrong_type(None, attribute, "an object", &value));
        };
        let mut map = Map::new();
        if let Some(value) = simple::check(self.limits.rules, Some(attribute), sub, value)? {
            map.insert(sub.name.clone(), value);
        }
        Ok(Some(Value::Object(map)))
    }

    /// The value of a sub-attribute that is known and keeps its type.
    fn part(
        &mut self,
        attribute: &Attribute,
        sub: &Attribute,
        value: Value,
    ) -> Result<Option<Value>, Error> {
        let rules = self.limits.rules;
        let check = |value| simple::check(rules, Some(attribute), sub, value);
        if !sub.multi_valued {
            return check(value);
        }
        let sent = match value {
            Value::Array(items) => items,
            Value::Null => return Ok(None),
            single if rules.exact_types => {
                return Err(wrong_type(Some(attribute), sub, "a list", &single));
            }
            single => vec![single],
        };
        self.check_count(&sub.name, sent.len())?;
        self.work += sent.len();
        let items = sent.into_iter().filter_map(|item| check(item).transpose());
        let mut items: Vec<Value> = items.collect::<Result<_, _>>()?;
        dedupe(&mut items);
        Ok((!items.is_empty()).then_some(Value::Array(items)))
    }

    /// Whether an attribute holds whatever is sent, and its type follows.
    fn is_learned(&self, attribute: &Attribute) -> bool {
        attribute.is_learned() && !self.limits.rules.known_only
    }

    pub(crate) fn check_count(&self, name: &str, count: usize) -> Result<(), Error> {
        if count > self.limits.max_values {
            return Err(Error::payload_too_large(format!(
                "{name} has {count} values; an attribute may have {}",
                self.limits.max_values
            )));
        }
        Ok(())
    }
}

/// 400 `invalidValue` that names the attribute, what it must be and what was sent. It does not
/// repeat the value, which may be personal.
pub(crate) fn wrong_type(
    parent: Option<&Attribute>,
    attribute: &Attribute,
    expected: &str,
    value: &Value,
) -> Error {
    let found = json::describe(value);
    let name = &attribute.name;
    Error::invalid_value(match parent {
        Some(parent) => format!("{}.{name} must be {expected}, not {found}", parent.name),
        None => format!("{name} must be {expected}, not {found}"),
    })
}
