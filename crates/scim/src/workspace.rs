//! A resource while a request changes it: all on a copy, so that it is all or nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io;

use serde_json::Value;

use crate::definition::{Definition, Learned, Violation};
use crate::members::MemberChange;
use crate::value::dedupe;
use crate::{Error, Limits, Map, immutable, urn};

/// How many list elements one request may look at: more than any honest request needs, few
/// enough to take well under a second.
const MAX_WORK: usize = 2_000_000;

pub(crate) struct Workspace<'a> {
    pub(crate) definition: Cow<'a, Definition>,
    pub(crate) limits: &'a Limits,
    pub(crate) body: Map,
    pub(crate) members: Vec<MemberChange>,
    pub(crate) learned: Vec<Learned>,
    /// Lists that were appended to and may hold a value twice, as JSON keys.
    pub(crate) appended: BTreeSet<(Option<String>, String)>,
    work: usize,
}

/// Runs `change` on a part of the body: the top level, or the object of an extension, which goes
/// when nothing is left in it.
pub(crate) fn in_part<T>(
    body: &mut Map,
    extension: Option<&str>,
    change: impl FnOnce(&mut Map) -> T,
) -> T {
    let Some(urn) = extension else {
        return change(body);
    };
    let mut part = match body.remove(urn) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let result = change(&mut part);
    if !part.is_empty() {
        body.insert(urn.to_owned(), Value::Object(part));
    }
    result
}

impl<'a> Workspace<'a> {
    pub(crate) fn new(definition: &'a Definition, limits: &'a Limits, body: Map) -> Self {
        Self {
            definition: Cow::Borrowed(definition),
            limits,
            body,
            members: Vec::new(),
            learned: Vec::new(),
            appended: BTreeSet::new(),
            work: 0,
        }
    }

    /// The URN of an extension in the spelling under which it is stored.
    pub(crate) fn spelling(&self, urn: String) -> String {
        match self.definition.extension(&urn) {
            Some(schema) => schema.id.clone(),
            None => urn,
        }
    }

    /// Takes in what reading a value brought to light.
    pub(crate) fn absorb(&mut self, found: Vec<Learned>, work: usize) -> Result<(), Error> {
        self.work += work;
        if self.work > MAX_WORK {
            return Err(Error::payload_too_large(format!(
                "the operations look at more than {MAX_WORK} values"
            )));
        }
        for learned in found {
            if !self.definition.may_learn(&learned.schema, &learned.attribute.name) {
                return Err(self.definition.refusal(&learned));
            }
            let limit = self.limits.max_schema_urn;
            let is_known = urn::eq(&self.definition.core().id, &learned.schema)
                || self.definition.extension(&learned.schema).is_some();
            if !is_known && learned.schema.len() > limit {
                return Err(Error::invalid_value(format!(
                    "the URN of a schema is longer than {limit} bytes"
                )));
            }
            let before = self.definition.custom_attributes();
            if !self.definition.to_mut().learn(&learned) {
                continue;
            }
            let after = self.definition.custom_attributes();
            if after > before && after > self.limits.max_custom_attributes {
                return Err(Error::invalid_value(format!(
                    "'{}' would be one custom attribute too many: {} may have {}",
                    learned.attribute.name,
                    self.definition.name(),
                    self.limits.max_custom_attributes
                )));
            }
            self.learned.push(learned);
        }
        Ok(())
    }

    /// Brings the body into the form in which it is stored and checks it as a whole. `before` is the
    /// body that it replaces.
    pub(crate) fn finish(&mut self, before: Option<&Map>) -> Result<(), Error> {
        for (extension, name) in std::mem::take(&mut self.appended) {
            let map = match &extension {
                None => Some(&mut self.body),
                Some(urn) => self.body.get_mut(urn).and_then(Value::as_object_mut),
            };
            if let Some(Value::Array(items)) = map.and_then(|map| map.get_mut(&name)) {
                dedupe(items);
                if items.len() > self.limits.max_values {
                    return Err(Error::payload_too_large(format!(
                        "{name} would have {} values; an attribute may have {}",
                        items.len(),
                        self.limits.max_values
                    )));
                }
            }
        }
        self.write_schemas();
        self.check_required()?;
        if self.definition.has_declarations() {
            self.check_declared(before)?;
        }
        self.check_size()
    }

    /// `schemas` names the core schema and every extension that has data (RFC 7643 §3).
    fn write_schemas(&mut self) {
        // In an order that does not depend on when an extension was learned.
        let mut urns = Vec::new();
        for schema in self.definition.extensions() {
            match self.body.get(&schema.id) {
                Some(Value::Object(map)) if !map.is_empty() => {
                    urns.push(schema.id.as_str());
                }
                Some(_) => {
                    self.body.remove(&schema.id);
                }
                None => {}
            }
        }
        // Once taken for an extension; nobody can find or change it any more.
        let definition = &self.definition;
        let stray: Vec<String> =
            self.body.keys().filter(|key| definition.is_reserved(key)).cloned().collect();
        for key in stray {
            self.body.remove(&key);
        }
        urns.sort_unstable();
        urns.insert(0, &self.definition.core().id);
        self.body.insert("schemas".into(), urns.into());
    }

    fn check_required(&self) -> Result<(), Error> {
        for attribute in &self.definition.core().attributes {
            // What was declared is looked at apart.
            if !attribute.required || attribute.is_declared() {
                continue;
            }
            let name = &attribute.name;
            let Some(value) = self.body.get(name) else {
                return Err(Error::invalid_value(format!("{name} is required")));
            };
            let Some(text) = value.as_str() else {
                continue;
            };
            if text.trim().is_empty() {
                return Err(Error::invalid_value(format!("{name} must not be empty")));
            }
            if text.contains(char::is_control) {
                return Err(Error::invalid_value(format!("{name} holds control characters")));
            }
        }
        Ok(())
    }

    /// What was declared holds, except where the resource stood against it already: who was there
    /// before the declaration must still be able to be deactivated.
    fn check_declared(&self, before: Option<&Map>) -> Result<(), Error> {
        if let Some(before) = before {
            immutable::check(&self.definition, before, &self.body)?;
        }
        let found = self.definition.violations(&self.body);
        if found.is_empty() {
            return Ok(());
        }
        let known = before.map(|before| self.definition.violations(before)).unwrap_or_default();
        match found.into_iter().find(|one| !known.contains(one)) {
            Some(Violation { path, problem }) => {
                Err(Error::invalid_value(format!("{path}: {problem}")))
            }
            None => Ok(()),
        }
    }

    fn check_size(&self) -> Result<(), Error> {
        let limit = self.limits.max_resource_bytes;
        let mut room = Room(limit);
        serde_json::to_writer(&mut room, &self.body).map_err(|_| {
            Error::payload_too_large(format!("the resource is larger than {limit} bytes"))
        })
    }
}

/// A writer that only counts, and fails when there is no room left.
struct Room(usize);

impl io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
