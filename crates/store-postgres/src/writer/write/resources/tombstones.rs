//! The columns of `tombstones`.

use store_sql::derived::packed;
use uuid::Uuid;

use super::super::super::delta::Touched;
use super::super::super::needs::code;
use super::super::super::trip::{Statement, Trip};

/// Resources that are deleted, as they are remembered.
#[derive(Default)]
pub(super) struct Tombstones<'d> {
    pub(super) directories: Vec<i64>,
    pub(super) keys: Vec<i64>,
    ids: Vec<Uuid>,
    kinds: Vec<i16>,
    deleted: Vec<i64>,
    created: Vec<i64>,
    name_keys: Vec<&'d str>,
    external_ids: Vec<Option<&'d str>>,
    member_of: Vec<Vec<u8>>,
    members: Vec<Vec<u8>>,
    bodies: Vec<Option<&'d str>>,
}

impl<'d> Tombstones<'d> {
    pub(super) fn push(&mut self, directory: i64, touched: &'d Touched) {
        let Some(tombstone) = &touched.tombstone else { return };
        let last = &tombstone.last;
        self.directories.push(directory);
        self.keys.push(last.key);
        self.ids.push(last.id.0);
        self.kinds.push(code(last.kind));
        self.deleted.push(tombstone.deleted.as_micros());
        self.created.push(last.created.as_micros());
        self.name_keys.push(&last.name_key);
        self.external_ids.push(last.external_id.as_deref());
        self.member_of.push(packed(&tombstone.member_of));
        self.members.push(packed(&tombstone.members));
        self.bodies.push(touched.content.as_ref().map(|content| content.body.as_str()));
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>, statement: &Statement) {
        trip.run(
            statement,
            &[
                &self.directories,
                &self.keys,
                &self.ids,
                &self.kinds,
                &self.deleted,
                &self.created,
                &self.name_keys,
                &self.external_ids,
                &self.member_of,
                &self.members,
                &self.bodies,
            ],
        );
    }
}
