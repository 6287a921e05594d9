//! The operations of a PATCH request that the simulated providers and the tests send.

use serde_json::{Map, Value, json};

use super::{Fault, place};

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
        if path.is_none() && fault.has_profile() && fault != Fault::ProfileTakesNoPath {
            return Err("invalidSyntax");
        }
        match (op.as_str(), path) {
            ("replace" | "add", None) => {
                if value.get("displayName").is_some() && fault == Fault::EmptiesOnRename {
                    resource.insert("members".into(), json!([]));
                }
                for (name, value) in value.as_object().ok_or("invalidValue")? {
                    // A whole extension is no path.
                    if name.starts_with("urn:") && value.is_object() {
                        resource.insert(name.clone(), value.clone());
                    } else {
                        set(resource, name, Some(value.clone()), fault)?;
                    }
                }
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
                set(resource, path, Some(value.clone()), fault)?;
            }
            ("remove", Some(path)) => set(resource, path, None, fault)?,
            ("remove", None) => return Err("noTarget"),
            _ => return Err("invalidSyntax"),
        }
    }
    Ok(())
}

fn set(
    resource: &mut Map<String, Value>,
    path: &str,
    value: Option<Value>,
    fault: Fault,
) -> Result<(), &'static str> {
    match value {
        Some(value) if fault == Fault::KeepsPathsAsNames => {
            resource.insert(path.to_owned(), value);
            Ok(())
        }
        Some(value) if fault == Fault::ManagersAsText && path.ends_with(":manager") => {
            let (urn, name) = path.rsplit_once(':').ok_or("invalidPath")?;
            resource.entry(urn).or_insert_with(|| json!({}))[name] = value;
            Ok(())
        }
        // What a `replace` or an `add` does not name stays (RFC 7644 §3.5.2.3); the profile has
        // `replace` whole.
        Some(Value::Object(parts))
            if path == "name" && fault != Fault::ReplacesWhole && !fault.has_profile() =>
        {
            let name = resource.entry("name").or_insert_with(|| json!({}));
            name.as_object_mut().ok_or("invalidPath")?.extend(parts);
            Ok(())
        }
        value => place::set(resource, path, value),
    }
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
