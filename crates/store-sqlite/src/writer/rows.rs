//! Inserts and updates resources, with all that is derived from them.

use directory::change::Refusal;
use directory::id::ResourceId;
use directory::resource::{Kind, Row};
use directory::time::Timestamp;
use store_sql::derived::{emails_text, search_text};

use super::application::{Application, Touched};
use super::declared;
use crate::failure::Failure;

/// Writes a new resource.
pub(super) fn insert(application: &mut Application<'_, '_>, row: &Row) -> Result<(), Failure> {
    add(application, row, 1, application.at)
}

/// Writes a resource that was deleted, and removes its tombstone. The feed has an event for each
/// version that a resource of the directory ever had, so that its next place is above all of them.
pub(super) fn restore(application: &mut Application<'_, '_>, row: &Row) -> Result<(), Failure> {
    let directory = application.directory;
    let created: Option<i64> = application.batch.first(
        "SELECT created FROM tombstones WHERE directory = ?1 AND id = ?2 AND kind = ?3",
        (directory.0, row.id.0.as_bytes(), row.kind.code()),
        |found| found.get(0),
    )?;
    let created = created.ok_or(Refusal::VersionConflict)?;
    let version = application.batch.last_position(directory)?.0 + 1;
    add(application, row, version, Timestamp::from_micros(created))?;
    application.batch.execute(
        "DELETE FROM tombstones WHERE directory = ?1 AND id = ?2",
        (directory.0, row.id.0.as_bytes()),
    )?;
    Ok(())
}

fn add(
    application: &mut Application<'_, '_>,
    row: &Row,
    version: i64,
    created: Timestamp,
) -> Result<(), Failure> {
    let (directory, at) = (application.directory, application.at);
    refuse_taken_name(application, row, None)?;
    let key = application.batch.next_key(directory, row.kind)?;
    let emails = emails_text(&row.emails);
    application.batch.execute(
        "INSERT INTO resources (key, directory, kind, id, version, created, modified, active,
             members, name_key, name_slot, external_id, display, emails, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?11, ?12, ?13, ?14)",
        (
            key,
            directory.0,
            row.kind.code(),
            row.id.0.as_bytes(),
            version,
            created.as_micros(),
            at.as_micros(),
            row.active,
            &row.name_key,
            if row.name_is_unique { 0 } else { key },
            &row.external_id,
            &row.display,
            &emails,
            &row.body,
        ),
    )?;
    insert_emails(application, key, &row.emails)?;
    declared::claim(application, key, row, true)?;
    application
        .batch
        .execute("INSERT INTO search_texts (key, text) VALUES (?1, ?2)", (key, search_text(row)))?;
    match row.kind {
        Kind::User => {
            let count = application.batch.count(directory);
            count.users += 1;
            count.active_users += i64::from(row.active);
        }
        Kind::Group => application.batch.count(directory).groups += 1,
        Kind::Custom(_) => application.batch.count_kind(directory, row.kind).present += 1,
    }
    application.touch(key, changed(row.id, version, created, at));
    Ok(())
}

/// Writes the new content of a resource. What did not change is not written again, so that most
/// updates touch the resource's own page and no index.
pub(super) fn update(application: &mut Application<'_, '_>, row: &Row) -> Result<(), Failure> {
    let (directory, at) = (application.directory, application.at);
    let Some(old) = Old::find(application, row)? else { return Err(Refusal::Gone.into()) };
    let key = old.key;
    let version = if application.has_changed(key) { old.version } else { old.version + 1 };
    let slot = if row.name_is_unique { 0 } else { key };
    let emails = emails_text(&row.emails);
    let renamed = old.name_key != row.name_key;
    if renamed || old.name_slot != slot {
        refuse_taken_name(application, row, Some(key))?;
    }
    let external_changed = old.external_id != row.external_id;
    if renamed || old.name_slot != slot || external_changed || old.active != row.active {
        application.batch.execute(
            "UPDATE resources SET version = ?2, modified = ?3, active = ?4, name_key = ?5,
                 name_slot = ?6, external_id = ?7, display = ?8, emails = ?9, body = ?10
             WHERE key = ?1",
            (
                key,
                version,
                at.as_micros(),
                row.active,
                &row.name_key,
                slot,
                &row.external_id,
                &row.display,
                &emails,
                &row.body,
            ),
        )?;
    } else {
        application.batch.execute(
            "UPDATE resources SET version = ?2, modified = ?3, display = ?4, emails = ?5,
                 body = ?6
             WHERE key = ?1",
            (key, version, at.as_micros(), &row.display, &emails, &row.body),
        )?;
    }
    declared::claim(application, key, row, false)?;
    let emails_changed = old.emails != emails;
    if emails_changed {
        delete_emails(application, key, old.emails.as_deref())?;
        insert_emails(application, key, &row.emails)?;
    }
    if renamed || emails_changed || old.display != row.display {
        application
            .batch
            .execute("UPDATE search_texts SET text = ?2 WHERE key = ?1", (key, search_text(row)))?;
    }
    if old.display != row.display {
        application.batch.execute(
            "UPDATE members SET display = ?2 WHERE member_key = ?1 AND display_given = 0",
            (key, &row.display),
        )?;
    }
    if row.kind == Kind::User {
        application.batch.count(directory).active_users +=
            i64::from(row.active) - i64::from(old.active);
    }
    application.touch(key, changed(row.id, version, old.created, at));
    Ok(())
}

/// What an update must know of the row before it.
struct Old {
    key: i64,
    version: i64,
    created: Timestamp,
    active: bool,
    name_key: String,
    name_slot: i64,
    external_id: Option<String>,
    display: String,
    emails: Option<String>,
}

impl Old {
    fn find(application: &Application<'_, '_>, row: &Row) -> Result<Option<Old>, Failure> {
        application.batch.first(
            "SELECT key, version, created, active, name_key, name_slot, external_id, display,
                 emails
             FROM resources WHERE directory = ?1 AND id = ?2 AND kind = ?3",
            (application.directory.0, row.id.0.as_bytes(), row.kind.code()),
            |found| {
                Ok(Old {
                    key: found.get(0)?,
                    version: found.get(1)?,
                    created: Timestamp::from_micros(found.get(2)?),
                    active: found.get(3)?,
                    name_key: found.get(4)?,
                    name_slot: found.get(5)?,
                    external_id: found.get(6)?,
                    display: found.get(7)?,
                    emails: found.get(8)?,
                })
            },
        )
    }
}

/// A resource that was named by the change set and changed by it.
pub(super) fn changed(
    id: ResourceId,
    version: i64,
    created: Timestamp,
    modified: Timestamp,
) -> Touched {
    Touched { id, version, created, modified, changed: true, named: true, gone: false }
}

/// A resource whose name must be unique may not share it even with one whose name need not be:
/// the rule may have been switched on after that one was made.
fn refuse_taken_name(
    application: &Application<'_, '_>,
    row: &Row,
    own: Option<i64>,
) -> Result<(), Failure> {
    if !row.name_is_unique {
        return Ok(());
    }
    let other: Option<i64> = application.batch.first(
        "SELECT key FROM resources
         WHERE directory = ?1 AND kind = ?2 AND name_key = ?3 AND key IS NOT ?4 LIMIT 1",
        (application.directory.0, row.kind.code(), &row.name_key, own),
        |found| found.get(0),
    )?;
    match other {
        Some(_) => Err(Refusal::NameTaken { kind: row.kind }.into()),
        None => Ok(()),
    }
}

fn insert_emails(
    application: &Application<'_, '_>,
    key: i64,
    emails: &[String],
) -> Result<(), Failure> {
    for value in emails {
        application.batch.execute(
            "INSERT OR IGNORE INTO emails (directory, value, key) VALUES (?1, ?2, ?3)",
            (application.directory.0, value, key),
        )?;
    }
    Ok(())
}

/// Removes the rows of the values that the column `emails` tells.
pub(super) fn delete_emails(
    application: &Application<'_, '_>,
    key: i64,
    emails: Option<&str>,
) -> Result<(), Failure> {
    let values: Vec<String> = emails.map(serde_json::from_str).transpose()?.unwrap_or_default();
    for value in values {
        application.batch.execute(
            "DELETE FROM emails WHERE directory = ?1 AND value = ?2 AND key = ?3",
            (application.directory.0, value, key),
        )?;
    }
    Ok(())
}
