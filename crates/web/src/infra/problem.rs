//! Refusals, as problem details (RFC 9457).

use axum::body::Body;
use axum::response::Response;
use directory::Review;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::document;
use crate::scim::{ScimProblem, Unauthenticated};

/// Resources stand against what was to be declared; the member `review` tells which.
const VIOLATIONS: &str = "urn:provisor:problem:violations";

/// Why a request was refused.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: u16,
    kind: Option<&'static str>,
    pub(super) detail: String,
    review: Option<Value>,
    retry_after: Option<u32>,
    challenge: Option<&'static str>,
    allow: Option<&'static str>,
}

impl Problem {
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            kind: None,
            detail: detail.into(),
            review: None,
            retry_after: None,
            challenge: None,
            allow: None,
        }
    }

    pub(super) fn method_not_allowed(method: &http::Method, allow: &'static str) -> Self {
        let detail = format!("{method} is not possible here; possible are {allow}");
        Self { allow: Some(allow), ..Self::new(405, detail) }
    }

    pub(super) fn lacks_scope() -> Self {
        let challenge = r#"Bearer realm="infra", error="insufficient_scope", scope="admin""#;
        let detail = "the infra token lacks the scope `admin`";
        Self { challenge: Some(challenge), ..Self::new(403, detail) }
    }

    /// Nothing was declared, because resources stand against it.
    pub(super) fn violated(review: &Review) -> Self {
        let detail = format!(
            "{} of {} resources stand against it, so that nothing was changed; with ?accept=true \
             it is declared all the same, and they stay as they are",
            review.violating, review.checked
        );
        let review = Some(document::review(review));
        Self { kind: Some(VIOLATIONS), review, ..Self::new(409, detail) }
    }

    pub(super) fn into_response(self, instance: &str) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "type": self.kind.unwrap_or("about:blank"),
            "title": match self.kind {
                Some(_) => "Resources stand against the declaration",
                None => status.canonical_reason().unwrap_or("Refused"),
            },
            "status": status.as_u16(),
            "detail": self.detail,
            "instance": instance,
        });
        if let Some(review) = self.review {
            body["review"] = review;
        }
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let problem_json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem_json);
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

impl From<ScimProblem> for Problem {
    fn from(problem: ScimProblem) -> Self {
        let ScimProblem { error, retry_after, .. } = problem;
        Self { retry_after, ..Self::new(error.status, error.detail) }
    }
}

impl From<directory::Error> for Problem {
    fn from(error: directory::Error) -> Self {
        ScimProblem::from(error).into()
    }
}

impl From<scim::Error> for Problem {
    fn from(error: scim::Error) -> Self {
        ScimProblem::from(error).into()
    }
}

impl From<Unauthenticated> for Problem {
    fn from(reason: Unauthenticated) -> Self {
        Self { challenge: Some(reason.challenge()), ..Self::new(401, reason.detail()) }
    }
}
