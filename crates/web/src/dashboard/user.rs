//! The page of a user: attributes, groups, history.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::id::ResourceId;
use directory::resource::{Include, Kind};
use http::StatusCode;

use super::attributes::{self, Section};
use super::browse::{self, Row};
use super::deleted;
use super::error::{Failure, render};
use super::fields::{Asked, PathId};
use super::format::{Time, counted};
use super::history::{self, History};
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "user.html")]
struct UserPage {
    shell: Shell,
    user: Row,
    id: String,
    created: Time,
    version: String,
    sections: Vec<Section>,
    groups: Vec<GroupRow>,
    history: History,
}

/// A group that the user belongs to.
struct GroupRow {
    href: String,
    name: String,
    /// Whether the user is a member itself.
    is_direct: bool,
}

/// Shows a user.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    PathId(id): PathId<ResourceId>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let info = app.directory()?;
    let directory = info.id;
    let include = Include { groups: true, ..Include::NONE };
    let stored = app.store().get(directory, Kind::User, id, include).await?;
    let Some(stored) = stored else {
        return deleted::show(&app, &admin, Kind::User, id, query.get("before")).await;
    };
    let now = app.now();
    let user = Row::new(&stored, now);
    let groups = stored.groups.iter().map(|group| GroupRow {
        href: links::resource(Kind::Group, group.id),
        name: if group.display.is_empty() { group.id.to_string() } else { group.display.clone() },
        is_direct: group.direct,
    });
    let mut groups: Vec<GroupRow> = groups.collect();
    groups.sort_by(|a, b| (!a.is_direct, &a.name).cmp(&(!b.is_direct, &b.name)));
    let mut body = browse::body(&stored);
    info.definition(Kind::User).remove_secrets(&mut body);
    let page = UserPage {
        shell: admin.shell(user.name.clone(), "users"),
        id: id.to_string(),
        created: Time::new(stored.created, now),
        version: version(stored.version),
        sections: attributes::sections(&body, "Profile"),
        groups,
        history: history::read(&app, directory, id, &user.href, query.get("before")).await?,
        user,
    };
    render(StatusCode::OK, &page)
}

/// `changed 3 times` from the version counter, which is 1 for what was never changed.
pub(super) fn version(version: i64) -> String {
    match u64::try_from(version - 1) {
        Ok(0) | Err(_) => "never changed".to_owned(),
        Ok(changes) => format!("changed {}", counted(changes, "time")),
    }
}
