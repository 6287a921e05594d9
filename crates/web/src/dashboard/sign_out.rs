//! Signing out.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;

use super::error::Failure;
use super::links;
use super::session;
use super::state::Shared;

/// Ends the session here and in the database.
pub(super) async fn run(
    State(app): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    session::end(&app, &headers).await?;
    let mut response = links::see_other("/sign-in?done=signed-out");
    session::forget(&app, &mut response);
    Ok(response)
}
