//! Where a value goes that a client sends.

use super::{Definition, Located};
use crate::Error;
use crate::path::{AttrPath, is_name};
use crate::urn::is_uri;

/// Where a value goes. An extension that is not known yet is spelled as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// All attributes of a schema at once.
    Schema {
        /// Its URN; `None` for the core schema.
        extension: Option<String>,
    },
    /// One attribute, be it known or not.
    Attribute {
        /// URN of the extension that holds it; `None` at the top level of the resource.
        extension: Option<String>,
        /// Its name, as it was sent.
        name: String,
        /// The sub-attribute, if the path names one.
        sub: Option<String>,
    },
}

/// The resource types' names, with which the URNs of their schemas end (RFC 7643 §10.3.1).
fn is_type(segment: &str) -> bool {
    segment.eq_ignore_ascii_case("User") || segment.eq_ignore_ascii_case("Group")
}

fn last(urn: &str) -> &str {
    urn.rsplit(':').next().unwrap_or_default()
}

impl Definition {
    /// Where a value goes that is sent at a path, or under a key that is one. `object` tells
    /// whether the value is an object, which all attributes of a schema are sent as.
    ///
    /// A URN does not tell by itself where a schema's name ends and an attribute's begins. In this
    /// order:
    ///
    /// 1. The longest URN of a known schema wins; but with an object, `User` or `Group` after it
    ///    is part of a longer one, unless the schema has such an attribute.
    /// 2. What ends with `User`, `Group`, a version or another thing that is no name is the URN of
    ///    a schema; what has one more name behind `User` or `Group`, an attribute of it.
    /// 3. With an object, the whole is the URN of a schema (RFC 7643 §3.3); otherwise the last
    ///    colon stands before an attribute.
    ///
    /// The URN of a schema that is found so is found again as one when it stands over an object,
    /// as it does in a stored body. A path for which that is not true is 400 `invalidPath`.
    pub(crate) fn place(
        &self,
        path: &AttrPath,
        object: bool,
        in_extensions: bool,
    ) -> Result<Place, Error> {
        let Some(urn) = &path.urn else {
            return Ok(match self.locate_name(&path.name, path.sub.as_deref(), in_extensions) {
                Located::Attribute { extension, .. } => {
                    attribute(extension, &path.name, path.sub.as_deref())
                }
                _ => attribute(None, &path.name, path.sub.as_deref()),
            });
        };
        let text = path.to_string();
        match self.locate(&text) {
            Located::Schema { extension } => {
                return Ok(Place::Schema { extension: extension.map(str::to_owned) });
            }
            Located::Attribute { extension, attribute: known, sub } => {
                return Ok(attribute(extension, &known.name, sub));
            }
            // A longer URN, not an attribute of that name.
            Located::Unknown { name: "User" | "Group", sub: None, .. } if object => {}
            Located::Unknown { extension, name, sub } => {
                return Ok(attribute(extension, name, sub));
            }
            Located::Foreign => {}
        }
        let below_type = is_type(last(urn));
        let whole = path.name.is_empty()
            || is_type(last(&text)) && (object || !below_type)
            || object && !is_type(&path.name) && !below_type;
        if whole {
            return Ok(Place::Schema { extension: Some(text) });
        }
        let (schema, name, sub) = match &path.sub {
            // Entra ID once wrote a dot after the URN too: `urn:…:User.manager.value`.
            Some(rest) if is_type(&path.name) => {
                let (name, sub) = match rest.split_once('.') {
                    Some((name, sub)) => (name, Some(sub)),
                    None => (rest.as_str(), None),
                };
                (format!("{urn}:{}", path.name), name, sub)
            }
            sub => (urn.clone(), path.name.as_str(), sub.as_deref()),
        };
        let again = AttrPath::parse(&schema).and_then(|schema| self.place(&schema, true, false));
        match again {
            Ok(Place::Schema { extension: Some(found) }) if is_uri(&schema) && is_name(name) => {
                Ok(attribute(Some(&found), name, sub))
            }
            _ => Err(Error::invalid_path(format!(
                "'{path}' does not tell the URN of a schema from the name of an attribute"
            ))),
        }
    }
}

fn attribute(extension: Option<&str>, name: &str, sub: Option<&str>) -> Place {
    Place::Attribute {
        extension: extension.map(str::to_owned),
        name: name.to_owned(),
        sub: sub.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::urn::{ENTERPRISE_USER, USER};

    fn place(definition: &Definition, text: &str, object: bool) -> Option<(String, String)> {
        let path = AttrPath::parse(text).unwrap();
        match definition.place(&path, object, false) {
            Ok(Place::Schema { extension }) => Some((extension.unwrap_or_default(), String::new())),
            Ok(Place::Attribute { extension, name, sub }) => {
                let sub = sub.map(|sub| format!(".{sub}")).unwrap_or_default();
                Some((extension.unwrap_or_default(), name + &sub))
            }
            Err(error) => {
                assert_eq!(error.scim_type, Some(crate::ScimType::InvalidPath));
                assert!(error.detail.contains(text), "{}", error.detail);
                None
            }
        }
    }

    #[test]
    fn the_urn_of_a_schema_ends_where_the_rule_says() {
        let user = Definition::user();
        for (text, object, schema, name) in [
            (&*format!("{USER}:name"), true, "", "name"),
            (&format!("{ENTERPRISE_USER}:desk"), true, ENTERPRISE_USER, "desk"),
            (&format!("{ENTERPRISE_USER}.desk.no"), false, ENTERPRISE_USER, "desk.no"),
            (ENTERPRISE_USER, false, ENTERPRISE_USER, ""),
            ("urn:acme:2.0:User", false, "urn:acme:2.0:User", ""),
            ("urn:acme:2.0:GROUP", true, "urn:acme:2.0:GROUP", ""),
            ("urn:acme:2.0:User:group", false, "urn:acme:2.0:User", "group"),
            (&format!("{ENTERPRISE_USER}:group"), false, ENTERPRISE_USER, "group"),
            ("urn:acme:2.0", false, "urn:acme:2.0", ""),
            ("urn:acme:2.0:Robot", true, "urn:acme:2.0:Robot", ""),
            ("urn:acme:2.0:Robot", false, "urn:acme:2.0", "Robot"),
            ("urn:acme:2.0:User:badge", true, "urn:acme:2.0:User", "badge"),
            ("urn:acme:2.0:User:badge.id", false, "urn:acme:2.0:User", "badge.id"),
            ("urn:acme:2.0:User.badge.id", false, "urn:acme:2.0:User", "badge.id"),
            ("urn:acme:2.0:User.badge", true, "urn:acme:2.0:User", "badge"),
            ("https://acme.example/user", true, "https://acme.example/user", ""),
            ("https://acme.example/user:badge", false, "https://acme.example/user", "badge"),
            (&format!("{ENTERPRISE_USER}:a:b"), true, &format!("{ENTERPRISE_USER}:a:b"), ""),
            (&format!("{ENTERPRISE_USER}:User"), true, &format!("{ENTERPRISE_USER}:User"), ""),
        ] {
            let expected = Some((schema.to_owned(), name.to_owned()));
            assert_eq!(place(&user, text, object), expected, "{text} {object}");
        }
        let enterprise = Some((ENTERPRISE_USER.to_owned(), String::new()));
        assert_eq!(place(&Definition::group(), ENTERPRISE_USER, true), enterprise);
    }

    #[test]
    fn what_would_be_read_as_something_else_is_refused() {
        let user = Definition::user();
        for text in [
            &*format!("{USER}:name:givenName"),
            &format!("{ENTERPRISE_USER}:a:b"),
            "urn:acme:User:a:b",
            "urn:acme:badge",
        ] {
            assert_eq!(place(&user, text, false), None, "{text}");
        }
    }
}
