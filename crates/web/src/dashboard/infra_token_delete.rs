//! Deleting an infra token, after a question.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::id::TokenId;
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::PathId;
use super::infra_tokens::{self, Card};
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "infra_token_delete.html")]
struct DeleteTokenPage {
    shell: Shell,
    token: Card,
}

/// The question.
pub(super) async fn ask(
    State(app): State<Shared>,
    admin: SignedIn,
    PathId(id): PathId<TokenId>,
) -> Result<Response, Failure> {
    let tokens = app.store().tokens(app.directory()?.id).await?;
    let token = tokens.into_iter().find(|token| token.id == id);
    let token = Card::new(token.ok_or_else(Failure::not_found)?, app.now());
    let shell = admin.shell("Delete token", "settings");
    render(StatusCode::OK, &DeleteTokenPage { shell, token })
}

/// Deletes.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    PathId(id): PathId<TokenId>,
) -> Result<Response, Failure> {
    if !app.service().revoke_token(app.directory()?.id, id, admin.cause()).await? {
        return Err(Failure::not_found());
    }
    Ok(links::see_other(&links::with_query(infra_tokens::PATH, &[("done", "deleted")])))
}
