//! The list of users.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::resource::Kind;
use http::StatusCode;

use super::browse::{Asking, Listing};
use super::error::{Failure, render};
use super::fields::Asked;
use super::format::number;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage {
    shell: Shell,
    tabs: [Tab; 3],
    asking: Asking,
    list: Listing,
}

/// A choice of state with the number of users in it.
struct Tab {
    label: &'static str,
    href: String,
    count: String,
    is_current: bool,
}

/// Shows a page of users.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let asking = Asking::new(Kind::User, &query);
    let list = asking.read(&app).await?;
    let counts = app.store().counts(app.directory()?.id).await?;
    let tab = |label, state: &str, count| Tab {
        label,
        href: asking.with_state(state),
        count: number(count),
        is_current: asking.state == state,
    };
    let tabs = [
        tab("All", "", counts.users),
        tab("Active", "active", counts.active_users),
        tab("Deactivated", "deactivated", counts.users.saturating_sub(counts.active_users)),
    ];
    let page = UsersPage { shell: admin.shell("Users", "users"), tabs, list, asking };
    render(StatusCode::OK, &page)
}
