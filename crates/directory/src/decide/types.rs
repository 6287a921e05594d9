//! Resource types beside users and groups.

use serde_json::{Map, Value, json};

use super::Context;
use crate::change::{ChangeSet, Write};
use crate::event::{Event, EventKind};
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
use crate::types::TypeChange;

/// Decides to load a resource type, or to remove one. `after` is the directory as it will be.
/// `None` if it is so already.
///
/// Resources are found by their names as they were when they were written; so what names them
/// stays while there are any.
pub fn change_type(
    context: &Context<'_>,
    change: TypeChange,
    after: &DirectoryInfo,
) -> Option<ChangeSet> {
    let code = change.code();
    let kind = Kind::Custom(code);
    let before = context.directory.types.iter().find(|one| one.code == code);
    let mut data = Map::new();
    if let Some(before) = before {
        data.insert("resourceType".to_owned(), json!(before.described.name()));
        data.insert("before".to_owned(), json!(before.described));
    }
    let (event, empty) = match &change {
        TypeChange::Loaded { described, .. } => {
            if before.is_some_and(|before| before.described == *described) {
                return None;
            }
            data.insert("resourceType".to_owned(), json!(described.name()));
            data.insert("after".to_owned(), json!(described));
            let naming = |directory: &DirectoryInfo| {
                let naming = directory.definition(kind).naming()?;
                Some((naming.name.clone(), naming.comparison()))
            };
            let is_renamed = before.is_some() && naming(context.directory) != naming(after);
            (EventKind::ResourceTypeLoaded, is_renamed)
        }
        TypeChange::Removed { .. } => {
            before?;
            (EventKind::ResourceTypeRemoved, true)
        }
    };
    let level = context.directory.types_level;
    let mut decided = context.change_set();
    decided.events.push(Event {
        kind: event,
        subject: None,
        data: Value::Object(data).to_string(),
    });
    let unique = after.unique_indexes(&[kind]);
    decided.writes.push(Write::ChangeType { change, level, unique, empty });
    Some(decided)
}
