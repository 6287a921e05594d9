//! Settings of a directory.

use serde_json::{Map, Value};

use super::{Context, diff};
use crate::change::{ChangeSet, Write};
use crate::event::{Event, EventKind};
use crate::settings::Settings;

/// Decides to change the settings.
pub fn change_settings(context: &Context<'_>, wanted: Settings) -> Option<ChangeSet> {
    let current = context.directory.settings;
    if wanted == current {
        return None;
    }
    let changes = diff::changes(&object(current), &object(wanted));
    let mut change = context.change_set();
    change.writes.push(Write::Settings(wanted));
    change.events.push(Event {
        kind: EventKind::SettingsChanged,
        subject: None,
        data: diff::told(changes),
    });
    Some(change)
}

fn object(settings: Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}
