//! Which part of the house answers which URL.

use std::sync::Arc;

use axum::routing::{any, get};
use axum::{Router, middleware};

use crate::state::AppState;
use crate::{dashboard, health, infra, scim};

/// All URLs of the server.
pub fn router(state: Arc<AppState>) -> Router {
    Router::new()
        // Identity providers
        .route("/scim", any(scim::handle))
        .route("/scim/", any(scim::handle))
        .route("/scim/{*path}", any(scim::handle))
        // Administrators' scripts
        .route("/v1/infra", any(infra::handle))
        .route("/v1/infra/{*path}", any(infra::handle))
        // Operations
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .with_state(Arc::clone(&state))
        // People, and whoever was told to come here instead
        .merge(
            dashboard::router(Arc::clone(&state.dashboard))
                .layer(middleware::from_fn_with_state(state, scim::find_astray)),
        )
}
