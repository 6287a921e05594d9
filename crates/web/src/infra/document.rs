//! What answers tell of schemas.

use directory::{DirectoryInfo, Review};
use scim::schema::Attribute;
use scim::urn;
use serde_json::{Map, Value, json};

/// All schemas of a directory: those of the standard, the declared and the learned.
pub(super) fn schemas(directory: &DirectoryInfo) -> Value {
    let mut urns: Vec<&str> = Vec::new();
    let known = directory.definitions().into_iter().flat_map(scim::Definition::schemas);
    let declared = directory.declarations.iter().map(|declaration| &*declaration.schema);
    for urn in known.map(|schema| &*schema.id).chain(declared) {
        if !urns.iter().any(|known| urn::eq(known, urn)) {
            urns.push(urn);
        }
    }
    let schemas: Vec<Value> = urns.iter().filter_map(|urn| schema(directory, urn)).collect();
    json!({"directory": directory.name, "schemas": schemas})
}

/// One schema; `None` if there is none of that URN.
pub(super) fn schema(directory: &DirectoryInfo, urn: &str) -> Option<Value> {
    let declaration = directory.declarations.iter().find(|known| urn::eq(&known.schema, urn));
    let mut id = declaration.map(|declaration| declaration.schema.as_str());
    let mut learned = Map::new();
    let mut types = Vec::new();
    for definition in directory.definitions() {
        let found = definition.schemas().find(|schema| urn::eq(&schema.id, urn));
        let Some(schema) = found else { continue };
        id = id.or(Some(&schema.id));
        types.push(definition.name());
        let learned_here = schema.attributes.iter().filter(|attribute| attribute.is_learned());
        let attributes: Vec<Attribute> = learned_here.map(Attribute::published).collect();
        if !attributes.is_empty() {
            learned.insert(definition.name().to_owned(), json!(attributes));
        }
    }
    let mut document = json!({"schema": id?, "resourceTypes": types});
    if let Some(declaration) = declaration {
        document["declaration"] = json!(declaration);
    }
    if !learned.is_empty() {
        document["learned"] = learned.into();
    }
    Some(document)
}

/// What a declaration means for the resources that are there.
pub(super) fn review(review: &Review) -> Value {
    let first: Vec<Value> = review
        .first
        .iter()
        .map(|one| {
            let violations: Vec<Value> = one
                .violations
                .iter()
                .map(|violation| json!({"path": violation.path, "problem": violation.problem}))
                .collect();
            json!({
                "resourceType": one.resource_type,
                "id": one.id,
                "display": one.display,
                "violations": violations,
            })
        })
        .collect();
    json!({"checked": review.checked, "violating": review.violating, "first": first})
}
