//! The activity log: every change of the directory, its tokens and settings, newest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::Asked;
use super::history::{self, History};
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

/// The address of the page.
const PATH: &str = "/activity";

#[derive(Template)]
#[template(path = "activity_log.html")]
struct ActivityLogPage {
    shell: Shell,
    history: History,
}

/// Shows a page of the log.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?.id;
    let page = ActivityLogPage {
        shell: admin.shell("Activity log", "dashboard"),
        history: history::read_all(&app, directory, PATH, query.get("before")).await?,
    };
    render(StatusCode::OK, &page)
}
