//! `/healthz`: the process answers. `/readyz`: so does the database, and the server is to stay.

use std::sync::Arc;

use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};

use crate::state::AppState;

pub(crate) async fn healthz() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain")], "ok\n")
}

pub(crate) async fn readyz(State(state): State<Arc<AppState>>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/plain")];
    if state.is_leaving() {
        return (StatusCode::SERVICE_UNAVAILABLE, headers, "stopping\n");
    }
    match state.service.store().revision().await {
        Ok(_) => (StatusCode::OK, headers, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, headers, "the database does not answer\n")
        }
    }
}
