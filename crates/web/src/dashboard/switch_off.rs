//! Switching SCIM off asks what becomes of the users.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::settings::{ScimState, SwitchOff};
use http::StatusCode;

use super::configurations::PATH;
use super::error::{Failure, render};
use super::fields::Posted;
use super::format::counted;
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::{App, Shared};

#[derive(Template)]
#[template(path = "switch_off.html")]
struct SwitchOffPage {
    shell: Shell,
    active_users: String,
    problem: Option<&'static str>,
}

/// The question.
pub(super) async fn ask(State(app): State<Shared>, admin: SignedIn) -> Result<Response, Failure> {
    if app.directory()?.settings.scim == ScimState::Off {
        return Ok(links::see_other(PATH));
    }
    page(&app, &admin, StatusCode::OK, None).await
}

/// Switches off.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let users = match form.get("users") {
        "keep" => SwitchOff::KeepUsers,
        "deactivate" => SwitchOff::DeactivateUsers,
        _ => {
            let problem = Some("Choose what becomes of the users.");
            return page(&app, &admin, StatusCode::UNPROCESSABLE_ENTITY, problem).await;
        }
    };
    let (service, id) = (Arc::clone(&app.made.service), app.directory()?.id);
    let cause = admin.cause();
    // A task of its own, because it may take minutes: a browser or a proxy that does not wait for
    // the answer must not leave half of the users active.
    let work = tokio::spawn(async move { service.switch_off(id, users, cause).await });
    let count = work.await.map_err(|_| Failure::internal())??;
    let deactivated = match users {
        SwitchOff::KeepUsers => String::new(),
        SwitchOff::DeactivateUsers => count.to_string(),
    };
    let pairs = [("done", "off"), ("deactivated", &deactivated)];
    Ok(links::see_other(&links::with_query(PATH, &pairs)))
}

async fn page(
    app: &App,
    admin: &SignedIn,
    status: StatusCode,
    problem: Option<&'static str>,
) -> Result<Response, Failure> {
    let counts = app.store().counts(app.directory()?.id).await?;
    let page = SwitchOffPage {
        shell: admin.shell("Switch off SCIM provisioning", "settings"),
        active_users: counted(counts.active_users, "active user"),
        problem,
    };
    render(status, &page)
}
