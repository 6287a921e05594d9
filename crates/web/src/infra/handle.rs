//! The way of a request through the API.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use directory::Review;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::problem::Problem;
use super::route::Route;
use super::{document, schemas, types};
use crate::incoming::Incoming;
use crate::scim::{authenticate, read_body};
use crate::state::AppState;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A successful answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// `None` for no body.
    pub(super) document: Option<Value>,
}

impl Answer {
    pub(super) fn ok(document: Value) -> Self {
        Self { status: StatusCode::OK, document: Some(document) }
    }

    /// What is made, or changed, and what it means for the resources that are there.
    pub(super) fn made(is_new: bool, document: Option<Value>, review: &Review) -> Self {
        let mut document = document.unwrap_or_default();
        if let Value::Object(map) = &mut document {
            map.insert("review".to_owned(), document::review(review));
        }
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        Self { status, document: Some(document) }
    }

    /// What is removed.
    pub(super) fn removed() -> Self {
        Self { status: StatusCode::NO_CONTENT, document: None }
    }
}

/// Answers every request below `/v1/infra`.
pub(crate) async fn handle(
    State(state): State<Arc<AppState>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = Incoming::new(body);
    let request_id = state.ids.next();
    let mut response = match serve(&state, &request_id, &parts, &mut body).await {
        Ok(answer) => respond(answer),
        Err(problem) => {
            let (status, detail) = (problem.status, &problem.detail);
            tracing::debug!(request_id, status, %detail, "management request refused");
            if status != 408 {
                body.linger(&parts.headers, state.limits.max_rest_bytes(status != 401));
            }
            problem.into_response(parts.uri.path())
        }
    };
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn respond(answer: Answer) -> Response {
    let text = answer.document.as_ref().map(Value::to_string).unwrap_or_default();
    let has_body = !text.is_empty();
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = answer.status;
    if has_body {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    response
}

async fn serve(
    state: &AppState,
    request_id: &str,
    parts: &Parts,
    body: &mut Incoming,
) -> Result<Answer, Problem> {
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let caller = authenticate(&state.service, &parts.headers, address)?;
    let found = Route::parse(parts.uri.path());
    let (name, route) = found.ok_or_else(|| Problem::new(404, "there is no such endpoint"))?;
    // Whether another directory exists is nobody's business.
    if name != caller.directory.name {
        return Err(Problem::new(404, "the infra token opens no directory of this name"));
    }
    if !caller.token.scopes.admin {
        return Err(Problem::lacks_scope());
    }
    let method = &parts.method;
    let allowed = route.allowed();
    if !allowed.split(", ").any(|one| one == method.as_str()) {
        return Err(Problem::method_not_allowed(method, allowed));
    }
    // Other processes may have declared something that this one has not heard of yet.
    state.service.refresh().await.map_err(directory::Error::from)?;
    let path = parts.uri.path().strip_prefix("/v1/infra").unwrap_or_default();
    let cause = caller.cause(request_id, format!("{method} {path}"));
    let directory = caller.directory.id;
    let accept = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
        .any(|(name, value)| name == "accept" && value == "true");
    match (method.as_str(), route) {
        ("GET" | "HEAD", Route::Schemas) => schemas::list(state, directory),
        ("GET" | "HEAD", Route::Schema(urn)) => schemas::show(state, directory, &urn),
        ("DELETE", Route::Schema(urn)) => schemas::remove(state, directory, &urn, &cause).await,
        ("GET" | "HEAD", Route::Types) => types::list(state, directory).await,
        ("GET" | "HEAD", Route::Type(name)) => types::show(state, directory, &name),
        ("DELETE", Route::Type(name)) => types::remove(state, directory, &name, &cause).await,
        (_, route) => {
            let body = read_body(state, &parts.headers, body).await?;
            let json: Value = serde_json::from_slice(&body.bytes)
                .map_err(|error| Problem::new(400, format!("the body: {error}")))?;
            match route {
                Route::Schema(urn) => {
                    schemas::declare(state, directory, &urn, json, accept, &cause).await
                }
                Route::Promote => schemas::promote(state, directory, &json, accept, &cause).await,
                Route::Type(name) => {
                    types::load(state, directory, &name, &json, accept, &cause).await
                }
                Route::CheckType => types::check(state, directory, &json).await,
                _ => schemas::check(state, directory, &json).await,
            }
        }
    }
}
