//! The schemas of a directory: looked at, declared, and taken back.

use std::sync::Arc;

use directory::event::Cause;
use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::{Declared, DirectoryInfo};
use scim::{Declaration, urn};
use serde_json::Value;

use super::document;
use super::handle::Answer;
use super::problem::Problem;
use crate::state::AppState;

/// `GET …/schemas`.
pub(super) fn list(state: &AppState, directory: DirectoryId) -> Result<Answer, Problem> {
    Ok(Answer::ok(document::schemas(&*known(state, directory)?)))
}

/// `GET …/schemas/{urn}`.
pub(super) fn show(state: &AppState, directory: DirectoryId, urn: &str) -> Result<Answer, Problem> {
    let found = document::schema(&*known(state, directory)?, urn);
    found.map(Answer::ok).ok_or_else(|| Problem::new(404, "there is no such schema"))
}

/// `POST …/schemas/check`.
pub(super) async fn check(
    state: &AppState,
    directory: DirectoryId,
    json: &Value,
) -> Result<Answer, Problem> {
    let declaration = Declaration::parse(json)?;
    let review = state.service.review(directory, &declaration).await?;
    Ok(Answer::ok(document::review(&review)))
}

/// `PUT …/schemas/{urn}`.
pub(super) async fn declare(
    state: &AppState,
    directory: DirectoryId,
    urn: &str,
    mut json: Value,
    accept: bool,
    cause: &Cause,
) -> Result<Answer, Problem> {
    if let Value::Object(map) = &mut json {
        let named = map.entry("schema").or_insert_with(|| urn.into());
        if !named.as_str().is_some_and(|named| urn::eq(named, urn)) {
            return Err(Problem::new(400, "the body names another schema than the address"));
        }
    }
    make(state, directory, Declaration::parse(&json)?, accept, cause).await
}

/// `POST …/schemas/promote`.
pub(super) async fn promote(
    state: &AppState,
    directory: DirectoryId,
    json: &Value,
    accept: bool,
    cause: &Cause,
) -> Result<Answer, Problem> {
    let text = |name: &str| {
        let value = json.get(name).and_then(Value::as_str);
        value.ok_or_else(|| Problem::new(400, format!("{name} is missing, or is no string")))
    };
    let (schema, attribute) = (text("schema")?, text("attribute")?);
    let name = json.get("resourceType").and_then(Value::as_str).unwrap_or("User");
    let kind = Kind::STANDARD.into_iter().find(|kind| kind.standard_name() == name);
    let kind = kind.ok_or_else(|| Problem::new(400, "there is no such resourceType"))?;
    let declaration = state.service.promoted(directory, kind, schema, attribute)?;
    make(state, directory, declaration, accept, cause).await
}

/// `DELETE …/schemas/{urn}`.
pub(super) async fn remove(
    state: &AppState,
    directory: DirectoryId,
    urn: &str,
    cause: &Cause,
) -> Result<Answer, Problem> {
    state.service.retract(directory, urn, cause).await?;
    Ok(Answer::removed())
}

async fn make(
    state: &AppState,
    directory: DirectoryId,
    declaration: Declaration,
    accept: bool,
    cause: &Cause,
) -> Result<Answer, Problem> {
    let urn = declaration.schema.clone();
    let is_new = !known(state, directory)?.declarations.iter().any(|one| one.schema == urn);
    match state.service.declare(directory, declaration, accept, cause).await? {
        Declared::Violated(review) => Err(Problem::violated(&review)),
        Declared::Done(review) => {
            let document = document::schema(&*known(state, directory)?, &urn);
            Ok(Answer::made(is_new, document, &review))
        }
    }
}

/// The directory as it is now.
pub(super) fn known(
    state: &AppState,
    directory: DirectoryId,
) -> Result<Arc<DirectoryInfo>, Problem> {
    let found = state.service.directory_by_id(directory);
    found.ok_or_else(|| Problem::new(404, "there is no such directory"))
}
