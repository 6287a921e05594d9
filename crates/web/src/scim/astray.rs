//! SCIM requests that do not arrive at `/scim`: its path may be written in another way, and the base
//! URL may have been typed without it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;

use super::handle::handle;
use super::problem::Problem;
use super::route::is_scim;
use crate::incoming::Incoming;
use crate::state::AppState;

/// What is at the root of a SCIM service. Pages of the dashboard are written in small letters.
const ENDPOINTS: [&str; 8] = [
    "Users",
    "Groups",
    "Bulk",
    "Me",
    "Schemas",
    "ResourceTypes",
    "ServiceProviderConfig",
    ".search",
];

/// The layer around everything that is not below `/scim`. What is meant for SCIM never comes
/// through to it, and nothing else is led to SCIM.
pub(crate) async fn find(
    State(state): State<Arc<AppState>>,
    request: Request,
    next: Next,
) -> Response {
    if is_scim(request.uri().path()) {
        return handle(State(state), request).await;
    }
    if !speaks_scim(request.headers(), request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    Incoming::new(body).linger(&parts.headers, state.limits.max_rest_bytes(false));
    let detail = format!("there is no SCIM at this address: the base URL is {}", state.scim_base);
    Problem::from(scim::Error::not_found(detail)).into_response(&state.ids.next())
}

/// Whether a request is of a SCIM client and not of a browser.
fn speaks_scim(headers: &HeaderMap, path: &str) -> bool {
    if says(headers, &header::ACCEPT, "scim+json")
        || says(headers, &header::CONTENT_TYPE, "scim+json")
    {
        return true;
    }
    // A proxy may add a token to what a browser sends, which asks for pages and what is in them.
    let names_endpoint = || {
        let mut segments = path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy());
        segments.any(|part| ENDPOINTS.contains(&&*part))
    };
    headers.get(header::AUTHORIZATION).is_some_and(is_bearer)
        && !says(headers, &header::ACCEPT, "text/html")
        && names_endpoint()
}

fn is_bearer(value: &HeaderValue) -> bool {
    value.as_bytes().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

fn says(headers: &HeaderMap, name: &HeaderName, what: &str) -> bool {
    let mut lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.any(|line| line.to_ascii_lowercase().contains(what))
}
