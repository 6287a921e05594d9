//! The way of a SCIM request through the house.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use directory::id::ResourceId;
use directory::request_log::RequestEntry;
use directory::settings::ScimState;
use directory::time::Timestamp;
use directory::{Caller, DEFAULT_DIRECTORY, DirectoryInfo};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};

use super::answer::Answer;
use super::authenticate::authenticate;
use super::operation;
use super::problem::Problem;
use super::request::{Request, has_filter};
use super::route::{Route, below_base};
use crate::incoming::Incoming;
use crate::state::AppState;

/// The longest part of a client's `User-Agent` that is kept.
const MAX_CLIENT: usize = 80;

/// Answers every request below `/scim`.
pub(crate) async fn handle(
    State(state): State<Arc<AppState>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = Incoming::new(body);
    let request_id = state.ids.next();
    let started = state.service.env().now();
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let caller = authenticate(&state.service, &parts.headers, address);
    let outcome = match &caller {
        Ok(caller) => serve(&state, caller, &request_id, &parts, &mut body).await,
        Err(reason) => anonymous(&state, &parts).unwrap_or_else(|| Err((*reason).into())),
    };
    match &caller {
        Ok(caller) => note(&state, caller, &request_id, &parts, started, &outcome),
        // A mistyped token is the commonest mistake there is; whoever looks for it finds it here.
        Err(reason) if outcome.is_err() && state.requests.takes_refusal(started) => {
            tracing::warn!(request_id, ?address, reason = reason.detail(), "not authenticated");
        }
        Err(_) => {}
    }
    let mut response = match outcome {
        Ok(answer) => answer.into_response(&request_id),
        Err(problem) => {
            // Who was too slow is not waited for once more.
            if problem.error.status != 408 {
                body.linger(&parts.headers, state.limits.max_rest_bytes(caller.is_ok()));
            }
            problem.into_response(&request_id)
        }
    };
    if state.is_leaving() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn serve(
    state: &AppState,
    caller: &Caller,
    id: &str,
    parts: &Parts,
    body: &mut Incoming,
) -> Result<Answer, Problem> {
    check_switch(&caller.directory)?;
    let route = Route::parse(parts.uri.path(), Some(&caller.directory));
    let method = &parts.method;
    check_method(&route, method)?;
    check_scope(caller, &route, method)?;
    let path = below_base(parts.uri.path());
    let query = parts.uri.query().unwrap_or("");
    if route.is_discovery() && *method != Method::OPTIONS {
        return operation::discover(state, &caller.directory, false, &route, query);
    }
    if caller.directory.limits().rules.known_only && !reads(method) && has_filter(query) {
        // The interoperability profile has filters on GET only.
        let detail = "a filter belongs to GET; this request has none to apply it to";
        return Err(scim::Error::invalid_filter(detail).into());
    }
    let headers = &parts.headers;
    let request = &Request { state, caller, id, method, path, query, headers };
    match (method.as_str(), &route) {
        ("OPTIONS", _) => Ok(Answer { allow: Some(route.allowed()), ..Answer::no_content() }),
        ("GET" | "HEAD", Route::Root) => operation::list(request, &caller.directory.kinds()).await,
        ("POST", Route::RootSearch) => {
            operation::search(request, body, &caller.directory.kinds()).await
        }
        ("GET" | "HEAD", Route::Collection(kind)) => operation::list(request, &[*kind]).await,
        ("POST", Route::Collection(kind)) => operation::create(request, body, *kind).await,
        ("POST", Route::Search(kind)) => operation::search(request, body, &[*kind]).await,
        ("GET" | "HEAD", Route::Resource(kind, id)) => operation::get(request, *kind, id).await,
        ("PUT", Route::Resource(kind, id)) => operation::replace(request, body, *kind, id).await,
        ("PATCH", Route::Resource(kind, id)) => operation::patch(request, body, *kind, id).await,
        ("DELETE", Route::Resource(kind, id)) => operation::delete(request, *kind, id).await,
        ("POST", Route::Bulk) => operation::bulk(request, body).await,
        (_, Route::Me) => {
            Err(Problem::new(501, "an infra token stands for no user, so there is no /Me"))
        }
        _ => Err(Problem::method_not_allowed(method, route.allowed())),
    }
}

/// What a request without a token gets: discovery, and which methods there are.
fn anonymous(state: &AppState, parts: &Parts) -> Option<Result<Answer, Problem>> {
    let route = Route::parse(parts.uri.path(), None);
    if parts.method == Method::OPTIONS && route != Route::Unknown {
        return Some(Ok(Answer { allow: Some(route.allowed()), ..Answer::no_content() }));
    }
    if !route.is_discovery() || parts.headers.contains_key(header::AUTHORIZATION) {
        return None;
    }
    let directory = state.service.directory(DEFAULT_DIRECTORY)?;
    let query = parts.uri.query().unwrap_or("");
    let discover = || {
        check_switch(&directory)?;
        check_method(&route, &parts.method)?;
        operation::discover(state, &directory, true, &route, query)
    };
    Some(discover())
}

fn check_switch(directory: &DirectoryInfo) -> Result<(), Problem> {
    match directory.settings.scim {
        ScimState::On => Ok(()),
        ScimState::Off => Err(Problem::new(
            403,
            "SCIM provisioning is switched off; an admin can switch it on under \
             Settings, Configurations, Enable SCIM Provisioning",
        )),
        ScimState::Paused => {
            Err(Problem::new(503, "SCIM provisioning is paused; try again later").retry_after(60))
        }
    }
}

fn check_method(route: &Route, method: &Method) -> Result<(), Problem> {
    match route {
        Route::Unknown => {
            Err(scim::Error::not_found("there is no such endpoint; see /ResourceTypes").into())
        }
        Route::OtherVersion(version) => Err(scim::Error::invalid_vers(format!(
            "{version} is not a version of SCIM that is served here; v2 is"
        ))
        .into()),
        route if route.allows(method) => Ok(()),
        route => Err(Problem::method_not_allowed(method, route.allowed())),
    }
}

fn reads(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

fn check_scope(caller: &Caller, route: &Route, method: &Method) -> Result<(), Problem> {
    let searches = matches!(route, Route::Search(_) | Route::RootSearch);
    let reads = searches || reads(method);
    let (allowed, scope) = match reads {
        _ if method == Method::OPTIONS => (true, ""),
        true => (caller.token.scopes.read, "read"),
        false => (caller.token.scopes.write, "write"),
    };
    if allowed {
        return Ok(());
    }
    let challenge = if reads {
        r#"Bearer realm="scim", error="insufficient_scope", scope="read""#
    } else {
        r#"Bearer realm="scim", error="insufficient_scope", scope="write""#
    };
    let detail = format!("the infra token lacks the scope `{scope}`");
    Err(Problem { challenge: Some(challenge), ..Problem::new(403, detail) })
}

/// A path as the request log keeps it: whatever is no endpoint and no id of ours may be personal
/// data, and of any length.
fn logged_path(path: &str, directory: &DirectoryInfo) -> String {
    match Route::parse(path, Some(directory)) {
        Route::Resource(kind, id) if id.parse::<ResourceId>().is_err() => {
            format!("/{}/(no id)", directory.definition(kind).endpoint())
        }
        Route::Unknown | Route::OtherVersion(_) => "(no endpoint)".to_owned(),
        _ => below_base(path).to_owned(),
    }
}

fn note(
    state: &AppState,
    caller: &Caller,
    request_id: &str,
    parts: &Parts,
    started: Timestamp,
    outcome: &Result<Answer, Problem>,
) {
    let now = state.service.env().now();
    let micros = u64::try_from(now.since(started).as_micros()).unwrap_or(u64::MAX);
    let status = match outcome {
        Ok(answer) => answer.status,
        Err(problem) => {
            StatusCode::from_u16(problem.error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    if outcome.is_ok() && reads(&parts.method) && !state.requests.takes_read(now) {
        return;
    }
    let path = logged_path(parts.uri.path(), &caller.directory);
    tracing::debug!(request_id, method = %parts.method, %path, %status, micros, "scim request");
    let client = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let problem = match outcome {
        Ok(answer) => answer.note.clone(),
        Err(Problem { error, .. }) => Some(match error.scim_type {
            Some(kind) => format!("{}: {}", kind.as_str(), error.detail),
            None => error.detail.clone(),
        }),
    };
    state.requests.push(RequestEntry {
        directory: caller.directory.id,
        at: started,
        request_id: request_id.to_owned(),
        method: parts.method.to_string(),
        path,
        status: status.as_u16(),
        micros,
        token: caller.token.label.clone(),
        client: client.unwrap_or("").chars().take(MAX_CLIENT).collect(),
        problem,
    });
}
