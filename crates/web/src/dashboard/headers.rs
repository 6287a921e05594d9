//! What is known of a request before anybody looks at it, and the headers of every answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, header};

use super::state::Shared;
use super::theme::Theme;

/// Nothing from another host, nothing inline, no framing, forms to this server only.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers of every answer. `Referrer-Policy` is not `no-referrer`: with that, browsers send
/// `Origin: null` with forms, which the check against forged requests has to refuse.
const FIXED: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// How a request came, and what it wants.
#[derive(Debug, Default)]
pub(super) struct Visit {
    /// The id of the request, as the answer shows it.
    pub(super) request_id: String,
    /// Path and query.
    pub(super) here: String,
    /// The look that was chosen.
    pub(super) theme: Theme,
    /// Whether a script asks, which wants JSON.
    pub(super) wants_json: bool,
    /// The other end of the connection.
    pub(super) address: Option<IpAddr>,
}

impl Visit {
    /// The visit that [`apply`] has noted.
    pub(super) fn of(extensions: &Extensions) -> Arc<Visit> {
        extensions.get::<Arc<Visit>>().cloned().unwrap_or_default()
    }
}

/// The outermost layer.
pub(super) async fn apply(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let request_id = app.service().env().new_uuid().to_string();
    let visit = Visit {
        here: request.uri().path_and_query().map_or("/", |whole| whole.as_str()).to_owned(),
        theme: Theme::of(request.headers()),
        wants_json: wants_json(request.headers()),
        address: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip()),
        request_id,
    };
    let visit = Arc::new(visit);
    request.extensions_mut().insert(Arc::clone(&visit));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&visit.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}
