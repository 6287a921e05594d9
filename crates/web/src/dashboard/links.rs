//! Addresses inside the dashboard.

use std::borrow::Cow;
use std::fmt::Display;

use axum::response::{IntoResponse, Response};
use directory::resource::Kind;
use http::{HeaderValue, StatusCode, header};

/// The list of the resources of a kind.
pub(super) fn list(kind: Kind) -> Cow<'static, str> {
    match kind {
        Kind::User => "/users".into(),
        Kind::Group => "/groups".into(),
        // By its number, which stays whatever the type is called.
        Kind::Custom(code) => format!("/resources/{}", u8::from(code)).into(),
    }
}

/// The page of a resource.
pub(super) fn resource(kind: Kind, id: impl Display) -> String {
    format!("{}/{id}", list(kind))
}

/// `path` if it leads to a page of this dashboard and nowhere else, so that a link to the sign-in
/// page cannot send people to another site afterwards.
pub(super) fn local(path: &str) -> Option<&str> {
    let mut bytes = path.bytes();
    let starts_well = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    // A browser drops tabs and line ends before it reads an address.
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic());
    (starts_well && is_plain && !path.contains('\\')).then_some(path)
}

/// Sends the browser to another page with GET.
pub(super) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// `path?name=value&…` with the pairs that have a value.
pub(super) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_local() {
        for good in ["/", "/users", "/users?q=a%20b&state=active", "/a//b"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in [
            "",
            "users",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://x",
            "/ü",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn queries_are_encoded_and_empty_values_left_out() {
        assert_eq!(with_query("/users", &[("q", "a&b"), ("state", "")]), "/users?q=a%26b");
        assert_eq!(with_query("/users", &[("q", "")]), "/users");
    }
}
