//! What is missing among the numbers of resources: see [`store_sql::gaps`].

use std::collections::BTreeMap;

use store_sql::gaps::{WIDTHS, span};
use store_sql::key;

use super::super::super::delta::Delta;
use super::super::super::needs::code;
use super::super::super::trip::Trip;
use super::sql;

/// By how much the numbers that are missing in a span grow.
#[derive(Default)]
pub(super) struct Gaps {
    directories: Vec<i64>,
    kinds: Vec<i16>,
    widths: Vec<i64>,
    spans: Vec<i64>,
    removed: Vec<i64>,
}

impl Gaps {
    pub(super) fn of(delta: &Delta) -> Self {
        let mut missing: BTreeMap<_, i64> = BTreeMap::new();
        for ((directory, _), touched) in &delta.resources {
            let Some(tombstone) = &touched.tombstone else { continue };
            let (kind, number) = (tombstone.last.kind, key::sequence(tombstone.last.key));
            for width in WIDTHS {
                *missing.entry((*directory, kind, width, span(number, width))).or_default() += 1;
            }
        }
        let mut gaps = Self::default();
        // In one order on every node, so that no two wait for each other.
        for ((directory, kind, width, span), removed) in missing {
            gaps.directories.push(directory.0);
            gaps.kinds.push(code(kind));
            gaps.widths.push(width);
            gaps.spans.push(span);
            gaps.removed.push(removed);
        }
        gaps
    }

    pub(super) fn add_to<'t>(&'t self, trip: &mut Trip<'t>) {
        let Self { directories, kinds, widths, spans, removed } = self;
        if !removed.is_empty() {
            trip.run(&sql::MISS, &[directories, kinds, widths, spans, removed]);
        }
    }
}
