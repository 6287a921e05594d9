//! First-run set-up: whoever has the link printed at the start of the server makes the first admin.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use directory::admin::{self, Admin};
use directory::id::AdminId;
use http::{HeaderMap, StatusCode};

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::headers::Visit;
use super::links;
use super::session;
use super::shell::Shell;
use super::state::Shared;
use crate::password;

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage {
    shell: Shell,
    /// Whether the link is the one that was printed; otherwise the page explains.
    is_open: bool,
    token: String,
    email: String,
    min_chars: usize,
    problem: Option<String>,
}

impl SetupPage {
    fn new(visit: &Visit, token: &str, email: &str, problem: Option<String>) -> Self {
        Self {
            // The address holds the token, so a change of the look does not lead back to it.
            shell: Shell { here: String::new(), ..Shell::plain("Welcome", visit) },
            is_open: true,
            token: token.to_owned(),
            email: email.to_owned(),
            min_chars: password::MIN_CHARS,
            problem,
        }
    }

    fn closed(visit: &Visit) -> Self {
        Self { is_open: false, ..Self::new(visit, "", "", None) }
    }
}

/// The answer to who may not set up: an admin exists, or the link is not the one that was printed.
async fn closed(app: &Shared, visit: &Visit, token: &str) -> Result<Option<Response>, Failure> {
    if app.has_admin().await? {
        return Ok(Some(links::see_other("/sign-in?done=set-up")));
    }
    if !app.made.setup.matches(token) {
        return render(StatusCode::FORBIDDEN, &SetupPage::closed(visit)).map(Some);
    }
    Ok(None)
}

/// The form for the first admin.
pub(super) async fn ask(
    State(app): State<Shared>,
    Extension(visit): Extension<Arc<Visit>>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let token = query.get("token");
    if let Some(answer) = closed(&app, &visit, token).await? {
        return Ok(answer);
    }
    render(StatusCode::OK, &SetupPage::new(&visit, token, "", None))
}

/// Makes the first admin and signs in.
pub(super) async fn run(
    State(app): State<Shared>,
    Extension(visit): Extension<Arc<Visit>>,
    headers: HeaderMap,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let token = form.get("token");
    if let Some(answer) = closed(&app, &visit, token).await? {
        return Ok(answer);
    }
    let typed = form.get("email").trim();
    let password = form.get("password");
    let refuse = |problem: String| {
        let page = SetupPage::new(&visit, token, typed, Some(problem));
        render(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let email = match admin::parse_email(typed) {
        Ok(email) => email,
        Err(error) => return refuse(error.to_string()),
    };
    if password != form.get("password-again") {
        return refuse("The two passwords are not the same.".to_owned());
    }
    let password_hash = match app.hasher.hash(password.to_owned()).await {
        Ok(hash) => hash,
        Err(error) => return refuse(error.to_string()),
    };
    let admin = Admin {
        id: AdminId(app.service().env().new_uuid()),
        email,
        password_hash,
        created: app.now(),
        last_sign_in: None,
    };
    let id = admin.id;
    if !app.store().create_first_admin(admin).await? {
        return Ok(links::see_other("/sign-in?done=set-up"));
    }
    tracing::info!(admin = %id, "the first admin was made");
    session::begin(&app, &headers, id, links::see_other("/")).await
}
