//! Failures, shown as a page in the look of the dashboard, or as problem details (RFC 9457) where
//! JSON is asked for.

use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use directory::store::StoreError;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::headers::Visit;
use super::shell::Shell;

/// Why a page cannot be shown, in words for the person in front of it.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    status: StatusCode,
    title: &'static str,
    detail: String,
    retry_after: Option<u64>,
}

impl Failure {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), retry_after: None }
    }

    pub(super) fn not_found() -> Self {
        let detail = "There is nothing at this address. It may have been deleted.";
        Self::new(StatusCode::NOT_FOUND, "Page not found", detail)
    }

    pub(super) fn method_not_allowed() -> Self {
        let detail = "This address exists, but it cannot be used that way.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "That does not work here", detail)
    }

    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "That was not understood", detail)
    }

    pub(super) fn too_slow() -> Self {
        let detail = "The form did not arrive in time. Try again.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "Too slow", detail)
    }

    pub(super) fn too_large(max_bytes: usize) -> Self {
        let detail = format!("The form is too large. It may have up to {} KiB.", max_bytes / 1024);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Too large", detail)
    }

    pub(super) fn cross_origin() -> Self {
        let detail = "The request came from another site, so nothing was changed. If you did this \
            on a page of the dashboard, open it at its public URL and try again.";
        Self::new(StatusCode::FORBIDDEN, "Refused", detail)
    }

    pub(super) fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Not signed in", "Sign in to see this.")
    }

    pub(super) fn internal() -> Self {
        let detail = "The server could not do this. Its log says more; the request id below finds \
            the place.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", detail)
    }

    fn unavailable(detail: &str) -> Self {
        let failure = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not available", detail);
        Self { retry_after: Some(5), ..failure }
    }

    /// The failure as problem details.
    fn problem(&self, visit: &Visit) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": format!("urn:uuid:{}", visit.request_id),
        });
        let kind = HeaderValue::from_static("application/problem+json");
        (self.status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
    }

    /// The failure as a page: in the frame of the dashboard for an admin, bare for others.
    pub(super) fn page(&self, visit: &Visit, admin: Option<&str>) -> Response {
        if visit.wants_json {
            return self.finish(self.problem(visit));
        }
        let view = View {
            code: self.status.as_u16(),
            title: self.title,
            detail: &self.detail,
            request_id: &visit.request_id,
        };
        let html = match admin {
            Some(email) => {
                ErrorPage { shell: Shell::new(self.title, "", email, visit), view }.render()
            }
            None => PlainErrorPage { shell: Shell::plain(self.title, visit), view }.render(),
        };
        let html = html.unwrap_or_else(|_| self.title.to_owned());
        self.finish((self.status, Html(html)).into_response())
    }

    fn finish(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §11.6.1 wants a challenge with every 401.
            let challenge = HeaderValue::from_static("Session realm=\"Provisor dashboard\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

struct View<'a> {
    code: u16,
    title: &'a str,
    detail: &'a str,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    shell: Shell,
    view: View<'a>,
}

#[derive(Template)]
#[template(path = "error_plain.html")]
struct PlainErrorPage<'a> {
    shell: Shell,
    view: View<'a>,
}

/// Carries the failure to the layer that knows who asked and how.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Takes the failure out of an answer that carries one.
pub(super) fn taken_from(response: &mut Response) -> Option<Arc<Failure>> {
    response.extensions_mut().remove::<Arc<Failure>>()
}

/// The layer that shows failures to those who are not signed in.
pub(super) async fn show(request: Request, next: Next) -> Response {
    let visit = Visit::of(request.extensions());
    let mut response = next.run(request).await;
    let Some(failure) = taken_from(&mut response) else {
        return response;
    };
    let headers = std::mem::take(response.headers_mut());
    let mut page = failure.page(&visit, None);
    for (name, value) in &headers {
        // `Allow` of a refused method, and nothing of the empty body.
        if name == header::ALLOW {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// Renders a page.
pub(super) fn render(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Failure::internal()
    })?;
    Ok((status, Html(html)).into_response())
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the dashboard could not use the database");
        match error {
            StoreError::Unavailable(_) => {
                Self::unavailable("The database is not available just now. Try again shortly.")
            }
            StoreError::InDoubt(_) => Self::unavailable(
                "The database is not available just now. See shortly whether the change was made.",
            ),
            StoreError::TooLong => Self::unavailable(
                "The search took too long and was ended. Search for more letters.",
            ),
            StoreError::Broken(_) => Self::internal(),
        }
    }
}

impl From<directory::Error> for Failure {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::Store(error) => error.into(),
            directory::Error::Refused(error) | directory::Error::Circular(error) => {
                Self::bad_request(error.detail)
            }
            directory::Error::Contended => {
                Self::unavailable("Too many changes happen at the same time. Try again shortly.")
            }
        }
    }
}
