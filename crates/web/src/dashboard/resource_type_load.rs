//! Loading a resource type: what is there is looked at before anything is changed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::Declared;
use http::StatusCode;
use scim::CustomType;

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::links;
use super::resource_types;
use super::schema_edit::Shown;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

/// The address of the page.
pub(super) const PATH: &str = "/settings/resource-types/load";

/// What stands in the form for a new type.
const EXAMPLE: &str = r#"{
  "resourceType": {
    "name": "Badge",
    "endpoint": "/Badges",
    "description": "Badges that open doors",
    "schema": "urn:example:2.0:Badge",
    "schemaExtensions": []
  },
  "schemas": [
    {"id": "urn:example:2.0:Badge", "name": "Badge", "attributes": [
      {"name": "number", "required": true, "uniqueness": "server"},
      {"name": "holder", "type": "reference", "referenceTypes": ["User"]}
    ]}
  ]
}"#;

#[derive(Template)]
#[template(path = "resource_type_load.html")]
struct ResourceTypeLoadPage {
    shell: Shell,
    text: String,
    problem: Option<String>,
    review: Option<Shown>,
    can_accept: bool,
}

impl ResourceTypeLoadPage {
    fn new(admin: &SignedIn, text: String) -> Self {
        let shell = admin.shell("Load a resource type", "settings");
        Self { shell, text, problem: None, review: None, can_accept: false }
    }

    fn refused(self, problem: String, status: StatusCode) -> Result<Response, Failure> {
        render(status, &Self { problem: Some(problem), ..self })
    }
}

/// The form.
pub(super) async fn ask(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let known = directory.custom_type(query.get("type"));
    let text = known.map_or_else(
        || EXAMPLE.to_owned(),
        |known| serde_json::to_string_pretty(&known.described).unwrap_or_default(),
    );
    render(StatusCode::OK, &ResourceTypeLoadPage::new(&admin, text))
}

/// Checks or loads.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let sent = form.get("description");
    let page = ResourceTypeLoadPage::new(&admin, sent.to_owned());
    let read = serde_json::from_str(sent)
        .map_err(|error| format!("This is not JSON: {error}."))
        .and_then(|json| CustomType::parse(&json).map_err(|error| format!("{}.", error.detail)));
    let described = match read {
        Ok(described) => described,
        Err(problem) => return page.refused(problem, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let directory = app.directory()?.id;
    let is_check = form.get("what") == "check";
    let made = if is_check {
        app.service().review_type(directory, &described).await.map(Declared::Violated)
    } else {
        let accept = form.get("accept") == "true";
        app.service().load_type(directory, &described, accept, &admin.cause()).await
    };
    match made {
        Ok(Declared::Done(_)) => {
            Ok(links::see_other(&links::with_query(resource_types::PATH, &[("done", "loaded")])))
        }
        Ok(Declared::Violated(review)) => {
            let status = if is_check { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let can_accept = review.violating > 0;
            let review = Some(Shown::from(&review));
            render(status, &ResourceTypeLoadPage { review, can_accept, ..page })
        }
        Err(directory::Error::Refused(error)) => {
            let status = match error.status {
                409 => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            page.refused(format!("{}.", error.detail), status)
        }
        Err(other) => Err(other.into()),
    }
}
