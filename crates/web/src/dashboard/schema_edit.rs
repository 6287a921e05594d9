//! Declaring a schema.

use axum::extract::State;
use axum::response::Response;
use directory::{Declared, Review};
use http::StatusCode;
use scim::{Declaration, urn};

use super::description::{DescriptionPage, Form, Sent};
use super::error::Failure;
use super::fields::{Asked, Posted};
use super::schemas;
use super::session::SignedIn;
use super::state::Shared;

/// The address of the page.
pub(super) const PATH: &str = "/settings/schemas/edit";

/// What stands in the form where nothing is declared yet.
const EXAMPLE: &str = r#"{
  "schema": "urn:example:acme:2.0:User",
  "resourceTypes": ["User"],
  "open": true,
  "attributes": [
    {"name": "badge", "type": "string", "required": false}
  ]
}"#;

fn form() -> Form {
    Form {
        path: PATH,
        parent: (schemas::PATH, "Schemas"),
        title: "Declare a schema",
        about: "From now on every write has to keep to what stands here. What is there already is \
                looked at first.",
        label: "Declaration",
        hint: "JSON, with attributes as in RFC 7643: name, type, multiValued, required, caseExact, \
               mutability, returned, uniqueness, canonicalValues, subAttributes. With \"open\": \
               false nothing else is learned.",
        verb: "Declare",
        begin_with: Vec::new(),
    }
}

/// The form.
pub(super) async fn ask(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let directory = app.directory()?;
    let wanted = query.get("schema");
    let known = directory.declarations.iter().find(|one| urn::eq(&one.schema, wanted));
    let text = match known {
        Some(declaration) => text(declaration),
        None if wanted.is_empty() => EXAMPLE.to_owned(),
        None => {
            let definitions = directory.definitions();
            let of = definitions
                .iter()
                .find(|definition| definition.schemas().any(|schema| urn::eq(&schema.id, wanted)));
            text(&Declaration::of(wanted, of.map_or("User", |definition| definition.name())))
        }
    };
    DescriptionPage::new(&admin, form(), text).show()
}

/// Checks or declares.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(fields): Posted,
) -> Result<Response, Failure> {
    let sent = Sent::read(&fields);
    let page = DescriptionPage::new(&admin, form(), sent.text.clone());
    let declaration = match sent.parse(Declaration::parse) {
        Ok(declaration) => declaration,
        Err(problem) => return page.refused(problem, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let directory = app.directory()?.id;
    let made = if sent.is_check {
        app.service().review(directory, &declaration).await.map(Declared::Violated)
    } else {
        app.service().declare(directory, declaration, sent.accept, &admin.cause()).await
    };
    page.answer(made, sent.is_check, "declared")
}

/// The form, with those who stand against a declaration.
pub(super) fn violated(
    admin: &SignedIn,
    declaration: &Declaration,
    review: &Review,
) -> Result<Response, Failure> {
    let page = DescriptionPage::new(admin, form(), text(declaration));
    page.reviewed(review, StatusCode::UNPROCESSABLE_ENTITY)
}

fn text(declaration: &Declaration) -> String {
    serde_json::to_string_pretty(declaration).unwrap_or_default()
}
