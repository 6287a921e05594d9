//! Plans new resources and new content of resources.

use directory::change::Refusal;
use directory::resource::{Kind, Row};
use directory::schemas::UniqueValue;
use directory::time::Timestamp;
use store_sql::derived::{emails_text, search_text};
use store_sql::key;

use super::delta::{Content, Held};
use super::known::Resource;
use super::stage::Stage;
use crate::failure::Failure;

/// Plans a new resource.
pub(super) fn insert(stage: &mut Stage<'_>, row: &Row) -> Result<(), Failure> {
    let at = stage.at;
    add(stage, row, 1, at)
}

/// Plans a resource that was deleted, and the end of its tombstone. The feed has an event for each
/// version that a resource of the directory ever had, so that its next place is above all of them.
pub(super) fn restore(stage: &mut Stage<'_>, row: &Row) -> Result<(), Failure> {
    let created = stage.buried(row.kind, row.id).ok_or(Refusal::VersionConflict)?;
    let version = stage.counters()?.position + 1;
    add(stage, row, version, created)?;
    stage.touch(row.id).is_restored = true;
    Ok(())
}

fn add(stage: &mut Stage<'_>, row: &Row, version: i64, created: Timestamp) -> Result<(), Failure> {
    refuse_taken_name(stage, row, None)?;
    let at = stage.at;
    let keys = key::resources(stage.directory, row.kind);
    let counters = stage.counters()?;
    // The number of a deleted resource is never given again.
    let mut key = keys.start + counters.ever_created(row.kind) + 1;
    match row.kind {
        Kind::User => {
            counters.users += 1;
            counters.active_users += i64::from(row.active);
        }
        Kind::Group => counters.groups += 1,
        Kind::Custom(_) => {
            let counters = stage.kind_counters(row.kind);
            key += counters.present + counters.removed;
            counters.present += 1;
        }
    }
    claim(stage, row, key)?;
    stage.note_name(row.kind, &row.name_key, key, true);
    let resource = Resource {
        key,
        kind: row.kind,
        id: row.id,
        version,
        created,
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
    claim(stage, row, old.key)?;
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

/// Takes the values that the resource wants to have alone, in the place of those that it had.
fn claim(stage: &mut Stage<'_>, row: &Row, key: i64) -> Result<(), Failure> {
    let Some(wanted) = &row.unique else {
        return Ok(());
    };
    let mut values = Vec::with_capacity(wanted.len());
    for UniqueValue { attribute, value, is_kept } in wanted {
        let unique = (stage.directory, row.kind, attribute.clone(), value.clone());
        match (stage.is_value_taken(&unique, key), is_kept) {
            (false, _) => values.push((attribute.clone(), value.clone())),
            (true, true) => {}
            (true, false) => {
                let attribute = attribute.clone();
                return Err(Refusal::ValueTaken { kind: row.kind, attribute }.into());
            }
        }
    }
    stage.hold(row.id, Held { key, kind: row.kind, values });
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
