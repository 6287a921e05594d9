//! The page of a resource that is no more: who ended it, when, and all that happened before.

use askama::Template;
use axum::response::Response;
use directory::event::StoredEvent;
use directory::id::ResourceId;
use directory::resource::Kind;
use http::StatusCode;
use serde_json::Value;

use super::error::{Failure, render};
use super::format;
use super::history::{self, Entry, History};
use super::links;
use super::names;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::App;

#[derive(Template)]
#[template(path = "deleted.html")]
struct DeletedPage {
    shell: Shell,
    /// `Users` or `Groups`, for instance: where the resource was.
    list: String,
    list_href: String,
    name: String,
    initials: String,
    hue: u32,
    id: String,
    user_name: String,
    external_id: String,
    deletion: Entry,
    history: History,
}

/// Shows what is left of a resource that the directory does not have; not found if it never had it.
pub(super) async fn show(
    app: &App,
    admin: &SignedIn,
    kind: Kind,
    id: ResourceId,
    before: &str,
) -> Result<Response, Failure> {
    let info = app.directory()?;
    let directory = info.id;
    let event = names::deletion(app, directory, kind, id).await?.ok_or_else(Failure::not_found)?;
    let name = names::told(&event).unwrap_or_else(|| id.to_string());
    let (list, section) = match kind {
        Kind::User => ("Users", "users"),
        Kind::Group => ("Groups", "groups"),
        Kind::Custom(_) => (info.definition(kind).endpoint(), "resources"),
    };
    let href = links::resource(kind, id);
    let page = DeletedPage {
        shell: admin.shell(format!("{name} (deleted)"), section),
        list: list.to_owned(),
        list_href: links::list(kind).into_owned(),
        initials: format::initials(&name),
        hue: format::hue(&name),
        name,
        id: id.to_string(),
        user_name: attribute(&event, "userName"),
        external_id: attribute(&event, "externalId"),
        deletion: Entry::new(&event, Some(id), app.now()),
        history: history::read(app, directory, id, &href, before).await?,
    };
    render(StatusCode::GONE, &page)
}

/// What the resource had last.
fn attribute(deletion: &StoredEvent, name: &str) -> String {
    let value = deletion.data.get("before").and_then(|resource| resource.get(name));
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}
