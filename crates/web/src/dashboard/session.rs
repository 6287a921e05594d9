//! Sessions: a random id in the browser's cookie, its hash in the database, nothing else.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::{Cookie, SameSite};
use directory::admin::{Admin, Session};
use directory::event::{Actor, Cause};
use directory::id::AdminId;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};

use super::error::{self, Failure};
use super::fields;
use super::headers::Visit;
use super::links;
use super::shell::{Shell, TypeEntry};
use super::state::{App, Shared};

/// How long a sign-in lasts.
const LIFETIME: Duration = Duration::from_hours(12);

/// What the hash of a session id is for, see `HashKey::hash`.
const PURPOSE: &str = "session";

/// The signed-in admin of a request.
#[derive(Clone, Debug)]
pub(super) struct SignedIn(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: AdminId,
    email: String,
    visit: Arc<Visit>,
    types: Vec<TypeEntry>,
}

impl SignedIn {
    pub(super) fn email(&self) -> &str {
        &self.0.email
    }

    /// The frame of a page; `section` is the entry of the navigation that it belongs to.
    pub(super) fn shell(&self, title: impl Into<String>, section: &'static str) -> Shell {
        let here = &self.0.visit.here;
        let types = self.0.types.iter().map(|entry| entry.clone().on(here)).collect();
        Shell { types, ..Shell::new(title, section, &self.0.email, &self.0.visit) }
    }

    /// Who is to be named as the cause of a change.
    pub(super) fn cause(&self) -> Cause {
        Cause {
            request_id: self.0.visit.request_id.clone(),
            actor: Actor::Admin { id: self.0.id, email: self.0.email.clone() },
            action: "dashboard".to_owned(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts.extensions.get::<SignedIn>().cloned().ok_or_else(Failure::not_signed_in)
    }
}

/// The layer around every page that only admins may see.
pub(super) async fn require(
    State(app): State<Shared>,
    mut request: Request,
    next: Next,
) -> Response {
    let visit = Visit::of(request.extensions());
    let admin = match current(&app, request.headers()).await {
        Ok(Some(admin)) => admin,
        Ok(None) if visit.wants_json => {
            fields::pass_over(request);
            return Failure::not_signed_in().into_response();
        }
        Ok(None) => {
            let next = if request.method().is_safe() { visit.here.as_str() } else { "" };
            let next = if next == "/" { "" } else { next };
            fields::pass_over(request);
            return links::see_other(&links::with_query("/sign-in", &[("next", next)]));
        }
        Err(failure) => return failure.into_response(),
    };
    let types = app.directory().map(|directory| TypeEntry::all(&directory)).unwrap_or_default();
    let inner = Inner { id: admin.id, email: admin.email, visit: Arc::clone(&visit), types };
    let signed_in = SignedIn(Arc::new(inner));
    request.extensions_mut().insert(signed_in.clone());
    let mut response = next.run(request).await;
    match error::taken_from(&mut response) {
        Some(failure) => failure.page(&visit, Some(signed_in.email())),
        None => response,
    }
}

/// The admin whose session the request carries.
pub(super) async fn current(app: &App, headers: &HeaderMap) -> Result<Option<Admin>, Failure> {
    let Some(hash) = presented(app, headers) else {
        return Ok(None);
    };
    let found = app.store().session(hash, app.now()).await?;
    Ok(found.map(|(_, admin)| admin))
}

/// Begins a session under a new id, whatever id the browser had before, and adds its cookie.
pub(super) async fn begin(
    app: &App,
    headers: &HeaderMap,
    admin: AdminId,
    mut response: Response,
) -> Result<Response, Failure> {
    end(app, headers).await?;
    let secret = app.new_secret();
    let now = app.now();
    let session = Session {
        hash: app.service().key().hash(PURPOSE, &secret),
        admin,
        created: now,
        expires: now.plus(LIFETIME),
    };
    app.store().create_session(session).await?;
    let lifetime = cookie::time::Duration::try_from(LIFETIME).unwrap_or_default();
    set_cookie(app, &mut response, secret, lifetime);
    Ok(response)
}

/// Ends the session that the request carries, if any.
pub(super) async fn end(app: &App, headers: &HeaderMap) -> Result<(), Failure> {
    if let Some(hash) = presented(app, headers) {
        app.store().end_session(hash).await?;
    }
    Ok(())
}

/// Makes the browser forget its session.
pub(super) fn forget(app: &App, response: &mut Response) {
    set_cookie(app, response, String::new(), cookie::time::Duration::ZERO);
}

/// Whether the browser would not keep the session cookie of the form it sends, because the cookie is
/// for HTTPS only and the page came without. `Origin` is the browser's own word for how it came,
/// whatever a proxy made of the request; on the machine itself browsers take the cookie anyway.
pub(super) fn would_be_lost(app: &App, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let host = origin.and_then(|origin| origin.strip_prefix("http://"));
    let is_local = |host: &str| {
        let name = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let name = name.map_or(host, |(name, _)| name);
        name == "localhost" || name == "[::1]" || name.starts_with("127.")
    };
    app.made.secure_cookies && host.is_some_and(|host| !is_local(host))
}

fn presented(app: &App, headers: &HeaderMap) -> Option<[u8; 32]> {
    let secret = cookie(headers, cookie_name(app))?;
    Some(app.service().key().hash(PURPOSE, &secret))
}

/// With the prefix `__Host-` a browser takes the cookie only over HTTPS and from this host itself.
fn cookie_name(app: &App) -> &'static str {
    if app.made.secure_cookies { "__Host-provisor_session" } else { "provisor_session" }
}

fn set_cookie(app: &App, response: &mut Response, value: String, age: cookie::time::Duration) {
    let cookie = Cookie::build((cookie_name(app), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.made.secure_cookies)
        .max_age(age);
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The value of a cookie of the request.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}
