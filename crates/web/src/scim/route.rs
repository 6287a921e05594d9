//! From the path of a URL to what it names.

use directory::DirectoryInfo;
use directory::resource::Kind;
use percent_encoding::percent_decode_str;

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
    /// Understands a path, in a directory if it is known which. Repeated and trailing slashes do not
    /// matter, nor does the case of the endpoint; without a version the path means the newest
    /// (RFC 7644 §3.13).
    pub(super) fn parse(path: &str, directory: Option<&DirectoryInfo>) -> Route {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
        if segments.next() != Some("scim") {
            return Route::Unknown;
        }
        if let Some(version) = segments.next_if(|segment| is_version(segment))
            && !version.eq_ignore_ascii_case("v2")
        {
            return Route::OtherVersion(version.to_owned());
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
            Some(directory) => directory.kind_at(endpoint),
            None => Kind::at(endpoint),
        };
        match (kind, rest) {
            (Some(kind), None) => Route::Collection(kind),
            (Some(kind), Some(rest)) if rest.eq_ignore_ascii_case(".search") => Route::Search(kind),
            (Some(kind), Some(id)) => Route::Resource(kind, decode(id)),
            (None, None) if is(".search") => Route::RootSearch,
            (None, None) if is("ServiceProviderConfig") => Route::ServiceProviderConfig,
            (None, None) if is("ResourceTypes") => Route::ResourceTypes,
            (None, Some(name)) if is("ResourceTypes") => Route::ResourceType(decode(name)),
            (None, None) if is("Schemas") => Route::Schemas,
            (None, Some(urn)) if is("Schemas") => Route::Schema(decode(urn)),
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

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_case_do_not_matter() {
        for path in ["/scim/v2/Users", "/scim/v2/Users/", "/scim/v2//Users", "/scim/V2/users"] {
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
    fn unknown_paths_are_unknown() {
        for path in ["/scim/v2/Nope", "/scim/v2/Users/1/2", "/scim/v2/Me/x", "/scimx/v2/Users"] {
            assert_eq!(Route::parse(path, None), Route::Unknown, "{path}");
        }
        assert_eq!(Route::parse("/scim/v1/Users", None), Route::OtherVersion("v1".into()));
    }
}
