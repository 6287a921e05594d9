//! What every node holds in memory, and where lists have gaps.

mod gaps;
mod links;
mod sql;
mod tokens;

use super::super::delta::Delta;
use super::super::needs::code;
use super::super::trip::{Statement, Trip};
use gaps::Gaps;
use links::Links;
use tokens::Tokens;

pub(super) const ALL: [&[&Statement]; 2] = [OWN, links::ALL];

const OWN: &[&Statement] = &[
    &sql::COUNT_KINDS,
    &sql::MISS,
    &sql::LEARN,
    &sql::INSERT_TOKENS,
    &sql::REVOKE_TOKENS,
    &sql::SETTINGS,
];

/// Everything that is not a resource, a membership or part of the feed.
#[derive(Default)]
pub(super) struct Columns<'d> {
    kinds: ByKind,
    gaps: Gaps,
    learned: Learned<'d>,
    links: Links<'d>,
    tokens: Tokens<'d>,
    settings_of: Vec<i64>,
    settings: Vec<&'d str>,
    revised: bool,
}

#[derive(Default)]
struct ByKind {
    directories: Vec<i64>,
    kinds: Vec<i16>,
    present: Vec<i64>,
    removed: Vec<i64>,
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
        for ((directory, kind), counters) in &delta.kind_counters {
            let columns = &mut columns.kinds;
            columns.directories.push(directory.0);
            columns.kinds.push(code(*kind));
            columns.present.push(counters.present);
            columns.removed.push(counters.removed);
        }
        for learned in &delta.learned {
            let columns = &mut columns.learned;
            columns.directories.push(learned.directory.0);
            columns.sequences.push(learned.sequence);
            columns.kinds.push(code(learned.kind));
            columns.texts.push(&learned.text);
        }
        columns.gaps = Gaps::of(delta);
        columns.links = Links::of(delta);
        columns.tokens = Tokens::of(delta);
        for (directory, text) in &delta.settings {
            columns.settings_of.push(directory.0);
            columns.settings.push(text);
        }
        columns
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let ByKind { directories, kinds, present, removed } = &self.kinds;
        if !kinds.is_empty() {
            trip.run(&sql::COUNT_KINDS, &[directories, kinds, present, removed]);
        }
        let Learned { directories, sequences, kinds, texts } = &self.learned;
        if !texts.is_empty() {
            trip.run(&sql::LEARN, &[directories, sequences, kinds, texts]);
        }
        self.gaps.add_to(trip);
        self.links.add_to(trip);
        self.tokens.add_to(trip);
        if !self.settings.is_empty() {
            trip.run(&sql::SETTINGS, &[&self.settings_of, &self.settings]);
        }
        if self.revised {
            trip.batch(sql::REVISE);
        }
    }
}
