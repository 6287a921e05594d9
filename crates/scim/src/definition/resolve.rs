//! From the text of a path to the attribute that it means.

use super::Definition;
use crate::path::{AttrPath, is_name};
use crate::schema::{Attribute, COMMON, Schema, find};
use crate::urn::strip_prefix;

/// What a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved<'d> {
    /// A whole schema: the path is its URN.
    Schema {
        /// Its URN; `None` for the core schema.
        extension: Option<&'d str>,
    },
    /// An attribute.
    Attribute {
        /// URN of the extension that holds it; `None` at the top level of the resource.
        extension: Option<&'d str>,
        /// The attribute.
        attribute: &'d Attribute,
        /// The sub-attribute, if the path names one.
        sub: Option<&'d Attribute>,
    },
}

impl Resolved<'_> {
    /// The JSON keys that lead from the root of the resource to the value.
    pub fn steps(&self) -> Vec<String> {
        match self {
            Self::Schema { extension } => extension.iter().map(|&urn| urn.to_owned()).collect(),
            Self::Attribute { extension, attribute, sub } => extension
                .iter()
                .copied()
                .chain([attribute.name.as_str()])
                .chain(sub.iter().map(|sub| sub.name.as_str()))
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// Where a path leads, whether or not its attribute is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Located<'d, 'p> {
    /// A whole known schema.
    Schema { extension: Option<&'d str> },
    /// An attribute of a known schema.
    Attribute { extension: Option<&'d str>, attribute: &'d Attribute, sub: Option<&'p str> },
    /// A name that a known schema does not have.
    Unknown { extension: Option<&'d str>, name: &'p str, sub: Option<&'p str> },
    /// A URN that is none of the known schemas'.
    Foreign,
}

impl Definition {
    /// What a path means, or `None` if no attribute is known by it.
    ///
    /// Case does not matter. A URN is split after the longest known schema's (RFC 7644 §3.10); a
    /// dot in place of the last colon is tolerated. A name without URN that the core schema lacks
    /// is looked for in the extensions.
    pub fn resolve(&self, path: &AttrPath) -> Option<Resolved<'_>> {
        let text;
        let located = if path.urn.is_some() {
            text = path.to_string();
            self.locate(&text)
        } else {
            self.locate_name(&path.name, path.sub.as_deref(), true)
        };
        match located {
            Located::Schema { extension } => Some(Resolved::Schema { extension }),
            Located::Attribute { extension, attribute, sub: None } => {
                Some(Resolved::Attribute { extension, attribute, sub: None })
            }
            Located::Attribute { extension, attribute, sub: Some(sub) } => {
                let sub = Some(attribute.sub(sub)?);
                Some(Resolved::Attribute { extension, attribute, sub })
            }
            Located::Unknown { .. } | Located::Foreign => None,
        }
    }

    /// Where a path that begins with a URN leads.
    pub(crate) fn locate<'p>(&self, text: &'p str) -> Located<'_, 'p> {
        let mut best: Option<(usize, &Schema, bool, &'p str)> = None;
        for (at, schema) in self.schemas().enumerate() {
            for spelling in self.spellings(schema) {
                if best.is_some_and(|(length, ..)| length >= spelling.len()) {
                    continue;
                }
                if let Some(rest) = strip_prefix(text, spelling) {
                    best = Some((spelling.len(), schema, at == 0, rest));
                }
            }
        }
        let Some((_, schema, is_core, rest)) = best else {
            return Located::Foreign;
        };
        let extension = (!is_core).then_some(schema.id.as_str());
        if rest.is_empty() {
            return Located::Schema { extension };
        }
        // More of a URN follows: a longer one that merely begins like a known schema's.
        let (name, sub) = split(rest);
        if rest.contains(':') || !is_name(name) {
            return Located::Foreign;
        }
        let found = if is_core { self.top_level(name) } else { schema.attribute(name) };
        match found {
            Some(attribute) => Located::Attribute { extension, attribute, sub },
            None => Located::Unknown { extension, name, sub },
        }
    }

    /// Where a name without URN leads. In a resource's body, a top-level key is never an
    /// extension's attribute; in a path it may be (`manager`, as Entra ID writes).
    pub(crate) fn locate_name<'p>(
        &self,
        name: &'p str,
        sub: Option<&'p str>,
        in_extensions: bool,
    ) -> Located<'_, 'p> {
        if let Some(attribute) = self.core.attribute(name).or_else(|| find(&COMMON, name)) {
            return Located::Attribute { extension: None, attribute, sub };
        }
        if in_extensions {
            for schema in &self.extensions {
                if let Some(attribute) = schema.attribute(name) {
                    return Located::Attribute { extension: Some(&schema.id), attribute, sub };
                }
            }
        }
        Located::Unknown { extension: None, name, sub }
    }
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('.') {
        Some((name, sub)) => (name, Some(sub)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn::ENTERPRISE_USER;

    fn steps(text: &str) -> Option<Vec<String>> {
        Definition::user().resolve(&AttrPath::parse(text).unwrap()).map(|resolved| resolved.steps())
    }

    #[test]
    fn paths_lead_to_json_keys() {
        let manager = vec![ENTERPRISE_USER.to_owned(), "manager".into(), "value".into()];
        for (text, expected) in [
            ("USERNAME", vec!["userName".to_owned()]),
            ("emails.VALUE", vec!["emails".into(), "value".into()]),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:name.familyName",
                vec!["name".into(), "familyName".into()],
            ),
            ("urn:ietf:params:scim:schemas:core:2.0:User:id", vec!["id".into()]),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                manager.clone(),
            ),
            (
                "URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:Manager.Value",
                manager.clone(),
            ),
            ("urn:scim:schemas:extension:enterprise:1.0:manager.value", manager.clone()),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager.value",
                manager.clone(),
            ),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0User:manager.value", manager),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department",
                vec![ENTERPRISE_USER.into(), "department".into()],
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                vec![ENTERPRISE_USER.into()],
            ),
            ("department", vec![ENTERPRISE_USER.into(), "department".into()]),
            ("meta.lastModified", vec!["meta".into(), "lastModified".into()]),
            ("urn:scim:schemas:core:1.0:userName", vec!["userName".into()]),
        ] {
            assert_eq!(steps(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn unknown_paths_are_no_attribute() {
        for text in ["foo", "userName.foo", "name.foo", "password", "urn:acme:2.0:User:badge"] {
            assert_eq!(steps(text), None, "{text}");
        }
        assert_eq!(Definition::group().resolve(&AttrPath::parse("userName").unwrap()), None);
    }
}
