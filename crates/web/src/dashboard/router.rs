//! The addresses of the dashboard.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};

use super::error::{self, Failure};
use super::state::{App, DashboardState};
use super::{
    activity_log, assets, configurations, csrf, group, groups, headers, infra_token_delete,
    infra_token_new, infra_tokens, overview, policies, resource, resource_type_load,
    resource_types, resources, schema_edit, schemas, session, setup, sign_in, sign_out, switch_off,
    theme, user, user_links, users,
};

/// The dashboard with its error pages. It has a fallback of its own (the page for addresses that do
/// not exist), so it cannot be merged with another router that has one.
pub fn router(state: Arc<DashboardState>) -> Router {
    let app = App::new(state);
    let for_admins = Router::new()
        .route("/", get(overview::show))
        .route("/activity", get(activity_log::show))
        .route("/users", get(users::show))
        .route("/users/{id}", get(user::show))
        .route("/groups", get(groups::show))
        .route("/groups/{id}", get(group::show))
        .route("/resources/{code}", get(resources::show))
        .route("/resources/{code}/{id}", get(resource::show))
        .route("/settings", get(configurations::redirect))
        .route("/settings/configurations", get(configurations::show))
        .route("/settings/configurations/scim", post(configurations::set_scim))
        .route("/settings/configurations/switch-off", get(switch_off::ask).post(switch_off::run))
        .route(
            "/settings/configurations/unique-group-names",
            post(configurations::set_unique_group_names),
        )
        .route("/settings/configurations/preset", post(configurations::set_preset))
        .route("/settings/configurations/policies", post(policies::set))
        .route("/settings/links", get(user_links::show).post(user_links::decide))
        .route("/settings/infra-tokens", get(infra_tokens::show).post(infra_token_new::run))
        .route("/settings/infra-tokens/new", get(infra_token_new::ask))
        .route(
            "/settings/infra-tokens/{id}/delete",
            get(infra_token_delete::ask).post(infra_token_delete::run),
        )
        .route("/settings/schemas", get(schemas::show))
        .route("/settings/schemas/edit", get(schema_edit::ask).post(schema_edit::run))
        .route("/settings/schemas/promote", post(schemas::promote))
        .route("/settings/schemas/remove", post(schemas::remove))
        .route("/settings/resource-types", get(resource_types::show))
        .route(
            "/settings/resource-types/load",
            get(resource_type_load::ask).post(resource_type_load::run),
        )
        .route("/settings/resource-types/remove", post(resource_types::remove))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), session::require));
    Router::new()
        .merge(for_admins)
        .route("/setup", get(setup::ask).post(setup::run))
        .route("/sign-in", get(sign_in::ask).post(sign_in::run))
        .route("/sign-out", post(sign_out::run))
        .route("/theme", post(theme::set))
        .route("/assets/{file}", get(assets::serve))
        .fallback(async || Failure::not_found())
        .method_not_allowed_fallback(async || Failure::method_not_allowed())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), csrf::check))
        .layer(middleware::from_fn(error::show))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), headers::apply))
        .with_state(app)
}
