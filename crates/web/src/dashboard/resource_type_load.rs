//! Loading a resource type.

use axum::extract::State;
use axum::response::Response;
use directory::Declared;
use http::StatusCode;
use scim::CustomType;

use super::description::{DescriptionPage, Form, Sent};
use super::error::Failure;
use super::fields::{Asked, Posted};
use super::links;
use super::resource_types;
use super::session::SignedIn;
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

fn form() -> Form {
    let begin = |name: &str| links::with_query(PATH, &[("built-in", name)]);
    let built_in = CustomType::BUILT_IN.iter();
    Form {
        path: PATH,
        parent: (resource_types::PATH, "Resource types"),
        title: "Load a resource type",
        about: "It is served like users and groups. What is there of the type already is looked at \
                first.",
        label: "Description",
        hint: "JSON: the resource type as in RFC 7643 section 6, and all its schemas as in section \
               7. A required string with \"uniqueness\": \"server\" names the resources.",
        verb: "Load",
        begin_with: built_in.map(|one| (begin(one.name), one.title)).collect(),
    }
}

/// The form.
pub(super) async fn ask(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let built_in = || CustomType::built_in(query.get("built-in")).map_or(EXAMPLE, |one| one.json);
    let text = match directory.custom_type(query.get("type")) {
        Some(known) => serde_json::to_string_pretty(&known.described).unwrap_or_default(),
        None => built_in().to_owned(),
    };
    DescriptionPage::new(&admin, form(), text).show()
}

/// Checks or loads.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(fields): Posted,
) -> Result<Response, Failure> {
    let sent = Sent::read(&fields);
    let page = DescriptionPage::new(&admin, form(), sent.text.clone());
    let described = match sent.parse(CustomType::parse) {
        Ok(described) => described,
        Err(problem) => return page.refused(problem, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let directory = app.directory()?.id;
    let made = if sent.is_check {
        app.service().review_type(directory, &described).await.map(Declared::Violated)
    } else {
        app.service().load_type(directory, &described, sent.accept, &admin.cause()).await
    };
    page.answer(made, sent.is_check, "loaded")
}
