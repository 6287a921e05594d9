//! The feed: events, whom they concern, the chart of changes, and the counters, which tell how far
//! the feed has come.

use tokio_postgres::types::Type;
use uuid::Uuid;

use super::super::delta::Delta;
use super::super::needs::code;
use super::super::trip::{Statement, Trip, Value};

/// Nearly every change writes all of these, each into a table of its own: one statement with one
/// answer, where there could be four. The counters' row is locked since the transaction began, so
/// that what was counted from it is right.
const FEED: Statement = Statement {
    types: &[
        // events
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT2_ARRAY,
        Type::UUID_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        // event_subjects
        Type::INT8_ARRAY,
        Type::UUID_ARRAY,
        Type::INT8_ARRAY,
        // activity
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT2_ARRAY,
        Type::INT8_ARRAY,
        // counters
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
    ],
    sql: "
    WITH told AS (
        INSERT INTO events (directory, position, at, kind, subject_kind, subject_id, cause, data)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[],
            $5::smallint[], $6::uuid[], $7::text[], $8::text[])
    ), concerned AS (
        INSERT INTO event_subjects (directory, resource_id, position)
        SELECT * FROM unnest($9::bigint[], $10::uuid[], $11::bigint[])
        ON CONFLICT DO NOTHING
    ), charted AS (
        INSERT INTO activity AS a (directory, hour, bucket, changes)
        SELECT * FROM unnest($12::bigint[], $13::bigint[], $14::smallint[], $15::bigint[])
        ON CONFLICT (directory, hour, bucket) DO UPDATE SET changes = a.changes + excluded.changes
    )
    UPDATE counters AS c
    SET users = w.users, active_users = w.active_users, groups = w.groups, nested = w.nested,
        removed_users = w.removed_users, removed_groups = w.removed_groups, position = w.position
    FROM unnest($16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[],
        $21::bigint[], $22::bigint[], $23::bigint[])
        AS w (directory, users, active_users, groups, nested, removed_users, removed_groups,
            position)
    WHERE c.directory = w.directory",
};

pub(super) const ALL: &[&Statement] = &[&FEED];

/// The feed as columns.
#[derive(Default)]
pub(super) struct Columns<'d> {
    events: Events<'d>,
    concerned: Concerned,
    activity: Activity,
    counters: Counters,
}

#[derive(Default)]
struct Events<'d> {
    directories: Vec<i64>,
    positions: Vec<i64>,
    at: Vec<i64>,
    kinds: Vec<&'d str>,
    subject_kinds: Vec<Option<i16>>,
    subject_ids: Vec<Option<Uuid>>,
    causes: Vec<&'d str>,
    data: Vec<&'d str>,
}

#[derive(Default)]
struct Concerned {
    directories: Vec<i64>,
    ids: Vec<Uuid>,
    positions: Vec<i64>,
}

#[derive(Default)]
struct Activity {
    directories: Vec<i64>,
    hours: Vec<i64>,
    buckets: Vec<i16>,
    changes: Vec<i64>,
}

#[derive(Default)]
struct Counters {
    directories: Vec<i64>,
    users: Vec<i64>,
    active_users: Vec<i64>,
    groups: Vec<i64>,
    nested: Vec<i64>,
    removed_users: Vec<i64>,
    removed_groups: Vec<i64>,
    positions: Vec<i64>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self::default();
        let Self { events, concerned, activity, counters } = &mut columns;
        for told in &delta.events {
            let (directory, position, entry) = (told.directory.0, told.position.0, &told.entry);
            events.directories.push(directory);
            events.positions.push(position);
            events.at.push(told.at.as_micros());
            events.kinds.push(entry.kind.name());
            events.subject_kinds.push(entry.subject.map(|(kind, _)| code(kind)));
            events.subject_ids.push(entry.subject.map(|(_, id)| id.0));
            events.causes.push(&told.cause);
            events.data.push(&entry.data);
            let subject = entry.subject.iter().map(|(_, id)| id);
            for id in subject.chain(&entry.concerned) {
                concerned.directories.push(directory);
                concerned.ids.push(id.0);
                concerned.positions.push(position);
            }
        }
        for ((directory, hour, bucket), changes) in &delta.activity {
            activity.directories.push(directory.0);
            activity.hours.push(*hour);
            activity.buckets.push(i16::try_from(*bucket).unwrap_or(i16::MAX));
            activity.changes.push(*changes);
        }
        for (directory, now) in &delta.counters {
            counters.directories.push(directory.0);
            counters.users.push(now.users);
            counters.active_users.push(now.active_users);
            counters.groups.push(now.groups);
            counters.nested.push(now.nested);
            counters.removed_users.push(now.removed_users);
            counters.removed_groups.push(now.removed_groups);
            counters.positions.push(now.position);
        }
        columns
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let Self { events, concerned, activity, counters } = self;
        if counters.directories.is_empty()
            && events.positions.is_empty()
            && activity.changes.is_empty()
        {
            return;
        }
        let told: [Value<'t>; 8] = [
            &events.directories,
            &events.positions,
            &events.at,
            &events.kinds,
            &events.subject_kinds,
            &events.subject_ids,
            &events.causes,
            &events.data,
        ];
        let concerned: [Value<'t>; 3] =
            [&concerned.directories, &concerned.ids, &concerned.positions];
        let charted: [Value<'t>; 4] =
            [&activity.directories, &activity.hours, &activity.buckets, &activity.changes];
        let counted: [Value<'t>; 8] = [
            &counters.directories,
            &counters.users,
            &counters.active_users,
            &counters.groups,
            &counters.nested,
            &counters.removed_users,
            &counters.removed_groups,
            &counters.positions,
        ];
        trip.run(&FEED, &[&told[..], &concerned, &charted, &counted].concat());
    }
}
