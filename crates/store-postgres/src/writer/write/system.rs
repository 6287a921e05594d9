//! Counters, the chart of changes, and what every node holds in memory.

mod gaps;
mod sql;
mod tokens;

use super::super::delta::Delta;
use super::super::needs::code;
use super::super::trip::{Statement, Trip};
use gaps::Gaps;
use tokens::Tokens;

pub(super) const ALL: &[&Statement] = &[
    &sql::COUNT,
    &sql::CHART,
    &sql::MISS,
    &sql::LEARN,
    &sql::INSERT_TOKENS,
    &sql::REVOKE_TOKENS,
    &sql::SETTINGS,
];

/// Everything that is not a resource, a membership or an event.
#[derive(Default)]
pub(super) struct Columns<'d> {
    counters: Counters,
    activity: Activity,
    gaps: Gaps,
    learned: Learned<'d>,
    tokens: Tokens<'d>,
    settings_of: Vec<i64>,
    settings: Vec<&'d str>,
    revised: bool,
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

#[derive(Default)]
struct Activity {
    directories: Vec<i64>,
    hours: Vec<i64>,
    buckets: Vec<i16>,
    changes: Vec<i64>,
}

#[derive(Default)]
struct Learned<'d> {
    directories: Vec<i64>,
    sequences: Vec<i64>,
    kinds: Vec<i16>,
    texts: Vec<&'d str>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self { revised: delta.revised, ..Self::default() };
        for (directory, counters) in &delta.counters {
            let columns = &mut columns.counters;
            columns.directories.push(directory.0);
            columns.users.push(counters.users);
            columns.active_users.push(counters.active_users);
            columns.groups.push(counters.groups);
            columns.nested.push(counters.nested);
            columns.removed_users.push(counters.removed_users);
            columns.removed_groups.push(counters.removed_groups);
            columns.positions.push(counters.position);
        }
        for ((directory, hour, bucket), changes) in &delta.activity {
            let columns = &mut columns.activity;
            columns.directories.push(directory.0);
            columns.hours.push(*hour);
            columns.buckets.push(i16::try_from(*bucket).unwrap_or(i16::MAX));
            columns.changes.push(*changes);
        }
        for learned in &delta.learned {
            let columns = &mut columns.learned;
            columns.directories.push(learned.directory.0);
            columns.sequences.push(learned.sequence);
            columns.kinds.push(code(learned.kind));
            columns.texts.push(&learned.text);
        }
        columns.gaps = Gaps::of(delta);
        columns.tokens = Tokens::of(delta);
        for (directory, text) in &delta.settings {
            columns.settings_of.push(directory.0);
            columns.settings.push(text);
        }
        columns
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let it = &self.counters;
        if !it.directories.is_empty() {
            trip.run(
                &sql::COUNT,
                &[
                    &it.directories,
                    &it.users,
                    &it.active_users,
                    &it.groups,
                    &it.nested,
                    &it.removed_users,
                    &it.removed_groups,
                    &it.positions,
                ],
            );
        }
        let Activity { directories, hours, buckets, changes } = &self.activity;
        if !changes.is_empty() {
            trip.run(&sql::CHART, &[directories, hours, buckets, changes]);
        }
        let Learned { directories, sequences, kinds, texts } = &self.learned;
        if !texts.is_empty() {
            trip.run(&sql::LEARN, &[directories, sequences, kinds, texts]);
        }
        self.gaps.add_to(trip);
        self.tokens.add_to(trip);
        if !self.settings.is_empty() {
            trip.run(&sql::SETTINGS, &[&self.settings_of, &self.settings]);
        }
        if self.revised {
            trip.batch(sql::REVISE);
        }
    }
}
