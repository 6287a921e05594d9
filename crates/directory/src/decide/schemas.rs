//! What is declared about schemas.

use serde_json::{Map, Value, json};

use super::Context;
use crate::change::{ChangeSet, Write};
use crate::event::{Event, EventKind};
use crate::registry::DirectoryInfo;
use crate::schemas::SchemaChange;

/// Decides to declare a schema, or that nothing is declared about it any more. `after` is the
/// directory as it will be. `None` if that is so already.
pub fn declare(
    context: &Context<'_>,
    change: SchemaChange,
    after: &DirectoryInfo,
) -> Option<ChangeSet> {
    let urn = change.schema();
    let known = &context.directory.declarations;
    let before = known.iter().find(|known| known.schema.eq_ignore_ascii_case(urn));
    let mut data = Map::from_iter([("schema".to_owned(), json!(urn))]);
    if let Some(before) = before {
        data.insert("before".to_owned(), json!(before));
    }
    let kind = match &change {
        SchemaChange::Declared(declaration) if before == Some(declaration) => return None,
        SchemaChange::Declared(declaration) => {
            data.insert("after".to_owned(), json!(declaration));
            EventKind::SchemaDeclared
        }
        SchemaChange::Retracted(_) if before.is_none() => return None,
        SchemaChange::Retracted(_) => EventKind::SchemaRetracted,
    };
    let level = context.directory.declared_level;
    let mut decided = context.change_set();
    decided.events.push(Event { kind, subject: None, data: Value::Object(data).to_string() });
    let unique = after.unique_indexes(&after.kinds());
    decided.writes.push(Write::Declare { change, level, unique });
    Some(decided)
}
