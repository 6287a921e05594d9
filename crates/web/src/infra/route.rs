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
}

impl Route {
    /// Understands a path: the name of the directory, and what is meant in it.
    pub(super) fn parse(path: &str) -> Option<(String, Route)> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let ["v1", "infra", "directories", name, "schemas", rest @ ..] = segments.as_slice() else {
            return None;
        };
        let route = match rest {
            [] => Route::Schemas,
            ["check"] => Route::Check,
            ["promote"] => Route::Promote,
            [urn] => Route::Schema(decode(urn)),
            _ => return None,
        };
        Some((decode(name), route))
    }

    /// The methods that the route serves, as the `Allow` header lists them.
    pub(super) fn allowed(&self) -> &'static str {
        match self {
            Route::Schemas => "GET, HEAD",
            Route::Schema(_) => "GET, HEAD, PUT, DELETE",
            Route::Check | Route::Promote => "POST",
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
