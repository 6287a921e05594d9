//! Rows of users and groups, and of what is derived from them.

mod columns;
mod emails;
mod sql;
mod tombstones;

use uuid::Uuid;

use super::super::delta::Delta;
use super::super::trip::{Statement, Trip};
use columns::{Counts, Rows};
use emails::Emails;
use tombstones::Tombstones;

pub(super) const ALL: &[&Statement] = &[
    &sql::INSERT,
    &sql::UPDATE,
    &sql::UPDATE_COUNTS,
    &sql::DELETE,
    &sql::UPDATE_SEARCH_TEXTS,
    &sql::DELETE_SEARCH_TEXTS,
    &sql::INSERT_EMAILS,
    &sql::DELETE_EMAILS,
    &sql::BURY,
    &sql::UNEARTH,
];

/// What happens to resources, as columns.
#[derive(Default)]
pub(super) struct Columns<'d> {
    inserted: Rows<'d>,
    updated: Rows<'d>,
    /// Groups of which only the members changed.
    counted: Counts,
    /// Resources whose search text changed.
    found_otherwise: Texts<'d>,
    /// The search texts of the inserted.
    first_texts: Vec<&'d str>,
    old_emails: Emails<'d>,
    new_emails: Emails<'d>,
    deleted: Tombstones<'d>,
    restored: Restored,
}

/// Who comes back, and has no tombstone any more.
#[derive(Default)]
struct Restored {
    directories: Vec<i64>,
    ids: Vec<Uuid>,
}

/// Search texts.
#[derive(Default)]
struct Texts<'d> {
    directories: Vec<i64>,
    keys: Vec<i64>,
    values: Vec<&'d str>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self::default();
        for ((directory, _), touched) in &delta.resources {
            let directory = directory.0;
            let (before, now) = (touched.before.as_ref(), touched.now.as_ref());
            if touched.is_restored
                && let Some(now) = now
            {
                columns.restored.directories.push(directory);
                columns.restored.ids.push(now.id.0);
            }
            match (before, now, &touched.content) {
                (None, Some(now), Some(content)) => {
                    columns.inserted.push(directory, now, content);
                    columns.first_texts.push(&content.search_text);
                }
                (Some(before), Some(now), Some(content)) => {
                    columns.updated.push(directory, now, content);
                    let is_found_otherwise = before.name_key != now.name_key
                        || before.display != now.display
                        || before.emails != now.emails;
                    if is_found_otherwise {
                        columns.found_otherwise.push(directory, now.key, &content.search_text);
                    }
                }
                (Some(_), Some(now), None) => columns.counted.push(directory, now),
                (_, None, _) => columns.deleted.push(directory, touched),
                // What comes into being has content.
                (None, Some(_), None) => {}
            }
            let emails = |resource: Option<&'d super::super::known::Resource>| {
                resource.and_then(|resource| Some((resource.key, resource.emails.as_deref()?)))
            };
            // Whoever comes is inserted with theirs.
            let is_new = before.is_none();
            if !is_new && emails(before).map(|(_, text)| text) != emails(now).map(|(_, text)| text)
            {
                columns.old_emails.push(directory, emails(before));
                columns.new_emails.push(directory, emails(now));
            }
        }
        columns
    }

    pub(super) fn remove<'t>(&'t self, trip: &mut Trip<'t>) {
        self.old_emails.add_to(trip, &sql::DELETE_EMAILS);
        let Tombstones { directories, keys, .. } = &self.deleted;
        if !keys.is_empty() {
            self.deleted.add_to(trip, &sql::BURY);
            trip.run(&sql::DELETE_SEARCH_TEXTS, &[directories, keys]);
            trip.run(&sql::DELETE, &[directories, keys]);
        }
        let Restored { directories, ids } = &self.restored;
        if !ids.is_empty() {
            trip.run(&sql::UNEARTH, &[directories, ids]);
        }
    }

    pub(super) fn update<'t>(&'t self, trip: &mut Trip<'t>) {
        self.updated.add_to(trip, &sql::UPDATE, &[]);
        self.counted.add_to(trip, &sql::UPDATE_COUNTS);
        self.found_otherwise.add_to(trip, &sql::UPDATE_SEARCH_TEXTS);
    }

    pub(super) fn insert<'t>(&'t self, trip: &mut Trip<'t>) {
        self.inserted.add_to(trip, &sql::INSERT, &[&self.first_texts]);
        self.new_emails.add_to(trip, &sql::INSERT_EMAILS);
    }
}

impl<'d> Texts<'d> {
    fn push(&mut self, directory: i64, key: i64, text: &'d str) {
        self.directories.push(directory);
        self.keys.push(key);
        self.values.push(text);
    }

    fn add_to<'t>(&'t self, trip: &mut Trip<'t>, statement: &Statement) {
        if !self.keys.is_empty() {
            trip.run(statement, &[&self.directories, &self.keys, &self.values]);
        }
    }
}
