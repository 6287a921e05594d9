//! From the path of a URL to what it names.

use percent_encoding::percent_decode_str;

/// What a path below `/v1/infra` names, within a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// All schemas: `/v1/infra/directories/{name}/schemas`.
    Schemas,
    /// One of them: `…/schemas/{urn}`.
    Schema(String),
    /// What a declaration would mean: `…/schemas/check`.
    Check,
    /// A learned attribute is to be declared: `…/schemas/promote`.
    Promote,
    /// All resource types beside users and groups: `…/resource-types`.
    Types,
    /// One of them: `…/resource-types/{name}`.
    Type(String),
    /// What a description would mean: `…/resource-types/check`.
    CheckType,
}

impl Route {
    /// Understands a path: the name of the directory, and what is meant in it.
    pub(super) fn parse(path: &str) -> Option<(String, Route)> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let ["v1", "infra", "directories", name, rest @ ..] = segments.as_slice() else {
            return None;
        };
        let route = match rest {
            ["schemas"] => Route::Schemas,
            ["schemas", "check"] => Route::Check,
            ["schemas", "promote"] => Route::Promote,
            ["schemas", urn] => Route::Schema(decode(urn)),
            ["resource-types"] => Route::Types,
            ["resource-types", "check"] => Route::CheckType,
            ["resource-types", name] => Route::Type(decode(name)),
            _ => return None,
        };
        Some((decode(name), route))
    }

    /// The methods that the route serves, as the `Allow` header lists them.
    pub(super) fn allowed(&self) -> &'static str {
        match self {
            Route::Schemas | Route::Types => "GET, HEAD",
            Route::Schema(_) | Route::Type(_) => "GET, HEAD, PUT, DELETE",
            Route::Check | Route::Promote | Route::CheckType => "POST",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_a_directory_and_a_thing_in_it() {
        let base = "/v1/infra/directories/a%20b/schemas";
        for (rest, route) in [
            ("", Route::Schemas),
            ("/", Route::Schemas),
            ("/check", Route::Check),
            ("/promote", Route::Promote),
            ("/urn%3Aacme%3A2.0", Route::Schema("urn:acme:2.0".into())),
            ("/urn:acme:2.0", Route::Schema("urn:acme:2.0".into())),
        ] {
            let expected = Some(("a b".to_owned(), route));
            assert_eq!(Route::parse(&format!("{base}{rest}")), expected, "{rest}");
        }
        for path in [
            "/v1/infra",
            "/v2/infra/directories/a/schemas",
            "/v1/infra/directories/a",
            "/v1/infra/directories/a/schemas/b/c",
        ] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }
}
