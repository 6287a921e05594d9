//! Declaring a schema: what is there is looked at before anything is changed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::{Declared, Review};
use http::StatusCode;
use scim::{Declaration, urn};

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::format::counted;
use super::links;
use super::schemas;
use super::session::SignedIn;
use super::shell::Shell;
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

#[derive(Template)]
#[template(path = "schema_edit.html")]
struct SchemaEditPage {
    shell: Shell,
    text: String,
    problem: Option<String>,
    review: Option<Shown>,
    can_accept: bool,
}

/// What a declaration means for who is there.
pub(super) struct Shown {
    pub(super) summary: String,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) what: String,
}

impl SchemaEditPage {
    fn new(admin: &SignedIn, text: String) -> Self {
        let shell = admin.shell("Declare a schema", "settings");
        Self { shell, text, problem: None, review: None, can_accept: false }
    }
}

impl From<&Review> for Shown {
    fn from(review: &Review) -> Self {
        let summary = match review.violating {
            0 => "Nothing that is there stands against it.".to_owned(),
            violating => format!(
                "{} of {} would stand against it.",
                counted(violating, "resource"),
                review.checked
            ),
        };
        let rows = review.first.iter().map(|one| {
            let what: Vec<String> = one
                .violations
                .iter()
                .map(|violation| format!("{}: {}", violation.path, violation.problem))
                .collect();
            Row {
                href: links::resource(one.kind, one.id),
                name: if one.display.is_empty() { one.id.to_string() } else { one.display.clone() },
                what: what.join("; "),
            }
        });
        Self { summary, rows: rows.collect() }
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
    render(StatusCode::OK, &SchemaEditPage::new(&admin, text))
}

/// Checks or declares.
pub(super) async fn run(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let sent = form.get("declaration");
    let page = SchemaEditPage::new(&admin, sent.to_owned());
    let read = serde_json::from_str(sent)
        .map_err(|error| format!("This is not JSON: {error}."))
        .and_then(|json| Declaration::parse(&json).map_err(|error| format!("{}.", error.detail)));
    let declaration = match read {
        Ok(declaration) => declaration,
        Err(problem) => {
            let page = SchemaEditPage { problem: Some(problem), ..page };
            return render(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let directory = app.directory()?.id;
    if form.get("what") == "check" {
        let review = app.service().review(directory, &declaration).await?;
        let can_accept = review.violating > 0;
        let page = SchemaEditPage { review: Some(Shown::from(&review)), can_accept, ..page };
        return render(StatusCode::OK, &page);
    }
    let accept = form.get("accept") == "true";
    let made =
        app.service().declare(directory, declaration.clone(), accept, &admin.cause()).await?;
    match made {
        Declared::Done(_) => {
            Ok(links::see_other(&links::with_query(schemas::PATH, &[("done", "declared")])))
        }
        Declared::Violated(review) => violated(&admin, &declaration, &review),
    }
}

/// The form once more, with those who stand against the declaration.
pub(super) fn violated(
    admin: &SignedIn,
    declaration: &Declaration,
    review: &Review,
) -> Result<Response, Failure> {
    let page = SchemaEditPage {
        review: Some(Shown::from(review)),
        can_accept: true,
        ..SchemaEditPage::new(admin, text(declaration))
    };
    render(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn text(declaration: &Declaration) -> String {
    serde_json::to_string_pretty(declaration).unwrap_or_default()
}
