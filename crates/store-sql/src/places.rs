//! Remembered places in unfiltered lists, so that a page deep in a list of a million does not walk
//! over all that comes before it.

use std::collections::{BTreeMap, HashMap};

use directory::id::DirectoryId;
use directory::resource::Kind;
use parking_lot::Mutex;

/// How many places are remembered of one list.
const PLACES_PER_LIST: usize = 256;

/// Of how many lists places are remembered.
const LISTS: usize = 1_024;

/// How many resources stand before a key, for some keys of each list.
///
/// New resources come last and change no place; a deletion may change all of them. The number of
/// deletions that ever happened, read in the snapshot of the page, therefore tells whether the
/// places are right.
#[derive(Default)]
pub struct Places {
    lists: Mutex<HashMap<(DirectoryId, Kind), List>>,
}

#[derive(Default)]
struct List {
    deletions: i64,
    /// From the number of resources before a place to the key that the place is after.
    after: BTreeMap<u64, i64>,
}

impl Places {
    /// The last remembered place that is not beyond `offset`: how many come before it, and the key
    /// that it is after.
    pub fn before(
        &self,
        directory: DirectoryId,
        kind: Kind,
        deletions: i64,
        offset: u64,
    ) -> Option<(u64, i64)> {
        let lists = self.lists.lock();
        let list = lists.get(&(directory, kind)).filter(|list| list.deletions == deletions)?;
        list.after.range(..=offset).next_back().map(|(before, key)| (*before, *key))
    }

    /// Remembers that `before` resources end with `key`.
    pub fn remember(
        &self,
        directory: DirectoryId,
        kind: Kind,
        deletions: i64,
        before: u64,
        key: i64,
    ) {
        let mut lists = self.lists.lock();
        if lists.len() >= LISTS && !lists.contains_key(&(directory, kind)) {
            lists.clear();
        }
        let list = lists.entry((directory, kind)).or_default();
        // A reader with an older snapshot must not undo what a newer one has found.
        if deletions < list.deletions {
            return;
        }
        if deletions > list.deletions {
            list.after.clear();
            list.deletions = deletions;
        }
        if list.after.len() >= PLACES_PER_LIST && !list.after.contains_key(&before) {
            // Every other place is given up, so that those that stay are spread over the list.
            let mut keep = false;
            list.after.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
        list.after.insert(before, key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIRECTORY: DirectoryId = DirectoryId(1);

    #[test]
    fn a_deletion_makes_places_void() {
        let places = Places::default();
        places.remember(DIRECTORY, Kind::User, 0, 100, 7);
        assert_eq!(places.before(DIRECTORY, Kind::User, 0, 150), Some((100, 7)));
        assert_eq!(places.before(DIRECTORY, Kind::User, 0, 99), None);
        assert_eq!(places.before(DIRECTORY, Kind::Group, 0, 150), None);
        assert_eq!(places.before(DIRECTORY, Kind::User, 1, 150), None);
        places.remember(DIRECTORY, Kind::User, 1, 50, 6);
        assert_eq!(places.before(DIRECTORY, Kind::User, 0, 150), None);
        places.remember(DIRECTORY, Kind::User, 0, 100, 7);
        assert_eq!(places.before(DIRECTORY, Kind::User, 1, 150), Some((50, 6)));
    }

    #[test]
    fn the_number_of_places_is_bounded() {
        let places = Places::default();
        for before in 0..10_000 {
            places.remember(DIRECTORY, Kind::User, 0, before, 1);
        }
        let lists = places.lists.lock();
        let list = lists.get(&(DIRECTORY, Kind::User)).unwrap();
        assert!(list.after.len() <= PLACES_PER_LIST);
    }
}
