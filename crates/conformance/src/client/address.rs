//! Addresses: the SCIM root, and percent-encoding of what follows it (RFC 3986 §2).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ClientError;

/// Left as they are in a whole path with its query: everything that has a meaning there, and `%`,
/// so that a path may hold parts that are encoded already.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'%')
    .remove(b'/')
    .remove(b'?')
    .remove(b'&')
    .remove(b'=')
    .remove(b':')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b';')
    .remove(b'@')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'~')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

/// Left as they are in one value: only what RFC 3986 §2.3 calls unreserved.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes what a URL cannot hold in a path with its query, such as spaces and quotes.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Percent-encodes one value of a query, so that no character of it has a meaning there.
pub fn encode_value(value: &str) -> String {
    utf8_percent_encode(value, VALUE).to_string()
}

/// Checks the SCIM root and takes the slash off its end.
pub(crate) fn check_base(base: &str) -> Result<String, ClientError> {
    let wrong = |reason: &str| ClientError::Base { base: base.to_owned(), reason: reason.into() };
    let trimmed = base.trim().trim_end_matches('/');
    if !trimmed.contains("://") {
        return Err(wrong("it must start with http:// or https://"));
    }
    let url = reqwest::Url::parse(trimmed).map_err(|error| wrong(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("it must start with http:// or https://"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it must not hold a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it must not hold ? or #"));
    }
    Ok(trimmed.to_owned())
}
