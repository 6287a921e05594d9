//! The names by which events call what they happened to.

use std::collections::HashMap;

use directory::event::{EventKind, HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, ResourceId};
use directory::resource::{Include, Kind};
use serde_json::{Map, Value};

use super::error::Failure;
use super::links;
use super::state::App;

/// What an event happened to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) href: String,
}

/// The deletion of a resource that is not there: nothing has happened to it since, so that it is the
/// last event.
pub(super) async fn deletion(
    app: &App,
    directory: DirectoryId,
    kind: Kind,
    id: ResourceId,
) -> Result<Option<StoredEvent>, Failure> {
    let query = HistoryQuery { directory, subject: Some(id), before: None, limit: 1 };
    let last = app.store().history(query).await?.pop();
    let is_it = |event: &StoredEvent| {
        let ends = [EventKind::UserDeleted, EventKind::GroupDeleted, EventKind::ResourceDeleted];
        ends.contains(&event.kind) && event.subject == Some((kind, id))
    };
    Ok(last.filter(is_it))
}

/// What each of the events happened to; `None` for settings, of which there is one set.
pub(super) async fn subjects(
    app: &App,
    directory: DirectoryId,
    events: &[StoredEvent],
) -> Result<Vec<Option<Subject>>, Failure> {
    let mut looked_up = HashMap::new();
    let mut subjects = Vec::with_capacity(events.len());
    for event in events {
        let Some((kind, id)) = event.subject else {
            subjects.push(token(event));
            continue;
        };
        let known = told(event).or_else(|| looked_up.get(&id).cloned());
        let name = if let Some(name) = known {
            name
        } else {
            let name = look_up(app, directory, kind, id).await?;
            looked_up.insert(id, name.clone());
            name
        };
        subjects.push(Some(Subject { name, href: links::resource(kind, id) }));
    }
    Ok(subjects)
}

fn token(event: &StoredEvent) -> Option<Subject> {
    let name = event.data.get("label").and_then(Value::as_str)?.to_owned();
    Some(Subject { name, href: "/settings/infra-tokens".to_owned() })
}

/// The name that the resource had at the time, where the event itself tells it.
pub(super) fn told(event: &StoredEvent) -> Option<String> {
    let resource = event.data.get("after").or_else(|| event.data.get("before"));
    let told = event.data.get("display").and_then(Value::as_str).map(str::to_owned);
    let name = told.or_else(|| display(resource?.as_object()?));
    name.filter(|name| !name.is_empty())
}

/// The name that the resource has now or had last, or else its id.
async fn look_up(
    app: &App,
    directory: DirectoryId,
    kind: Kind,
    id: ResourceId,
) -> Result<String, Failure> {
    let name = match app.store().get(directory, kind, id, Include::NONE).await? {
        Some(stored) => Some(stored.display).filter(|name| !name.is_empty()),
        None => deletion(app, directory, kind, id).await?.as_ref().and_then(told),
    };
    Ok(name.unwrap_or_else(|| id.to_string()))
}

/// How a resource is shown by its attributes, in the same order as by the directory
/// (`directory::resource::Row::display`), of which only the attributes are left in an event.
fn display(attributes: &Map<String, Value>) -> Option<String> {
    let text = |attributes: &Map<String, Value>, name: &str| {
        let text = attributes.get(name).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let from_parts = || {
        let name = attributes.get("name").and_then(Value::as_object)?;
        text(name, "formatted").or_else(|| {
            let parts = ["givenName", "familyName"].into_iter().filter_map(|part| text(name, part));
            let parts: Vec<String> = parts.collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        })
    };
    text(attributes, "displayName").or_else(from_parts).or_else(|| text(attributes, "userName"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_resource_is_called_as_the_directory_calls_it() {
        for (attributes, expected) in [
            (json!({"displayName": "A. Lee", "name": {"formatted": "x"}}), Some("A. Lee")),
            (json!({"userName": "ann", "name": {"formatted": "Ann Lee"}}), Some("Ann Lee")),
            (json!({"userName": "ann", "name": {"familyName": " Lee "}}), Some("Lee")),
            (json!({"userName": "ann", "name": {}, "displayName": ""}), Some("ann")),
            (json!({}), None),
        ] {
            assert_eq!(display(attributes.as_object().unwrap()).as_deref(), expected);
        }
    }
}
