//! The path of an attribute: `[urn:]name[.sub]`.

use std::fmt;

use super::{is_name, is_name_byte};
use crate::Error;
use crate::urn::is_uri;

/// The path of an attribute or sub-attribute.
///
/// Parsing splits at the last colon and needs no schema. Which part of a URN that holds dots is
/// the schema, only a [`crate::Definition`] can say; see [`crate::Definition::resolve`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttrPath {
    /// URN of the schema, if the path is qualified.
    pub urn: Option<String>,
    /// Name of the attribute. Empty in the address of a schema that cannot end with a name
    /// (`https://acme.example/user`).
    pub name: String,
    /// Name of the sub-attribute.
    pub sub: Option<String>,
}

impl AttrPath {
    /// An unqualified path.
    pub fn new(name: impl Into<String>, sub: Option<&str>) -> Self {
        Self { urn: None, name: name.into(), sub: sub.map(str::to_owned) }
    }

    /// Reads a path. A malformed one is 400 `invalidPath`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let malformed = || Error::invalid_path(format!("'{text}' is not an attribute path"));
        let (urn, rest) = match text.rsplit_once(':') {
            Some((urn, rest)) => (Some(urn), rest),
            None => (None, text),
        };
        if urn.is_some() && !is_uri(text) {
            return Err(malformed());
        }
        let (name, sub) = match rest.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (rest, None),
        };
        // Entra ID once wrote a dot after the URN too: `urn:…:User.manager.value`.
        let dotted = |sub: &str| {
            urn.is_some() && sub.split_once('.').is_some_and(|(a, b)| is_name(a) && is_name(b))
        };
        if !is_name(name) || sub.is_some_and(|sub| !is_name(sub) && !dotted(sub)) {
            if urn.is_some() && ends_like_no_attribute(rest) {
                return Ok(Self { urn: Some(text.to_owned()), name: String::new(), sub: None });
            }
            return Err(malformed());
        }
        Ok(Self { urn: urn.map(str::to_owned), name: name.to_owned(), sub: sub.map(str::to_owned) })
    }
}

/// Whether what follows the last colon of a URI can only be its end. The address of a schema need
/// not end like a name: `urn:acme:2.0`, `urn:acme:4you`, `https://acme.example/user`.
fn ends_like_no_attribute(rest: &str) -> bool {
    let piece = |piece: &str| !piece.is_empty() && piece.bytes().all(is_name_byte);
    let name = rest.split('.').next().unwrap_or_default();
    rest.contains('/') || !is_name(name) && rest.split('.').all(piece)
}

impl fmt::Display for AttrPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.urn {
            f.write_str(urn)?;
            if self.name.is_empty() {
                return Ok(());
            }
            f.write_str(":")?;
        }
        f.write_str(&self.name)?;
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_as_they_were_read() {
        for text in [
            "userName",
            "name.familyName",
            "members.$ref",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager.value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0",
            "https://acme.example/user",
            "https://acme.example/user:badge",
            "urn:acme:4you",
        ] {
            assert_eq!(AttrPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn malformed_paths_are_refused() {
        for text in [
            "",
            ".",
            "a.",
            ".a",
            "a.b.c",
            "urn:x:a.b.c.d",
            "a b",
            "a[",
            ":a",
            "urn:x:",
            "é",
            "a\"b:c",
            "1a",
            "_a",
            "a.1",
            "urn:acme:2.0:User.1",
            "urn:acme:2.",
            "urn:acme:.",
            "isAdmin:x",
            "exterjal:Id",
            "urn:x",
        ] {
            let error = AttrPath::parse(text).unwrap_err();
            assert_eq!(error.scim_type, Some(crate::ScimType::InvalidPath), "{text}");
        }
    }
}
