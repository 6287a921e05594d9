//! Plans new resources and new content of resources.

use directory::change::Refusal;
use directory::resource::{Kind, Row};
use store_sql::derived::{emails_text, search_text};
use store_sql::key;

use super::delta::Content;
use super::known::Resource;
use super::stage::Stage;
use crate::failure::Failure;

/// Plans a new resource.
pub(super) fn insert(stage: &mut Stage<'_>, row: &Row) -> Result<(), Failure> {
    refuse_taken_name(stage, row, None)?;
    let at = stage.at;
    let keys = key::resources(stage.directory, row.kind);
    let counters = stage.counters()?;
    // The number of a deleted resource is never given again.
    let key = keys.start + counters.ever_created(row.kind) + 1;
    match row.kind {
        Kind::User => {
            counters.users += 1;
            counters.active_users += i64::from(row.active);
        }
        Kind::Group => counters.groups += 1,
    }
    stage.note_name(row.kind, &row.name_key, key, true);
    let resource = Resource {
        key,
        kind: row.kind,
        id: row.id,
        version: 1,
        created: at,
        modified: at,
        active: row.active,
        members: 0,
        name_slot: if row.name_is_unique { 0 } else { key },
        name_key: row.name_key.clone(),
        external_id: row.external_id.clone(),
        display: row.display.clone(),
        emails: emails_text(&row.emails),
    };
    stage.put(resource, Some(content(row)));
    stage.name(row.id);
    Ok(())
}

/// Plans the new content of a resource.
pub(super) fn update(stage: &mut Stage<'_>, row: &Row) -> Result<(), Failure> {
    let old = stage.resource(row.kind, row.id).cloned().ok_or(Refusal::Gone)?;
    let name_slot = if row.name_is_unique { 0 } else { old.key };
    let renamed = old.name_key != row.name_key;
    if renamed || old.name_slot != name_slot {
        refuse_taken_name(stage, row, Some(old.key))?;
    }
    if renamed {
        stage.note_name(row.kind, &old.name_key, old.key, false);
        stage.note_name(row.kind, &row.name_key, old.key, true);
    }
    if row.kind == Kind::User && old.active != row.active {
        stage.counters()?.active_users += i64::from(row.active) - i64::from(old.active);
    }
    let version = if stage.has_changed(row.id) { old.version } else { old.version + 1 };
    let resource = Resource {
        version,
        modified: stage.at,
        active: row.active,
        name_slot,
        name_key: row.name_key.clone(),
        external_id: row.external_id.clone(),
        display: row.display.clone(),
        emails: emails_text(&row.emails),
        ..old
    };
    stage.put(resource, Some(content(row)));
    stage.name(row.id);
    Ok(())
}

fn content(row: &Row) -> Content {
    Content { body: row.body.clone(), search_text: search_text(row) }
}

/// A resource whose name must be unique may not share it even with one whose name need not be:
/// the rule may have been switched on after that one was made.
fn refuse_taken_name(stage: &Stage<'_>, row: &Row, own: Option<i64>) -> Result<(), Failure> {
    let name = (stage.directory, row.kind, row.name_key.clone());
    if row.name_is_unique && stage.is_taken(&name, own) {
        return Err(Refusal::NameTaken { kind: row.kind }.into());
    }
    Ok(())
}
