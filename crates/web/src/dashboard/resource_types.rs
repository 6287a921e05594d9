//! Settings → Resource types: what the directory has beside users and groups.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::resource::Kind;
use http::StatusCode;

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::format::counted;
use super::links;
use super::resource_type_load;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::{App, Shared};

/// The address of the page.
pub(super) const PATH: &str = "/settings/resource-types";

#[derive(Template)]
#[template(path = "resource_types.html")]
struct ResourceTypesPage {
    shell: Shell,
    tab: &'static str,
    cards: Vec<Card>,
    notice: Option<&'static str>,
    problem: Option<String>,
}

/// A resource type.
struct Card {
    name: String,
    description: String,
    address: String,
    schemas: Vec<String>,
    /// `3 resources`.
    count: String,
    is_used: bool,
    list: String,
    change: String,
}

/// Shows the types.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let page = ResourceTypesPage {
        notice: match query.get("done") {
            "loaded" => Some("The resource type is loaded and served."),
            "removed" => Some("The resource type is removed."),
            _ => None,
        },
        ..ResourceTypesPage::new(&app, &admin).await?
    };
    render(StatusCode::OK, &page)
}

/// Removes a type of which no resource is left.
pub(super) async fn remove(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let directory = app.directory()?.id;
    match app.service().remove_type(directory, form.get("name"), &admin.cause()).await {
        Ok(()) => Ok(links::see_other(&links::with_query(PATH, &[("done", "removed")]))),
        Err(directory::Error::Refused(error)) if error.status == 409 => {
            let problem = Some(format!("{}.", error.detail));
            let page = ResourceTypesPage::new(&app, &admin).await?;
            render(StatusCode::CONFLICT, &ResourceTypesPage { problem, ..page })
        }
        Err(directory::Error::Refused(_)) => Err(Failure::not_found()),
        Err(other) => Err(other.into()),
    }
}

impl ResourceTypesPage {
    async fn new(app: &App, admin: &SignedIn) -> Result<Self, Failure> {
        let directory = app.directory()?;
        let mut cards = Vec::with_capacity(directory.types.len());
        for one in &directory.types {
            let kind = Kind::Custom(one.code);
            let resources = app.service().resources_of(directory.id, kind).await?;
            let described = &one.described;
            cards.push(Card {
                name: described.name().to_owned(),
                description: described.resource_type.description.clone(),
                address: format!("{}/{}", app.scim_base_url(), described.endpoint()),
                schemas: described.urns().map(str::to_owned).collect(),
                count: counted(resources, "resource"),
                is_used: resources > 0,
                list: links::list(kind).into_owned(),
                change: links::with_query(resource_type_load::PATH, &[("type", described.name())]),
            });
        }
        Ok(Self {
            shell: admin.shell("Resource types", "settings"),
            tab: "resource-types",
            cards,
            notice: None,
            problem: None,
        })
    }
}
