//! The page of a group: attributes, members, history.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::id::ResourceId;
use directory::resource::{Include, Kind, MemberList};
use http::StatusCode;

use super::attributes::{self, Section};
use super::browse::{self, Row};
use super::deleted;
use super::error::{Failure, render};
use super::fields::{Asked, PathId};
use super::format::{self, Time, counted};
use super::history::{self, History};
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;
use super::user::version;

/// How many members a page shows.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "group.html")]
struct GroupPage {
    shell: Shell,
    group: Row,
    id: String,
    created: Time,
    version: String,
    sections: Vec<Section>,
    member_count: String,
    members: Vec<MemberRow>,
    /// The members after these.
    next: Option<String>,
    /// The first members, when these are others.
    first: Option<String>,
    history: History,
}

/// A member of the group.
struct MemberRow {
    href: String,
    name: String,
    kind: &'static str,
    initials: String,
    hue: u32,
}

/// Shows a group.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    PathId(id): PathId<ResourceId>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let info = app.directory()?;
    let directory = info.id;
    let stored = app.store().get(directory, Kind::Group, id, Include::NONE).await?;
    let Some(stored) = stored else {
        return deleted::show(&app, &admin, Kind::Group, id, query.get("before")).await;
    };
    let now = app.now();
    let group = Row::new(&stored, now);
    let after = query.get("after").parse::<ResourceId>().ok();
    let members = app.store().members(directory, id, after, PAGE + 1).await?;
    let (members, next) = page_of(&members);
    let mut body = browse::body(&stored);
    info.definition(Kind::Group).remove_secrets(&mut body);
    let page = GroupPage {
        shell: admin.shell(group.name.clone(), "groups"),
        id: id.to_string(),
        created: Time::new(stored.created, now),
        version: version(stored.version),
        sections: attributes::sections(&body, "Attributes"),
        member_count: counted(app.store().member_count(directory, id).await?, "member"),
        members,
        next: next.map(|last| links::with_query(&group.href, &[("after", &last)]) + "#members"),
        first: after.map(|_| format!("{}#members", group.href)),
        history: history::read(&app, directory, id, &group.href, query.get("before")).await?,
        group,
    };
    render(StatusCode::OK, &page)
}

/// The members to show, and the last of them if there are more.
fn page_of(members: &MemberList) -> (Vec<MemberRow>, Option<String>) {
    let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let rows = members.iter().take(limit).map(|member| {
        let id = member.id.to_string();
        let name = if member.display.is_empty() { &id } else { member.display };
        MemberRow {
            href: links::resource(member.kind, &id),
            kind: member.kind.standard_name(),
            initials: format::initials(name),
            hue: format::hue(name),
            name: name.to_owned(),
        }
    });
    let last = members.iter().take(limit).last().filter(|_| members.len() > limit);
    (rows.collect(), last.map(|member| member.id.to_string()))
}
