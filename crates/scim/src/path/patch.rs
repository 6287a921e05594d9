//! The path of a PATCH operation: `attrPath` or `attrPath[filter]`, then perhaps `.sub`.

use std::fmt;

use super::{AttrPath, is_name};
use crate::filter::Filter;
use crate::{Error, Rules};

/// What a PATCH operation aims at (RFC 7644 §3.5.2).
#[derive(Clone, Debug, PartialEq)]
pub struct PatchPath {
    /// The attribute, with its sub-attribute if no filter stands between them.
    pub attr: AttrPath,
    /// Which of the attribute's values are meant.
    pub filter: Option<Filter>,
    /// The sub-attribute that is named after the filter.
    pub sub: Option<String>,
}

impl PatchPath {
    /// Reads a path. A malformed one is 400 `invalidPath`, a malformed filter in it 400
    /// `invalidFilter`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_by(text, Rules::TOLERANT)
    }

    /// The same by rules, to which the filter keeps as one of a query does.
    pub fn parse_by(text: &str, rules: Rules) -> Result<Self, Error> {
        let text = text.trim();
        let Some((attr, rest)) = text.split_once('[') else {
            return Ok(Self { attr: AttrPath::parse(text)?, filter: None, sub: None });
        };
        let attr = AttrPath::parse(attr.trim_end())?;
        let end = closing_bracket(rest)
            .ok_or_else(|| Error::invalid_path(format!("'{text}' has no closing bracket")))?;
        let filter = Filter::parse_in_brackets(&rest[..end], rules)
            .map_err(|error| error.at(format_args!("path '{text}'")))?;
        let sub = match &rest[end + 1..] {
            "" => None,
            rest => match rest.strip_prefix('.') {
                Some(sub) if is_name(sub) => Some(sub.to_owned()),
                _ => {
                    return Err(Error::invalid_path(format!(
                        "'{text}': after the bracket only '.' and a sub-attribute may follow"
                    )));
                }
            },
        };
        Ok(Self { attr, filter: Some(filter), sub })
    }
}

/// Where the bracket closes that was opened before `text`; brackets in strings do not count.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b']' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

impl fmt::Display for PatchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attr)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{filter}]")?;
        }
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScimType;

    #[test]
    fn paths_print_as_they_were_read() {
        for text in [
            "emails[type eq \"work\"].Value",
            "members[value eq \"2819\"]",
            "emails[value eq \"a]\\\"b\"].display",
            "name.familyName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        ] {
            assert_eq!(PatchPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn malformed_paths_name_their_fault() {
        for text in
            ["", "emails[type eq \"work\"", "emails[type eq \"work\"]value", "emails[type pr].a.b"]
        {
            assert_eq!(
                PatchPath::parse(text).unwrap_err().scim_type,
                Some(ScimType::InvalidPath),
                "{text}"
            );
        }
        for text in ["emails[type]", "emails[]", "emails[a[b eq 1] pr]"] {
            let error = PatchPath::parse(text).unwrap_err();
            assert_eq!(error.scim_type, Some(ScimType::InvalidFilter), "{text}");
        }
    }
}
