//! Signing in.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::headers::Visit;
use super::links;
use super::session;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    /// Whether there is an admin who could sign in.
    has_admin: bool,
    email: String,
    next: String,
    /// What went wrong.
    problem: Option<String>,
    /// What went well.
    notice: Option<&'static str>,
}

/// The form, or how to make the first admin when there is none.
pub(super) async fn ask(
    State(app): State<Shared>,
    Extension(visit): Extension<Arc<Visit>>,
    Asked(query): Asked,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let next = local_next(query.get("next"));
    if session::current(&app, &headers).await?.is_some() {
        return Ok(links::see_other(if next.is_empty() { "/" } else { next }));
    }
    let notice = match query.get("done") {
        "signed-out" => Some("You are signed out."),
        "set-up" => Some("An admin exists already. Sign in."),
        _ => None,
    };
    let page = SignInPage {
        shell: Shell::plain("Sign in", &visit),
        has_admin: app.has_admin().await?,
        email: String::new(),
        next: next.to_owned(),
        problem: None,
        notice,
    };
    render(StatusCode::OK, &page)
}

/// Checks the password and begins a session.
pub(super) async fn run(
    State(app): State<Shared>,
    Extension(visit): Extension<Arc<Visit>>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let email = form.get("email").trim();
    let next = local_next(form.get("next"));
    let again = |has_admin: bool, problem: &str| SignInPage {
        shell: Shell { here: "/sign-in".to_owned(), ..Shell::plain("Sign in", &visit) },
        has_admin,
        email: email.to_owned(),
        next: next.to_owned(),
        problem: Some(problem.to_owned()),
        notice: None,
    };
    if session::would_be_lost(&app, &headers) {
        let public_url = &app.made.public_url;
        let problem = format!(
            "This page was opened without HTTPS, so your browser would not keep you signed in. \
            Open {public_url}/sign-in instead."
        );
        return render(StatusCode::FORBIDDEN, &again(true, &problem));
    }
    if let Err(wait) = app.limits.attempt(email, visit.address) {
        tracing::warn!("a sign-in was refused: too many attempts");
        let seconds = wait.as_secs() + 1;
        let problem = format!("Too many attempts. Try again in {seconds} seconds.");
        let mut response = render(StatusCode::TOO_MANY_REQUESTS, &again(true, &problem))?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let admin = app.store().admin_by_email(email).await?;
    let hash = admin.as_ref().map(|admin| admin.password_hash.clone());
    let is_right = app.hasher.verify(form.get("password").to_owned(), hash).await;
    let Some(admin) = admin.filter(|_| is_right) else {
        tracing::warn!("a sign-in was refused: wrong e-mail or password");
        let page = again(app.has_admin().await?, "The e-mail or the password is wrong.");
        return render(StatusCode::FORBIDDEN, &page);
    };
    tracing::info!(admin = %admin.id, "an admin signed in");
    let response = links::see_other(if next.is_empty() { "/" } else { next });
    session::begin(&app, &headers, admin.id, response).await
}

fn local_next(next: &str) -> &str {
    links::local(next).unwrap_or_default()
}
