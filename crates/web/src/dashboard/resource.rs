//! The page of a resource that is neither user nor group: attributes, history.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use directory::id::ResourceId;
use directory::resource::Include;
use http::StatusCode;

use super::attributes::{self, Section};
use super::browse::{self, Row};
use super::deleted;
use super::error::{Failure, render};
use super::fields::Asked;
use super::format::Time;
use super::history::{self, History};
use super::links;
use super::resources::kind;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;
use super::user::version;

#[derive(Template)]
#[template(path = "resource.html")]
struct ResourcePage {
    shell: Shell,
    /// `Devices`, the endpoint.
    list: String,
    list_href: String,
    /// `Device`, the name of the type.
    type_name: String,
    resource: Row,
    id: String,
    created: Time,
    version: String,
    sections: Vec<Section>,
    history: History,
}

/// Shows a resource.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Path((code, id)): Path<(String, String)>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let info = app.directory()?;
    let (directory, kind) = (info.id, kind(&info, &code)?);
    let id: ResourceId = id.parse().map_err(|_| Failure::not_found())?;
    let Some(stored) = app.store().get(directory, kind, id, Include::NONE).await? else {
        return deleted::show(&app, &admin, kind, id, query.get("before")).await;
    };
    let now = app.now();
    let resource = Row::new(&stored, now);
    let definition = info.definition(kind);
    let mut body = browse::body(&stored);
    definition.remove_secrets(&mut body);
    let mut sections = attributes::sections(&body, "Attributes");
    for section in &mut sections {
        let mut extensions = definition.extensions().iter();
        if let Some(schema) = extensions.find(|schema| schema.id == section.urn) {
            section.title.clone_from(&schema.name);
        }
        // All of them are of the type's own schemas.
        section.fields.iter_mut().for_each(|field| field.is_custom = false);
        section.tables.iter_mut().for_each(|table| table.is_custom = false);
    }
    let page = ResourcePage {
        shell: admin.shell(resource.name.clone(), "resources"),
        list: definition.endpoint().to_owned(),
        list_href: links::list(kind).into_owned(),
        type_name: definition.name().to_owned(),
        id: id.to_string(),
        created: Time::new(stored.created, now),
        version: version(stored.version),
        sections,
        history: history::read(&app, directory, id, &resource.href, query.get("before")).await?,
        resource,
    };
    render(StatusCode::OK, &page)
}
