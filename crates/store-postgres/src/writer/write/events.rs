//! Rows of the feed, and of who is concerned by it.

use tokio_postgres::types::Type;
use uuid::Uuid;

use super::super::delta::Delta;
use super::super::needs::code;
use super::super::trip::{Statement, Trip};

const INSERT: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT2_ARRAY,
        Type::UUID_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
    ],
    sql: "
    INSERT INTO events (directory, position, at, kind, subject_kind, subject_id, cause, data)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::smallint[],
        $6::uuid[], $7::text[], $8::text[])",
};

const CONCERN: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY, Type::INT8_ARRAY],
    sql: "
    INSERT INTO event_subjects (directory, resource_id, position)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[])
    ON CONFLICT DO NOTHING",
};

pub(super) const ALL: &[&Statement] = &[&INSERT, &CONCERN];

/// Events, and the resources they concern.
#[derive(Default)]
pub(super) struct Columns<'d> {
    directories: Vec<i64>,
    positions: Vec<i64>,
    at: Vec<i64>,
    kinds: Vec<&'d str>,
    subject_kinds: Vec<Option<i16>>,
    subject_ids: Vec<Option<Uuid>>,
    causes: Vec<&'d str>,
    data: Vec<&'d str>,
    concerned: Concerned,
}

#[derive(Default)]
struct Concerned {
    directories: Vec<i64>,
    ids: Vec<Uuid>,
    positions: Vec<i64>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self::default();
        for told in &delta.events {
            let (directory, position, entry) = (told.directory.0, told.position.0, &told.entry);
            columns.directories.push(directory);
            columns.positions.push(position);
            columns.at.push(told.at.as_micros());
            columns.kinds.push(entry.kind.name());
            columns.subject_kinds.push(entry.subject.map(|(kind, _)| code(kind)));
            columns.subject_ids.push(entry.subject.map(|(_, id)| id.0));
            columns.causes.push(&told.cause);
            columns.data.push(&entry.data);
            let subject = entry.subject.iter().map(|(_, id)| id);
            for id in subject.chain(&entry.concerned) {
                columns.concerned.directories.push(directory);
                columns.concerned.ids.push(id.0);
                columns.concerned.positions.push(position);
            }
        }
        columns
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        if self.positions.is_empty() {
            return;
        }
        trip.run(
            &INSERT,
            &[
                &self.directories,
                &self.positions,
                &self.at,
                &self.kinds,
                &self.subject_kinds,
                &self.subject_ids,
                &self.causes,
                &self.data,
            ],
        );
        let Concerned { directories, ids, positions } = &self.concerned;
        if !ids.is_empty() {
            trip.run(&CONCERN, &[directories, ids, positions]);
        }
    }
}
