//! The operations of a PATCH request that the simulated providers and the tests send.

use serde_json::{Map, Value, json};

use super::Fault;

pub(super) fn apply(
    resource: &mut Map<String, Value>,
    body: &Map<String, Value>,
    fault: Fault,
) -> Result<(), &'static str> {
    let operations = body.get("Operations").and_then(Value::as_array).ok_or("invalidSyntax")?;
    if fault == Fault::IgnoresPatch {
        return Ok(());
    }
    for operation in operations {
        let op = operation["op"].as_str().unwrap_or_default().to_lowercase();
        let path = operation["path"].as_str();
        let value = &operation["value"];
        match (op.as_str(), path) {
            ("replace" | "add", None) => {
                if value.get("displayName").is_some() && fault == Fault::EmptiesOnRename {
                    resource.insert("members".into(), json!([]));
                }
                resource.extend(value.as_object().ok_or("invalidValue")?.clone());
            }
            ("replace", Some("members")) => {
                if value == &json!([]) && fault == Fault::RefusesEmptyPush {
                    return Err("invalidValue");
                }
                resource.insert("members".into(), value.clone());
            }
            ("add", Some("members")) => add(resource, value, fault),
            ("remove", Some(path)) if path.starts_with("members") => {
                if fault == Fault::RemovesAllMembers {
                    resource.remove("members");
                } else if fault != Fault::KeepsRemovedMembers {
                    remove(resource, path, value);
                }
            }
            ("replace" | "add", Some(path)) => {
                resource.insert(path.to_owned(), value.clone());
            }
            ("remove", Some(path)) => {
                resource.remove(path);
            }
            ("remove", None) => return Err("noTarget"),
            _ => return Err("invalidSyntax"),
        }
    }
    Ok(())
}

fn members(resource: &mut Map<String, Value>) -> &mut Vec<Value> {
    let members = resource.entry("members").or_insert_with(|| json!([]));
    members.as_array_mut().unwrap()
}

fn add(resource: &mut Map<String, Value>, value: &Value, fault: Fault) {
    let present = members(resource);
    for member in value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]) {
        let known = present.iter().any(|other| other["value"] == member["value"]);
        if !known || fault == Fault::AddsMembersTwice {
            present.push(member);
        }
    }
}

fn remove(resource: &mut Map<String, Value>, path: &str, value: &Value) {
    let filter = path.split('"').nth(1);
    let listed: Vec<&Value> = value.as_array().into_iter().flatten().map(|m| &m["value"]).collect();
    members(resource).retain(|member| match filter {
        Some(id) => member["value"] != id,
        None => !listed.is_empty() && !listed.contains(&&member["value"]),
    });
}
