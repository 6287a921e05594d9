//! Settings → Schemas: what is declared, and what was learned.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use directory::resource::Kind;
use directory::{Declared, DirectoryInfo};
use http::StatusCode;
use scim::schema::Attribute;
use scim::{Declaration, urn};

use super::error::{Failure, render};
use super::fields::{Asked, Posted};
use super::links;
use super::schema_edit;
use super::session::SignedIn;
use super::shell::Shell;
use super::state::Shared;

/// The address of the page.
pub(super) const PATH: &str = "/settings/schemas";

#[derive(Template)]
#[template(path = "schemas.html")]
struct SchemasPage {
    shell: Shell,
    tab: &'static str,
    cards: Vec<Card>,
    notice: Option<&'static str>,
}

/// A schema.
struct Card {
    urn: String,
    name: String,
    types: String,
    state: &'static str,
    is_declared: bool,
    is_refused: bool,
    declared: Vec<String>,
    refused: Vec<String>,
    learned: Vec<Learned>,
    edit: String,
}

/// An attribute that was learned.
struct Learned {
    name: String,
    kind: &'static str,
    /// The resource type.
    of: String,
}

/// Shows the schemas.
pub(super) async fn show(
    State(app): State<Shared>,
    admin: SignedIn,
    Asked(query): Asked,
) -> Result<Response, Failure> {
    let page = SchemasPage {
        shell: admin.shell("Schemas", "settings"),
        tab: "schemas",
        cards: cards(&*app.directory()?),
        notice: match query.get("done") {
            "declared" => Some("The schema is declared. Every write keeps to it from now on."),
            "removed" => Some("Nothing is declared about the schema any more."),
            _ => None,
        },
    };
    render(StatusCode::OK, &page)
}

/// Declares an attribute as it was learned.
pub(super) async fn promote(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let kind = Kind::STANDARD.into_iter().find(|kind| kind.standard_name() == form.get("type"));
    let kind = kind.ok_or_else(|| Failure::bad_request("Choose an attribute."))?;
    let directory = app.directory()?.id;
    let (schema, attribute) = (form.get("schema"), form.get("attribute"));
    let found = app.service().promoted(directory, kind, schema, attribute);
    let declaration = found.map_err(|error| match error {
        directory::Error::Refused(_) => Failure::not_found(),
        other => other.into(),
    })?;
    let made = app.service().declare(directory, declaration.clone(), false, &admin.cause()).await?;
    match made {
        Declared::Done(_) => {
            Ok(links::see_other(&links::with_query(PATH, &[("done", "declared")])))
        }
        Declared::Violated(review) => schema_edit::violated(&admin, &declaration, &review),
    }
}

/// Takes a declaration back.
pub(super) async fn remove(
    State(app): State<Shared>,
    admin: SignedIn,
    Posted(form): Posted,
) -> Result<Response, Failure> {
    let directory = app.directory()?.id;
    let removed = app.service().retract(directory, form.get("schema"), &admin.cause()).await;
    removed.map_err(|error| match error {
        directory::Error::Refused(_) => Failure::not_found(),
        other => other.into(),
    })?;
    Ok(links::see_other(&links::with_query(PATH, &[("done", "removed")])))
}

fn cards(directory: &DirectoryInfo) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    // Those of other types are loaded with their types.
    for definition in Kind::STANDARD.map(|kind| directory.definition(kind)) {
        for schema in definition.schemas() {
            let at = cards.iter().position(|card| urn::eq(&card.urn, &schema.id));
            let at = at.unwrap_or_else(|| {
                let declaration = directory.declarations.iter();
                let declaration = declaration.clone().find(|one| urn::eq(&one.schema, &schema.id));
                cards.push(Card::new(&schema.id, &schema.name, declaration));
                cards.len() - 1
            });
            let learned = schema.attributes.iter().filter(|attribute| attribute.is_learned());
            let Some(card) = cards.get_mut(at) else { continue };
            let separator = if card.types.is_empty() { "" } else { ", " };
            card.types = format!("{}{separator}{}s", card.types, definition.name());
            card.learned
                .extend(learned.map(|attribute| Learned::new(attribute, definition.name())));
        }
    }
    for declaration in directory.declarations.iter().filter(|declaration| declaration.refused) {
        let mut card = Card::new(&declaration.schema, &declaration.schema, Some(declaration));
        card.types = declaration.resource_types.join("s, ") + "s";
        cards.push(card);
    }
    cards
}

impl Card {
    fn new(urn: &str, name: &str, declaration: Option<&Declaration>) -> Self {
        Self {
            urn: urn.to_owned(),
            name: name.to_owned(),
            types: String::new(),
            state: match declaration {
                None => "Not declared",
                Some(one) if one.refused => "Refused",
                Some(one) if one.open => "Declared",
                Some(_) => "Declared and closed",
            },
            is_declared: declaration.is_some(),
            is_refused: declaration.is_some_and(|one| one.refused),
            declared: declaration.map(|one| names(&one.attributes)).unwrap_or_default(),
            refused: declaration.map(|one| one.refused_attributes.clone()).unwrap_or_default(),
            learned: Vec::new(),
            edit: links::with_query(schema_edit::PATH, &[("schema", urn)]),
        }
    }
}

fn names(attributes: &[Attribute]) -> Vec<String> {
    attributes.iter().map(|attribute| attribute.name.clone()).collect()
}

impl Learned {
    fn new(attribute: &Attribute, of: &str) -> Self {
        Self { name: attribute.name.clone(), kind: attribute.kind.as_str(), of: of.to_owned() }
    }
}
