//! Answers of the SCIM endpoints.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use scim::etag;

use super::problem::Problem;

const SCIM_JSON: HeaderValue = HeaderValue::from_static("application/scim+json");
const REQUEST_ID: header::HeaderName = header::HeaderName::from_static("x-request-id");

/// A successful answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
    /// The version of the one resource in the answer, for `ETag`.
    pub(super) version: Option<i64>,
    /// Its `meta.location`, for `Location` (RFC 7644 §3.3, §3.4.1).
    pub(super) location: Option<String>,
    /// The value of `Allow`.
    pub(super) allow: Option<&'static str>,
    /// What the request log shall say of it although it succeeded.
    pub(super) note: Option<String>,
}

impl Answer {
    /// 200 with a body.
    pub(super) fn ok(body: Vec<u8>) -> Self {
        Self { body, ..Self::default() }
    }

    /// 200 with a document of discovery.
    pub(super) fn document(document: &serde_json::Value) -> Self {
        Self::ok(document.to_string().into_bytes())
    }

    /// 204.
    pub(super) fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, ..Self::default() }
    }

    pub(super) fn into_response(self, request_id: &str) -> Response {
        let has_body = !self.body.is_empty();
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if has_body {
            headers.insert(header::CONTENT_TYPE, SCIM_JSON);
        }
        insert(headers, REQUEST_ID, request_id);
        if let Some(version) = self.version {
            insert(headers, header::ETAG, &etag::format(version));
        }
        if let Some(location) = self.location {
            insert(headers, header::LOCATION, &location);
        }
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

impl Problem {
    pub(super) fn into_response(self, request_id: &str) -> Response {
        let mut response = Response::new(Body::from(self.error.to_json()));
        *response.status_mut() =
            StatusCode::from_u16(self.error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, SCIM_JSON);
        insert(headers, REQUEST_ID, request_id);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

fn insert(headers: &mut http::HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
