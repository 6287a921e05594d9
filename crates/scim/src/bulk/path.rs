//! The path of an operation.

use super::reference::referenced;
use crate::Error;

/// The `path` of an operation: an endpoint, and a resource there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkPath {
    /// The endpoint, as it was sent: `Users`.
    pub endpoint: String,
    /// What stands behind it: an id, or `bulkId:` and the `bulkId` of another operation.
    pub id: Option<String>,
}

/// Endpoints that exist, but not within a bulk request: they change no resource by its id.
const OUTSIDE: [&str; 6] =
    ["Bulk", "Me", ".search", "ServiceProviderConfig", "ResourceTypes", "Schemas"];

impl BulkPath {
    /// Reads a path relative to the SCIM base. As in URLs, repeated and trailing slashes do not
    /// matter, and characters may be percent-encoded.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.contains(['?', '#']) {
            return Err(Error::invalid_syntax("path must name a resource only, without a query"));
        }
        let mut segments = text.split('/').filter(|segment| !segment.is_empty()).map(decode);
        let (endpoint, id) = (segments.next(), segments.next());
        let Some(endpoint) = endpoint else {
            return Err(Error::invalid_syntax("path names no endpoint, such as /Users"));
        };
        let is = |name: &&str| name.eq_ignore_ascii_case(&endpoint);
        let outside = OUTSIDE.iter().find(|name| is(name));
        let searches = id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(".search"));
        if let Some(name) = outside.copied().or_else(|| searches.then_some(".search")) {
            return Err(Error::invalid_syntax(format!(
                "/{name} cannot be used within a bulk request"
            )));
        }
        if segments.next().is_some() {
            return Err(Error::not_found("there is no such endpoint; see /ResourceTypes"));
        }
        Ok(Self { endpoint, id })
    }

    /// The `bulkId` of the operation that creates the resource, if the path refers to one.
    pub fn reference(&self) -> Option<&str> {
        self.id.as_deref().and_then(referenced)
    }
}

fn decode(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = digit(at + 1).zip(digit(at + 2)).filter(|_| *byte == b'%');
        let pair = pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        out.push(pair.unwrap_or(*byte));
        at += if pair.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_in_urls() {
        let users =
            |id: Option<&str>| BulkPath { endpoint: "Users".into(), id: id.map(str::to_owned) };
        for (text, id) in [
            ("/Users", None),
            ("Users", None),
            ("//Users/", None),
            ("/Users/1", Some("1")),
            ("/Users/bulkId%3Aa%20b", Some("bulkId:a b")),
            ("/Users/%zz%4", Some("%zz%4")),
        ] {
            assert_eq!(BulkPath::parse(text), Ok(users(id)), "{text}");
        }
        assert_eq!(BulkPath::parse("/Users/bulkId:a").unwrap().reference(), Some("a"));
        assert_eq!(BulkPath::parse("/Users/bulkid:a").unwrap().reference(), None);
    }

    #[test]
    fn what_is_no_resource_is_refused() {
        for text in ["", "/", "/Bulk", "/bulk/", "/Me", "/.search", "/Users/.search", "/Users?a=b"]
        {
            assert_eq!(BulkPath::parse(text).unwrap_err().status, 400, "{text}");
        }
        assert_eq!(BulkPath::parse("/Users/1/2").unwrap_err().status, 404);
    }
}
