//! The resource types of a directory beside users and groups: looked at, loaded, and removed.

use directory::event::Cause;
use directory::id::DirectoryId;
use directory::resource::Kind;
use directory::{Declared, DirectoryInfo};
use scim::CustomType;
use serde_json::{Value, json};

use super::document;
use super::handle::Answer;
use super::problem::Problem;
use super::schemas::known;
use crate::state::AppState;

/// `GET …/resource-types`.
pub(super) async fn list(state: &AppState, directory: DirectoryId) -> Result<Answer, Problem> {
    let directory = known(state, directory)?;
    let mut types = Vec::with_capacity(directory.types.len());
    for one in &directory.types {
        let kind = &one.described.resource_type;
        let resources = state.service.resources_of(directory.id, Kind::Custom(one.code)).await?;
        types.push(json!({
            "name": kind.name,
            "endpoint": kind.endpoint,
            "description": kind.description,
            "schemas": one.described.urns().collect::<Vec<_>>(),
            "resources": resources,
        }));
    }
    Ok(Answer::ok(json!({"directory": directory.name, "resourceTypes": types})))
}

/// `GET …/resource-types/{name}`: the description, as it can be loaded again.
pub(super) fn show(
    state: &AppState,
    directory: DirectoryId,
    name: &str,
) -> Result<Answer, Problem> {
    let found = description(&*known(state, directory)?, name);
    found.map(Answer::ok).ok_or_else(|| Problem::new(404, "there is no such resource type"))
}

/// `POST …/resource-types/check`.
pub(super) async fn check(
    state: &AppState,
    directory: DirectoryId,
    json: &Value,
) -> Result<Answer, Problem> {
    let described = CustomType::parse(json)?;
    let review = state.service.review_type(directory, &described).await?;
    Ok(Answer::ok(document::review(&review)))
}

/// `PUT …/resource-types/{name}`.
pub(super) async fn load(
    state: &AppState,
    directory: DirectoryId,
    name: &str,
    json: &Value,
    accept: bool,
    cause: &Cause,
) -> Result<Answer, Problem> {
    let described = CustomType::parse(json)?;
    if !described.name().eq_ignore_ascii_case(name) {
        return Err(Problem::new(400, "the body names another resource type than the address"));
    }
    let is_new = known(state, directory)?.custom_type(name).is_none();
    match state.service.load_type(directory, &described, accept, cause).await? {
        Declared::Violated(review) => Err(Problem::violated(&review)),
        Declared::Done(review) => {
            let document = description(&*known(state, directory)?, name);
            Ok(Answer::made(is_new, document, &review))
        }
    }
}

/// `DELETE …/resource-types/{name}`.
pub(super) async fn remove(
    state: &AppState,
    directory: DirectoryId,
    name: &str,
    cause: &Cause,
) -> Result<Answer, Problem> {
    state.service.remove_type(directory, name, cause).await?;
    Ok(Answer::removed())
}

fn description(directory: &DirectoryInfo, name: &str) -> Option<Value> {
    directory.custom_type(name).map(|found| json!(found.described))
}
