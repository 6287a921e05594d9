//! Applies a change set: preconditions, writes, membership deltas, events.

use directory::change::{ChangeSet, Committed, CommittedResource, Precondition, Refusal, Write};
use store_sql::feed::Entry;

use super::application::Application;
use super::batch::Batch;
use super::{declared, delete, events, learned, links, members, rows, types};
use crate::failure::Failure;

/// Applies a change set within the open transaction.
pub(crate) fn apply(batch: &mut Batch<'_>, change: &ChangeSet) -> Result<Committed, Failure> {
    let cause = serde_json::to_string(&change.cause)?;
    let mut application = Application::new(batch, change.directory, change.at);
    for precondition in &change.preconditions {
        check(&application, precondition)?;
    }
    if change.writes.iter().any(writes_row) {
        declared::check(application.batch, change.directory, change.declared)?;
    }
    if change.writes.iter().any(types::is_of_type) {
        types::check(application.batch, change.directory, change.types)?;
    }
    for write in &change.writes {
        self::write(&mut application, write)?;
    }
    members::apply_all(&mut application, &change.memberships)?;

    let Application { batch, touched, departures, arrivals, .. } = application;
    let own = change.events.iter().map(Entry::from);
    let mut position = None;
    // Who follows the feed must hear of a group before of its members, and of a member's leaving
    // before of its end.
    for entry in departures.into_iter().chain(own).chain(arrivals) {
        position = Some(events::append(batch, change.directory, change.at, &cause, &entry)?);
    }
    let resources = touched
        .into_iter()
        .filter(|touched| touched.named && !touched.gone)
        .map(|touched| CommittedResource {
            id: touched.id,
            version: touched.version,
            created: touched.created,
            modified: touched.modified,
            changed: touched.changed,
        })
        .collect();
    Ok(Committed { resources, position })
}

fn writes_row(write: &Write) -> bool {
    matches!(write, Write::Insert(_) | Write::Update(_) | Write::Restore(_))
}

fn check(application: &Application<'_, '_>, precondition: &Precondition) -> Result<(), Failure> {
    let (kind, id, expected) = match precondition {
        Precondition::Version { kind, id, version } => (*kind, *id, Some(*version)),
        Precondition::Exists { kind, id } => (*kind, *id, None),
        Precondition::Unbound { user, provider } => {
            return links::refuse_bound(application, *user, provider);
        }
    };
    let found: Option<i64> = application.batch.first(
        "SELECT version FROM resources WHERE directory = ?1 AND id = ?2 AND kind = ?3",
        (application.directory.0, id.0.as_bytes(), kind.code()),
        |row| row.get(0),
    )?;
    match (found, expected) {
        (None, _) => Err(Refusal::Gone.into()),
        (Some(found), Some(expected)) if found != expected => Err(Refusal::VersionConflict.into()),
        _ => Ok(()),
    }
}

fn write(application: &mut Application<'_, '_>, write: &Write) -> Result<(), Failure> {
    match write {
        Write::Insert(row) => rows::insert(application, row),
        Write::Update(row) => rows::update(application, row),
        Write::Restore(row) => rows::restore(application, row),
        Write::Delete { kind, id } => delete::delete(application, *kind, *id),
        Write::Learn { kind, attributes, level } => {
            learned::learn(application, *kind, attributes, *level)
        }
        Write::Declare { change, level, unique } => {
            declared::declare(application, change, *level, unique)
        }
        Write::Link { link, from } => links::link(application, link, *from),
        Write::VerifiedDomains(domains) => links::verified_domains(application, domains),
        Write::ChangeType { change, level, unique, empty } => {
            types::change(application, change, *level, unique, *empty)
        }
        Write::InsertToken(token) => {
            crate::port::tokens::insert(application.batch, token)?;
            application.batch.revise();
            Ok(())
        }
        Write::RevokeToken(token) => {
            let changed = application.batch.execute(
                "DELETE FROM infra_tokens WHERE directory = ?1 AND id = ?2",
                (application.directory.0, token.0.as_bytes()),
            )?;
            if changed == 0 {
                return Err(Refusal::Gone.into());
            }
            application.batch.revise();
            Ok(())
        }
        Write::Settings(settings) => {
            let changed = application.batch.execute(
                "UPDATE directories SET settings = ?2 WHERE id = ?1",
                (application.directory.0, serde_json::to_string(settings)?),
            )?;
            if changed == 0 {
                return Err(Refusal::Gone.into());
            }
            application.batch.revise();
            Ok(())
        }
    }
}
