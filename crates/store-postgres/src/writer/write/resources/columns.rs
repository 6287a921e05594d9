//! The columns of `resources`.

use uuid::Uuid;

use super::super::super::delta::Content;
use super::super::super::known::Resource;
use super::super::super::needs::code;
use super::super::super::trip::{Statement, Trip, Value};

/// Whole rows.
#[derive(Default)]
pub(super) struct Rows<'d> {
    directories: Vec<i64>,
    keys: Vec<i64>,
    kinds: Vec<i16>,
    active: Vec<i16>,
    ids: Vec<Uuid>,
    versions: Vec<i64>,
    created: Vec<i64>,
    modified: Vec<i64>,
    members: Vec<i64>,
    name_slots: Vec<i64>,
    name_keys: Vec<&'d str>,
    external_ids: Vec<Option<&'d str>>,
    displays: Vec<&'d str>,
    emails: Vec<Option<&'d str>>,
    bodies: Vec<&'d str>,
}

impl<'d> Rows<'d> {
    pub(super) fn push(&mut self, directory: i64, resource: &'d Resource, content: &'d Content) {
        self.directories.push(directory);
        self.keys.push(resource.key);
        self.kinds.push(code(resource.kind));
        self.active.push(i16::from(resource.active));
        self.ids.push(resource.id.0);
        self.versions.push(resource.version);
        self.created.push(resource.created.as_micros());
        self.modified.push(resource.modified.as_micros());
        self.members.push(resource.members);
        self.name_slots.push(resource.name_slot);
        self.name_keys.push(&resource.name_key);
        self.external_ids.push(resource.external_id.as_deref());
        self.displays.push(&resource.display);
        self.emails.push(resource.emails.as_deref());
        self.bodies.push(&content.body);
    }

    /// Adds a statement that takes whole rows, and after them `others`.
    pub(super) fn add_to<'t>(
        &'t self,
        trip: &mut Trip<'t>,
        statement: &Statement,
        others: &[Value<'t>],
    ) {
        if self.keys.is_empty() {
            return;
        }
        let rows: [Value<'t>; 15] = [
            &self.directories,
            &self.keys,
            &self.kinds,
            &self.active,
            &self.ids,
            &self.versions,
            &self.created,
            &self.modified,
            &self.members,
            &self.name_slots,
            &self.name_keys,
            &self.external_ids,
            &self.displays,
            &self.emails,
            &self.bodies,
        ];
        trip.run(statement, &[&rows[..], others].concat());
    }
}

/// What changes of a group whose members change.
#[derive(Default)]
pub(super) struct Counts {
    directories: Vec<i64>,
    keys: Vec<i64>,
    versions: Vec<i64>,
    modified: Vec<i64>,
    members: Vec<i64>,
}

impl Counts {
    pub(super) fn push(&mut self, directory: i64, group: &Resource) {
        self.directories.push(directory);
        self.keys.push(group.key);
        self.versions.push(group.version);
        self.modified.push(group.modified.as_micros());
        self.members.push(group.members);
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>, statement: &Statement) {
        if self.keys.is_empty() {
            return;
        }
        let Self { directories, keys, versions, modified, members } = self;
        trip.run(statement, &[directories, keys, versions, modified, members]);
    }
}
