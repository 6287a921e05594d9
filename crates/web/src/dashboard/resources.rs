//! The list of the resources of a type beside users and groups.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use directory::DirectoryInfo;
use directory::resource::{Kind, TypeCode};
use http::StatusCode;

use super::browse::{Asking, Listing};
use super::error::{Failure, render};
use super::fields::Asked;
use super::format::counted;
use super::links;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

#[derive(Template)]
#[template(path = "resources.html")]
struct ResourcesPage {
    shell: Shell,
    /// `Devices`, the endpoint.
    title: String,
    /// `Device`, the name of the type.
    type_name: String,
    description: String,
    count: String,
    href: String,
    asking: Asking,
    list: Listing,
}

/// Shows a page of the resources.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Path(code): Path<String>,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let kind = kind(&directory, &code)?;
    let asking = Asking::new(kind, &query);
    let list = asking.read(&app).await?;
    let definition = directory.definition(kind);
    let title = definition.endpoint().to_owned();
    let page = ResourcesPage {
        shell: admin.shell(title.clone(), "resources"),
        title,
        type_name: definition.name().to_owned(),
        description: definition.resource_type().description.clone(),
        count: counted(app.service().resources_of(directory.id, kind).await?, "resource"),
        href: links::list(kind).into_owned(),
        list,
        asking,
    };
    render(StatusCode::OK, &page)
}

/// The kind whose number an address has.
pub(super) fn kind(directory: &DirectoryInfo, code: &str) -> Result<Kind, Failure> {
    let number = code.parse::<u8>().ok().and_then(|number| TypeCode::try_from(number).ok());
    let found = directory.types.iter().find(|one| Some(one.code) == number);
    found.map(|one| Kind::Custom(one.code)).ok_or_else(Failure::not_found)
}
