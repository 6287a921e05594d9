//! The first page: how many people there are, what happened, and what identity providers asked.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::settings::ScimState;
use http::StatusCode;

use super::chart::{self, Chart, Range};
use super::error::{Failure, render};
use super::fields::Asked;
use super::format::{Time, number};
use super::requests::RequestRow;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

/// How many requests are listed.
const REQUESTS: u32 = 25;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    /// `off`, `on` or `paused`.
    scim: &'static str,
    scim_base_url: String,
    /// Whether nothing has ever arrived.
    is_empty: bool,
    users: String,
    active: String,
    deactivated: String,
    groups: String,
    range: Range,
    chart: Chart,
    requests: Vec<RequestRow>,
    now: Time,
}

/// Shows the overview.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let now = app.now();
    let range = Range::named(query.get("range"));
    let counts = app.store().counts(directory.id).await?;
    let activity = app.store().activity(directory.id, range.since(now)).await?;
    let requests = app.store().requests(directory.id, REQUESTS).await?;
    let scim = directory.settings.scim;
    let page = OverviewPage {
        shell: admin.shell("Dashboard", "dashboard"),
        scim: scim.name(),
        scim_base_url: app.scim_base_url(),
        is_empty: counts.users == 0 && counts.groups == 0 && requests.is_empty(),
        users: number(counts.users),
        active: number(counts.active_users),
        deactivated: number(counts.users.saturating_sub(counts.active_users)),
        groups: number(counts.groups),
        range,
        chart: chart::draw(&activity, range, now),
        requests: requests.into_iter().map(|entry| RequestRow::new(entry, now)).collect(),
        now: Time::precise(now, now),
    };
    render(StatusCode::OK, &page)
}

impl OverviewPage {
    fn is_off(&self) -> bool {
        self.scim == ScimState::Off.name()
    }
}
