//! Which part of the house answers which URL.

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get};

use crate::state::AppState;
use crate::{api, dashboard, health, scim};

/// All URLs of the server.
pub fn router(state: Arc<AppState>) -> Router {
    Router::new()
        // Identity providers
        .route("/scim", any(scim::handle))
        .route("/scim/", any(scim::handle))
        .route("/scim/{*path}", any(scim::handle))
        // Administrators' scripts
        .route("/api", any(api::handle))
        .route("/api/{*path}", any(api::handle))
        // Operations
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(&state))
        // People
        .merge(dashboard::router(Arc::clone(&state.dashboard)))
}
