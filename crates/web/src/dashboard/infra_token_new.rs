//! Generating an infra token.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::NewToken;
use directory::token::{Expiry, Scopes};
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::Posted;
use super::infra_tokens;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "infra_token_new.html")]
struct NewTokenPage {
    shell: Shell,
    title: String,
    choices: Vec<Choice>,
    reads: bool,
    writes: bool,
    administers: bool,
    problem: Option<String>,
}

/// An expiry that can be chosen.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

impl NewTokenPage {
    fn new(admin: &SignedIn, title: &str, expiry: Expiry, scopes: Scopes) -> Self {
        let choices = Expiry::CHOICES.into_iter().map(|choice| Choice {
            value: choice.to_string(),
            label: match choice {
                Expiry::Days(days) => format!("{days} days"),
                Expiry::Never => "No expiration".to_owned(),
            },
            is_chosen: choice == expiry,
        });
        Self {
            shell: admin.shell("Generate new token", "settings"),
            title: title.to_owned(),
            choices: choices.collect(),
            reads: scopes.read,
            writes: scopes.write,
            administers: scopes.admin,
            problem: None,
        }
    }
}

/// The form.
pub(super) async fn ask(admin: SignedIn) -> Result<Response, Failure> {
    render(StatusCode::OK, &NewTokenPage::new(&admin, "", Expiry::Days(30), Scopes::ALL))
}

/// Makes the token and shows it in this answer alone.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let label = form.get("title").trim();
    let scopes = Scopes {
        read: form.has("scope", "read"),
        write: form.has("scope", "write"),
        admin: form.has("scope", "admin"),
    };
    let chosen = form.get("expiry").parse::<Expiry>();
    let refuse = |problem: String| {
        let expiry = chosen.as_ref().copied().unwrap_or(Expiry::Days(30));
        let page = NewTokenPage::new(&admin, label, expiry, scopes);
        render(StatusCode::UNPROCESSABLE_ENTITY, &NewTokenPage { problem: Some(problem), ..page })
    };
    let Ok(expiry) = chosen else {
        return refuse("Choose when the token expires.".to_owned());
    };
    if label.is_empty() {
        return refuse("Give the token a title, such as the name of the application.".to_owned());
    }
    if scopes == Scopes::NONE {
        return refuse("Choose at least one thing that the token may do.".to_owned());
    }
    let new = NewToken { label: label.to_owned(), scopes, expiry };
    let directory = app.directory()?.id;
    match app.service().create_token(directory, new, admin.email(), admin.cause()).await {
        Ok((token, secret)) => infra_tokens::with_new(&app, &admin, &token, &secret).await,
        Err(directory::Error::Refused(error)) => refuse(sentence(&error.detail)),
        Err(error) => Err(error.into()),
    }
}

/// A detail as a sentence of its own.
fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
