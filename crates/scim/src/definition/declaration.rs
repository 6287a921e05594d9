//! Schemas that an admin declares, as they are written down (RFC 7643 §7).

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Definition;
use crate::path::is_name;
use crate::schema::{Attribute, COMMON, Mutability, Origin, Returned, Type, Uniqueness, find};
use crate::{Error, Limits, urn};

/// What an admin says about a schema of a directory: the attributes it has and what holds for
/// them, for the core schema of a resource type or for an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
    /// URN of the schema.
    pub schema: String,
    /// The resource types that have it. Without any, the one whose core schema it is, else `User`.
    #[serde(default)]
    pub resource_types: Vec<String>,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the schema describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether every resource must have the extension.
    #[serde(default)]
    pub required: bool,
    /// Whether attributes that are not declared are learned all the same.
    #[serde(default = "yes")]
    pub open: bool,
    /// Whether the whole extension is refused.
    #[serde(default)]
    pub refused: bool,
    /// Custom attributes that are refused, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_attributes: Vec<String>,
    /// The attributes. What is not said of one is as RFC 7643 §2.2 has it by default.
    #[serde(default, deserialize_with = "declared")]
    pub attributes: Vec<Attribute>,
}

/// Attributes are declared wherever a declaration is read from.
fn declared<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Attribute>, D::Error> {
    let mut attributes = Vec::<Attribute>::deserialize(from)?;
    attributes.iter_mut().for_each(settle);
    Ok(attributes)
}

fn yes() -> bool {
    true
}

const KEYS: [&str; 9] = [
    "schema",
    "resourceTypes",
    "name",
    "description",
    "required",
    "open",
    "refused",
    "refusedAttributes",
    "attributes",
];

const ATTRIBUTE_KEYS: [&str; 12] = [
    "name",
    "type",
    "multiValued",
    "description",
    "required",
    "caseExact",
    "mutability",
    "returned",
    "uniqueness",
    "canonicalValues",
    "referenceTypes",
    "subAttributes",
];

impl Declaration {
    /// A declaration of a schema that says nothing yet.
    pub fn of(schema: &str, resource_type: &str) -> Self {
        Self {
            schema: schema.to_owned(),
            resource_types: vec![resource_type.to_owned()],
            name: None,
            description: None,
            required: false,
            open: true,
            refused: false,
            refused_attributes: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// Reads a declaration from JSON, fills in what is not said, and checks it. What is wrong is
    /// 400 `invalidValue`, with the place in its detail.
    pub fn parse(json: &Value) -> Result<Self, Error> {
        check_keys("", json)?;
        let mut declaration: Self = serde_json::from_value(json.clone())
            .map_err(|error| Error::invalid_value(format!("the declaration: {error}")))?;
        declaration.settle();
        declaration.check()?;
        Ok(declaration)
    }

    /// Whether resources of a type have the schema.
    pub fn concerns(&self, resource_type: &str) -> bool {
        self.resource_types.iter().any(|name| name.eq_ignore_ascii_case(resource_type))
    }

    /// Fills in what is not said.
    pub(super) fn settle(&mut self) {
        let core = types().find(|known| urn::eq(&known.core().id, &self.schema));
        if let Some(core) = &core {
            self.schema.clone_from(&core.core().id);
        } else if let Some(known) = types()
            .flat_map(|known| known.extensions().to_vec())
            .find(|known| urn::eq(&known.id, &self.schema))
        {
            self.schema = known.id;
        }
        if self.resource_types.is_empty() {
            let name = core.as_ref().map_or("User", Definition::name);
            self.resource_types.push(name.to_owned());
        }
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |detail: String| Err(Error::invalid_value(detail));
        let urn = &self.schema;
        let limits = Limits::default();
        check_urn(urn)?;
        for name in &self.resource_types {
            if !types().any(|known| known.name() == name) {
                return wrong(format!("there is no resource type '{name}'"));
            }
        }
        let core = types().find(|known| urn::eq(&known.core().id, urn));
        if let Some(core) = &core {
            if self.resource_types.len() != 1 || !self.concerns(core.name()) {
                return wrong(format!("'{urn}' is the core schema of {} alone", core.name()));
            }
            if self.refused {
                return wrong(format!("'{urn}' is a core schema and cannot be refused"));
            }
        }
        if core.is_none() && urn::is_reserved(urn) {
            return wrong(format!("'{urn}' is a schema of the standard that no extension can be"));
        }
        if self.refused && !(self.attributes.is_empty() && self.refused_attributes.is_empty()) {
            return wrong("a schema that is refused as a whole has no attributes".to_owned());
        }
        let standard: Vec<Attribute> = types()
            .filter(|known| self.concerns(known.name()))
            .flat_map(|known| {
                let schemas: Vec<_> = known.schemas().cloned().collect();
                schemas.into_iter().filter(|schema| urn::eq(&schema.id, urn))
            })
            .flat_map(|schema| schema.attributes)
            .collect();
        let is_taken = |name: &str| {
            find(&standard, name).is_some() || core.is_some() && find(&COMMON, name).is_some()
        };
        for name in self.attributes.iter().map(|one| &one.name).chain(&self.refused_attributes) {
            if is_taken(name) {
                return wrong(format!("'{name}' is an attribute of the standard"));
            }
        }
        check_common("", &self.attributes)?;
        check_list("", &self.attributes, false)?;
        for name in &self.refused_attributes {
            check_name("refusedAttributes", name)?;
            if find(&self.attributes, name).is_some() {
                return wrong(format!("'{name}' is declared and refused at once"));
            }
        }
        let count: usize = self.attributes.iter().map(|one| 1 + one.sub_attributes.len()).sum();
        if count > limits.max_custom_attributes {
            let most = limits.max_custom_attributes;
            return wrong(format!("there are {count} attributes; a schema may have {most}"));
        }
        Ok(())
    }
}

/// Whether a schema can have this URN.
pub(super) fn check_urn(urn: &str) -> Result<(), Error> {
    let wrong = |detail: String| Err(Error::invalid_value(detail));
    if !urn.get(..4).is_some_and(|head| urn::eq(head, "urn:")) || !urn::is_uri(urn) {
        return wrong(format!("'{urn}' is no URN: one looks like urn:example:name:2.0:User"));
    }
    let limit = Limits::default().max_schema_urn;
    if urn.len() > limit {
        return wrong(format!("the URN is longer than {limit} bytes"));
    }
    if urn.get(..32).is_some_and(|head| urn::eq(head, "urn:ietf:params:scim:api:message")) {
        return wrong(format!("'{urn}' is the URN of a message"));
    }
    Ok(())
}

fn types() -> impl Iterator<Item = Definition> {
    [Definition::user(), Definition::group()].into_iter()
}

/// What RFC 7643 §2.2 takes for granted, and what follows from the type.
pub(super) fn settle(attribute: &mut Attribute) {
    attribute.origin = Origin::Declared;
    if attribute.kind.is_text() {
        let exact = attribute.kind != Type::String;
        attribute.case_exact = attribute.case_exact.or(Some(exact));
        attribute.uniqueness = attribute.uniqueness.or(Some(Uniqueness::None));
    }
    if attribute.kind == Type::Reference && attribute.reference_types.is_empty() {
        attribute.reference_types.push("uri".to_owned());
    }
    if attribute.mutability == Mutability::WriteOnly {
        attribute.returned = Returned::Never;
    }
    attribute.sub_attributes.iter_mut().for_each(settle);
}

/// Refuses the names of the attributes that every resource has: an extension that has them too
/// would be taken for the resource itself.
pub(super) fn check_common(place: &str, attributes: &[Attribute]) -> Result<(), Error> {
    match attributes.iter().find(|attribute| find(&COMMON, &attribute.name).is_some()) {
        Some(Attribute { name, .. }) => {
            Err(Error::invalid_value(format!("{place}'{name}' is an attribute of every resource")))
        }
        None => Ok(()),
    }
}

pub(super) fn check_list(above: &str, attributes: &[Attribute], is_sub: bool) -> Result<(), Error> {
    for (at, attribute) in attributes.iter().enumerate() {
        let path = format!("{above}{}", attribute.name);
        check_name(&path, &attribute.name)?;
        // RFC 7643 §2.4: `$ref` is a part of a value, beside its `value`.
        if !is_sub && attribute.name.starts_with('$') {
            return Err(Error::invalid_value(format!("'{path}' can only be a sub-attribute")));
        }
        if find(&attributes[..at], &attribute.name).is_some() {
            return Err(Error::invalid_value(format!("'{path}' is declared twice")));
        }
        if let Some(problem) = problem(attribute, is_sub) {
            return Err(Error::invalid_value(format!("'{path}' {problem}")));
        }
        check_list(&format!("{path}."), &attribute.sub_attributes, true)?;
    }
    Ok(())
}

fn check_name(path: &str, name: &str) -> Result<(), Error> {
    let limit = Limits::default().max_attribute_name;
    if !is_name(name) || name.len() > limit || name.eq_ignore_ascii_case("password") {
        return Err(Error::invalid_value(format!(
            "'{path}': '{name}' cannot be the name of an attribute: one begins with a letter, goes \
             on with letters, digits, '_', '-' and '$', has at most {limit} bytes, and is not \
             'password'"
        )));
    }
    Ok(())
}

/// What is wrong with the characteristics of an attribute (RFC 7643 §7).
fn problem(attribute: &Attribute, is_sub: bool) -> Option<&'static str> {
    let is_complex = attribute.kind == Type::Complex;
    let is_unique = attribute.uniqueness.is_some_and(|how| how != Uniqueness::None);
    let has_values = !attribute.canonical_values.is_empty();
    let read_only = attribute.is_read_only();
    [
        (is_complex && is_sub, "is complex, which a sub-attribute cannot be"),
        (is_complex && attribute.sub_attributes.is_empty(), "is complex and needs subAttributes"),
        (!is_complex && !attribute.sub_attributes.is_empty(), "is not complex and has no parts"),
        (
            !attribute.kind.is_text() && attribute.case_exact.is_some(),
            "is not text, so that caseExact means nothing",
        ),
        (!attribute.kind.is_text() && is_unique, "can only be unique if it is text"),
        (
            is_unique && (is_sub || attribute.multi_valued),
            "can only be unique if it has one value and is no sub-attribute",
        ),
        (has_values && attribute.kind != Type::String, "has canonicalValues and is no string"),
        (read_only && attribute.required, "cannot be required if nobody can write it"),
        (
            !attribute.reference_types.is_empty() && attribute.kind != Type::Reference,
            "has referenceTypes and is no reference",
        ),
    ]
    .into_iter()
    .find_map(|(is_wrong, text)| is_wrong.then_some(text))
}

/// Refuses keys that mean nothing: a misspelt characteristic would be passed over.
pub(super) fn check_keys(path: &str, json: &Value) -> Result<(), Error> {
    let Some(map) = json.as_object() else {
        let what = if path.is_empty() { "a declaration" } else { path };
        return Err(Error::invalid_value(format!("{what} must be an object")));
    };
    let known: &[&str] = if path.is_empty() { &KEYS } else { &ATTRIBUTE_KEYS };
    if let Some(key) = map.keys().find(|key| !known.contains(&key.as_str())) {
        let place = if path.is_empty() { String::new() } else { format!(" in {path}") };
        return Err(Error::invalid_value(format!(
            "'{key}' means nothing{place}; possible are {}",
            known.join(", ")
        )));
    }
    // RFC 7643 §7: values that are only written are never returned.
    if map.get("mutability").is_some_and(|how| how == "writeOnly")
        && let Some(returned) = map.get("returned").filter(|when| *when != "never")
    {
        return Err(Error::invalid_value(format!(
            "{path}: what is writeOnly is returned \"never\", not {returned}"
        )));
    }
    for list in ["attributes", "subAttributes"] {
        let items = map.get(list).and_then(Value::as_array).into_iter().flatten();
        for (at, item) in items.enumerate() {
            check_keys(&format!("{path}{list}[{at}]"), item)?;
        }
    }
    Ok(())
}
