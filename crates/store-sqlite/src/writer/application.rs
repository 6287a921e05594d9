//! A change set on its way into the database: what it is applied to, and what it has touched.

use std::collections::HashMap;

use directory::id::{DirectoryId, ResourceId};
use directory::time::Timestamp;
use store_sql::feed::Entry;

use super::batch::Batch;

/// A change set that is being applied.
pub(super) struct Application<'b, 'c> {
    pub(super) batch: &'b mut Batch<'c>,
    pub(super) directory: DirectoryId,
    pub(super) at: Timestamp,
    /// The resources touched so far, in order.
    pub(super) touched: Vec<Touched>,
    index: HashMap<i64, usize>,
    /// Events of members that leave because they or their groups are deleted.
    pub(super) departures: Vec<Entry>,
    /// Events of membership deltas.
    pub(super) arrivals: Vec<Entry>,
}

/// A resource that the change set has to do with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    pub(super) id: ResourceId,
    pub(super) version: i64,
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) changed: bool,
    /// Whether the change set names it: only then it is reported.
    pub(super) named: bool,
    pub(super) gone: bool,
}

impl<'b, 'c> Application<'b, 'c> {
    /// Nothing applied yet.
    pub(super) fn new(batch: &'b mut Batch<'c>, directory: DirectoryId, at: Timestamp) -> Self {
        Self {
            batch,
            directory,
            at,
            touched: Vec::new(),
            index: HashMap::new(),
            departures: Vec::new(),
            arrivals: Vec::new(),
        }
    }

    /// Notes what became of a resource. A second note of the same resource replaces the first, but
    /// what was named or changed stays so.
    pub(super) fn touch(&mut self, key: i64, now: Touched) {
        if let Some(known) = self.index.get(&key).and_then(|at| self.touched.get_mut(*at)) {
            let (changed, named) = (known.changed || now.changed, known.named || now.named);
            *known = Touched { changed, named, ..now };
        } else {
            self.index.insert(key, self.touched.len());
            self.touched.push(now);
        }
    }

    /// Whether this change set has changed the resource already: its version grows only once.
    pub(super) fn has_changed(&self, key: i64) -> bool {
        self.index
            .get(&key)
            .and_then(|at| self.touched.get(*at))
            .is_some_and(|touched| touched.changed)
    }

    /// Forgets a key that a deleted resource has left: a later insert may be given it.
    pub(super) fn forget(&mut self, key: i64) {
        if let Some(at) = self.index.remove(&key)
            && let Some(touched) = self.touched.get_mut(at)
        {
            touched.gone = true;
        }
    }
}
