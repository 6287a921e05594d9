//! First-run set-up: whoever has the link printed at the start of the server makes the first admin.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use directory::admin::Admin;
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

/// The form for the first admin.
pub(super) async fn ask(
    State(app): State<Shared>,
    Extension(visit): Extension<Arc<Visit>>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    if app.has_admin().await? {
        return Ok(links::see_other("/sign-in?done=set-up"));
    }
    let token = query.get("token");
    if !app.made.setup.matches(token) {
        return render(StatusCode::FORBIDDEN, &SetupPage::closed(&visit));
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
    if app.has_admin().await? {
        return Ok(links::see_other("/sign-in?done=set-up"));
    }
    let token = form.get("token");
    if !app.made.setup.matches(token) {
        return render(StatusCode::FORBIDDEN, &SetupPage::closed(&visit));
    }
    let email = form.get("email").trim();
    let password = form.get("password");
    let refuse = |problem: String| {
        let page = SetupPage::new(&visit, token, email, Some(problem));
        render(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    if let Some(problem) = email_problem(email) {
        return refuse(problem.to_owned());
    }
    if password != form.get("password-again") {
        return refuse("The two passwords are not the same.".to_owned());
    }
    let password_hash = match app.hasher.hash(password.to_owned()).await {
        Ok(hash) => hash,
        Err(error) => return refuse(error.to_string()),
    };
    let admin = Admin {
        id: AdminId(app.service().env().new_uuid()),
        email: email.to_owned(),
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

/// What is wrong with an e-mail; only what would make it useless for signing in.
fn email_problem(email: &str) -> Option<&'static str> {
    let has_form = email
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if !has_form || email.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Some("Enter an e-mail address, such as ada@example.com.")
    } else if email.len() > 254 {
        Some("The e-mail address is too long: it can have 254 characters.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_needs_both_sides_and_no_blanks() {
        assert_eq!(email_problem("ada@example.com"), None);
        assert_eq!(email_problem("root@localhost"), None);
        for bad in ["", "ada", "@example.com", "ada@", "a da@example.com", "a@b\n"] {
            assert!(email_problem(bad).is_some(), "{bad:?}");
        }
        assert!(email_problem(&format!("{}@b", "a".repeat(260))).is_some());
    }
}
