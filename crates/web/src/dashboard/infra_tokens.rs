//! Settings → Infra Tokens: a card for each token, and the new one, once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::time::Timestamp;
use directory::token::{InfraToken, Scopes, TokenSecret};
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::Asked;
use super::format::Time;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::{App, Shared};

/// The address of the page.
pub(super) const PATH: &str = "/settings/infra-tokens";

#[derive(Template)]
#[template(path = "infra_tokens.html")]
struct InfraTokensPage {
    shell: Shell,
    tab: &'static str,
    tokens: Vec<Card>,
    fresh: Option<Fresh>,
    notice: Option<&'static str>,
}

/// A token that was made just now; the only time its secret is seen.
struct Fresh {
    label: String,
    secret: String,
    scim_base_url: String,
}

/// A token, ready to print.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) label: String,
    /// What it may do, in words.
    pub(super) scopes: String,
    pub(super) created_by: String,
    pub(super) created: Time,
    pub(super) last_used: Option<Time>,
    pub(super) last_address: String,
    pub(super) expires: Option<Time>,
    pub(super) is_expired: bool,
}

impl Card {
    pub(super) fn new(token: InfraToken, now: Timestamp) -> Self {
        Self {
            id: token.id.to_string(),
            scopes: scopes(token.scopes),
            created: Time::new(token.created, now),
            last_used: token.last_used.map(|moment| Time::new(moment, now)),
            last_address: token.last_address.clone().unwrap_or_default(),
            expires: token.expires.map(|moment| Time::new(moment, now)),
            is_expired: token.is_expired(now),
            label: token.label,
            created_by: token.created_by,
        }
    }
}

/// What a token may do, in words.
fn scopes(scopes: Scopes) -> String {
    let users = match (scopes.read, scopes.write) {
        (true, true) => "Read and write",
        (true, false) => "Read only",
        (false, true) => "Write only",
        (false, false) => "",
    };
    match (users, scopes.admin) {
        ("", true) => "Administer".to_owned(),
        ("", false) => "Nothing".to_owned(),
        (users, true) => format!("{users}, administer"),
        (users, false) => users.to_owned(),
    }
}

/// Shows the tokens.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let notice = match query.get("done") {
        "deleted" => Some("The token is deleted. It stops working within a second."),
        _ => None,
    };
    page(&app, &admin, None, notice).await
}

/// Shows the tokens, with the secret of the one that was made just now.
pub(super) async fn with_new(
    app: &App,
    admin: &SignedIn,
    token: &InfraToken,
    secret: &TokenSecret,
) -> Result<Response, Failure> {
    let fresh = Fresh {
        label: token.label.clone(),
        secret: secret.reveal().to_owned(),
        scim_base_url: app.scim_base_url(),
    };
    page(app, admin, Some(fresh), None).await
}

async fn page(
    app: &App,
    admin: &SignedIn,
    fresh: Option<Fresh>,
    notice: Option<&'static str>,
) -> Result<Response, Failure> {
    let tokens = app.store().tokens(app.directory()?.id).await?;
    let now = app.now();
    let page = InfraTokensPage {
        shell: admin.shell("Infra Tokens", "settings"),
        tab: "infra-tokens",
        tokens: tokens.into_iter().map(|token| Card::new(token, now)).collect(),
        fresh,
        notice,
    };
    render(StatusCode::OK, &page)
}
