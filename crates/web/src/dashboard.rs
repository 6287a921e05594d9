//! The dashboard: pages for admins, rendered on the server, complete without scripts.
//!
//! A request passes, from the outside in, `headers` (what kind of answer is wanted, security
//! headers), `error` (failures become pages or problem details), `csrf`, and for everything but
//! the sign-in pages `session`. A page is a file here and a template of the same name; its view
//! struct holds values that are ready to print.

mod activity_log;
mod assets;
mod attributes;
mod browse;
mod chart;
mod configurations;
mod csrf;
mod deleted;
mod description;
mod error;
mod fields;
mod format;
mod group;
mod groups;
mod headers;
mod history;
mod infra_token_delete;
mod infra_token_new;
mod infra_tokens;
mod labels;
mod limits;
mod links;
mod names;
mod overview;
mod policies;
mod requests;
mod resource;
mod resource_type_load;
mod resource_types;
mod resources;
mod router;
mod schema_edit;
mod schemas;
mod session;
mod setup;
mod setup_link;
mod shell;
mod sign_in;
mod sign_out;
mod state;
mod switch_off;
mod theme;
mod user;
mod user_links;
mod users;

#[cfg(test)]
mod tests;

pub use router::router;
pub use setup_link::SetupLink;
pub use state::DashboardState;
