//! The list of groups.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::resource::Kind;
use http::StatusCode;

use super::browse::{Asking, Listing};
use super::error::{Failure, render};
use super::fields::Asked;
use super::format::counted;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "groups.html")]
struct GroupsPage {
    shell: Shell,
    count: String,
    asking: Asking,
    list: Listing,
}

/// Shows a page of groups.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let asking = Asking::new(Kind::Group, &query);
    let list = asking.read(&app).await?;
    let counts = app.store().counts(app.directory()?.id).await?;
    let page = GroupsPage {
        shell: admin.shell("Groups", "groups"),
        count: counted(counts.groups, "group"),
        list,
        asking,
    };
    render(StatusCode::OK, &page)
}
