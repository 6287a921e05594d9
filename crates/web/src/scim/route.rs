//! From the path of a URL to what it names.
//!
//! A path is divided at its slashes first and decoded then, so that an encoded slash divides nothing:
//! it is part of an id that nobody has (RFC 3986 §2.2). Encoded letters are the letters (§6.2.2.2).

use std::borrow::Cow;

use directory::DirectoryInfo;
use directory::resource::Kind;
use percent_encoding::percent_decode_str;

/// The first segment of every path of SCIM.
const ROOT: &str = "scim";

/// What a path below `/scim` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// All resources: `/`.
    Root,
    /// Search across all resources: `/.search`.
    RootSearch,
    /// All resources of a kind: `/Users`.
    Collection(Kind),
    /// Search in them: `/Users/.search`.
    Search(Kind),
    /// One of them: `/Users/{id}`.
    Resource(Kind, String),
    /// `/ServiceProviderConfig`.
    ServiceProviderConfig,
    /// `/ResourceTypes`.
    ResourceTypes,
    /// `/ResourceTypes/{name}`.
    ResourceType(String),
    /// `/Schemas`.
    Schemas,
    /// `/Schemas/{urn}`.
    Schema(String),
    /// `/Me`, which needs a token that stands for a user.
    Me,
    /// `/Bulk`.
    Bulk,
    /// Another version of the protocol.
    OtherVersion(String),
    /// Nothing.
    Unknown,
}

impl Route {
    /// Understands a path, in a directory if it is known which. Repeated, leading and trailing
    /// slashes do not matter, nor does the case of the endpoint; without a version the path means
    /// the newest (RFC 7644 §3.13).
    pub(super) fn parse(path: &str, directory: Option<&DirectoryInfo>) -> Route {
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        let mut segments = segments.map(decode).peekable();
        if segments.next().as_deref() != Some(ROOT) {
            return Route::Unknown;
        }
        if let Some(version) = segments.next_if(|segment| is_version(segment))
            && !version.eq_ignore_ascii_case("v2")
        {
            return Route::OtherVersion(version.into_owned());
        }
        let (endpoint, rest) = (segments.next(), segments.next());
        if segments.next().is_some() {
            return Route::Unknown;
        }
        let Some(endpoint) = endpoint else {
            return Route::Root;
        };
        let is = |name: &str| endpoint.eq_ignore_ascii_case(name);
        let kind = match directory {
            Some(directory) => directory.kind_at(&endpoint),
            None => Kind::at(&endpoint),
        };
        match (kind, rest) {
            (Some(kind), None) => Route::Collection(kind),
            (Some(kind), Some(rest)) if rest.eq_ignore_ascii_case(".search") => Route::Search(kind),
            (Some(kind), Some(id)) => Route::Resource(kind, id.into_owned()),
            (None, None) if is(".search") => Route::RootSearch,
            (None, None) if is("ServiceProviderConfig") => Route::ServiceProviderConfig,
            (None, None) if is("ResourceTypes") => Route::ResourceTypes,
            (None, Some(name)) if is("ResourceTypes") => Route::ResourceType(name.into_owned()),
            (None, None) if is("Schemas") => Route::Schemas,
            (None, Some(urn)) if is("Schemas") => Route::Schema(urn.into_owned()),
            (None, None) if is("Me") => Route::Me,
            (None, None) if is("Bulk") => Route::Bulk,
            _ => Route::Unknown,
        }
    }

    /// Whether the route describes the server rather than its data (RFC 7644 §4): anybody may read
    /// those.
    pub(super) fn is_discovery(&self) -> bool {
        matches!(
            self,
            Route::ServiceProviderConfig
                | Route::ResourceTypes
                | Route::ResourceType(_)
                | Route::Schemas
                | Route::Schema(_)
        )
    }

    /// The methods that the route serves, as the `Allow` header lists them.
    pub(super) fn allowed(&self) -> &'static str {
        match self {
            Route::RootSearch | Route::Search(_) | Route::Bulk => "POST, OPTIONS",
            Route::Collection(_) => "GET, HEAD, POST, OPTIONS",
            Route::Resource(..) => "GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
            Route::Me => "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            // The root, and what describes the server.
            _ => "GET, HEAD, OPTIONS",
        }
    }

    /// Whether the route serves the method.
    pub(super) fn allows(&self, method: &http::Method) -> bool {
        self.allowed().split(", ").any(|allowed| allowed == method.as_str())
    }
}

fn is_version(segment: &str) -> bool {
    segment.len() > 1
        && segment.starts_with(['v', 'V'])
        && segment[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn decode(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

/// Whether a path is one below `/scim`, however it is written.
pub(super) fn is_scim(path: &str) -> bool {
    decode(split_first(path).0) == ROOT
}

/// The path as an administrator of an identity provider knows it: without `/scim/v2`.
pub(super) fn below_base(path: &str) -> &str {
    let below = split_first(path).1;
    match split_first(below) {
        (version, rest) if decode(version).eq_ignore_ascii_case("v2") => rest,
        _ => below,
    }
}

/// The first segment of a path, and the path behind it.
fn split_first(path: &str) -> (&str, &str) {
    let path = path.trim_start_matches('/');
    path.split_at(path.find('/').unwrap_or(path.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_case_do_not_matter() {
        for path in [
            "/scim/v2/Users",
            "/scim/v2/Users/",
            "/scim/v2//Users",
            "/scim/V2/users",
            "//scim/v2/Users",
            "///scim//v2/Users",
        ] {
            assert_eq!(Route::parse(path, None), Route::Collection(Kind::User), "{path}");
        }
        assert_eq!(Route::parse("/scim/v2", None), Route::Root);
        assert_eq!(Route::parse("/scim/v2/", None), Route::Root);
        assert_eq!(Route::parse("/scim/Groups", None), Route::Collection(Kind::Group));
    }

    #[test]
    fn a_schema_urn_arrives_raw_or_encoded() {
        let urn = "urn:ietf:params:scim:schemas:core:2.0:User";
        let encoded = urn.replace(':', "%3A");
        assert_eq!(
            Route::parse(&format!("/scim/v2/Schemas/{urn}"), None),
            Route::Schema(urn.into())
        );
        assert_eq!(
            Route::parse(&format!("/scim/v2/Schemas/{encoded}"), None),
            Route::Schema(urn.into())
        );
    }

    #[test]
    fn encoded_letters_are_letters_and_an_encoded_slash_divides_nothing() {
        for path in ["/scim/v2/%55sers", "/%73cim/%762/U%73er%73", "/scim/%56%32/%75%73%65%72%73"] {
            assert_eq!(Route::parse(path, None), Route::Collection(Kind::User), "{path}");
            assert!(is_scim(path), "{path}");
        }
        let odd = |id: &str| Route::Resource(Kind::User, id.into());
        assert_eq!(Route::parse("/scim/v2/Users/a%2Fb", None), odd("a/b"));
        assert_eq!(Route::parse("/scim/v2/Users/%2E%2E%2F", None), odd("../"));
        assert_eq!(Route::parse("/scim/v2/Users/%2573", None), odd("%73"), "decoded once only");
        for path in ["/scim%2Fv2%2FUsers", "/scim%2F..%2Fusers", "/%2Fscim/v2/Users"] {
            assert_eq!(Route::parse(path, None), Route::Unknown, "{path}");
            assert!(!is_scim(path), "{path}");
        }
        assert_eq!(Route::parse("/scim/v2/Users%2F1", None), Route::Unknown);
    }

    #[test]
    fn the_base_is_left_out() {
        for (path, below) in [
            ("/scim/v2/Users", "/Users"),
            ("//scim//v2//Users/1", "//Users/1"),
            ("/scim/V2", ""),
            ("/scim/Users", "/Users"),
            ("/scim/v1/Users", "/v1/Users"),
            ("/scim", ""),
        ] {
            assert_eq!(below_base(path), below, "{path}");
        }
    }

    #[test]
    fn unknown_paths_are_unknown() {
        for path in ["/scim/v2/Nope", "/scim/v2/Users/1/2", "/scim/v2/Me/x", "/scimx/v2/Users"] {
            assert_eq!(Route::parse(path, None), Route::Unknown, "{path}");
        }
        assert_eq!(Route::parse("/scim/v1/Users", None), Route::OtherVersion("v1".into()));
    }
}
