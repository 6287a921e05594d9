//! Refuses changes that another site makes a signed-in browser ask for.
//!
//! No token in forms: a browser itself says where a request comes from. `Sec-Fetch-Site` is
//! decisive where it is sent (every current browser, over HTTPS and on localhost); over plain HTTP
//! the `Origin` is compared with the host that was asked, or with the public URL, since a proxy may
//! change the host. A request with neither does not come from a browser, and so carries no cookie
//! that its sender did not have anyway.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, Method, header};

use super::error::Failure;
use super::state::Shared;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The layer around everything that a form can be sent to.
pub(super) async fn check(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if is_allowed(request.method(), request.headers(), &app.made.public_url) {
        next.run(request).await
    } else {
        tracing::warn!(path = request.uri().path(), "a cross-origin request was refused");
        Failure::cross_origin().into_response()
    }
}

fn is_allowed(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    match headers.get(SEC_FETCH_SITE).map(http::HeaderValue::as_bytes) {
        Some(b"same-origin" | b"none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let Some((_, authority)) = origin.split_once("://") else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
        || origin_of(public_url).eq_ignore_ascii_case(origin)
}

/// Scheme, host and port of a URL.
fn origin_of(url: &str) -> &str {
    let begin = url.find("://").map_or(0, |at| at + 3);
    let end = url[begin..].find('/').map_or(url.len(), |at| begin + at);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://provisor.example.com/base";

    fn post(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_allowed(&Method::POST, &headers, PUBLIC)
    }

    #[test]
    fn the_browsers_own_word_decides() {
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("sec-fetch-site", "none")]));
        assert!(!post(&[("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
        let contradiction =
            [("sec-fetch-site", "cross-site"), ("origin", "http://h"), ("host", "h")];
        assert!(!post(&contradiction));
    }

    #[test]
    fn without_it_the_origin_must_be_the_host_or_the_public_url() {
        assert!(post(&[("origin", "http://10.0.0.5:7644"), ("host", "10.0.0.5:7644")]));
        assert!(post(&[("origin", "https://provisor.example.com"), ("host", "backend:7644")]));
        assert!(!post(&[("origin", "https://evil.example"), ("host", "10.0.0.5:7644")]));
        assert!(!post(&[("origin", "http://provisor.example.com"), ("host", "backend:7644")]));
        assert!(!post(&[("origin", "null"), ("host", "10.0.0.5:7644")]));
        assert!(!post(&[("origin", "https://provisor.example.com.evil.example")]));
    }

    #[test]
    fn programs_and_reading_pass() {
        assert!(post(&[]));
        let headers = HeaderMap::from_iter([(SEC_FETCH_SITE, "cross-site".parse().unwrap())]);
        assert!(is_allowed(&Method::GET, &headers, PUBLIC));
    }
}
