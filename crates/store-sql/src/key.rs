//! Row keys that begin with the directory, so that what belongs together lies together.

use directory::id::{DirectoryId, Position};
use directory::resource::Kind;

const DIRECTORY_SHIFT: u32 = 43;
const KIND_SHIFT: u32 = 38;
const KIND_MASK: i64 = 0x1f;
const SEQUENCE_MASK: i64 = (1 << KIND_SHIFT) - 1;
const POSITION_MASK: i64 = (1 << DIRECTORY_SHIFT) - 1;

/// The highest directory id; the end of its keys must still be a number.
pub const MAX_DIRECTORY: i64 = (1 << 20) - 2;

/// The keys of the resources of one kind in one directory: those above `start` and below `end`.
/// `start` itself is not used, sequences begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Below the first key.
    pub start: i64,
    /// Above the last key.
    pub end: i64,
}

/// The keys of one kind of resources.
pub const fn resources(directory: DirectoryId, kind: Kind) -> Keys {
    let start = directory.0 << DIRECTORY_SHIFT | kind.code() << KIND_SHIFT;
    Keys { start, end: start + (1 << KIND_SHIFT) }
}

/// The directory of any key.
pub const fn directory(key: i64) -> DirectoryId {
    DirectoryId(key >> DIRECTORY_SHIFT)
}

/// The key of the resource of a kind with this sequence.
pub const fn of_sequence(directory: DirectoryId, kind: Kind, sequence: i64) -> i64 {
    resources(directory, kind).start | sequence & SEQUENCE_MASK
}

/// The sequence in a resource's key.
pub const fn sequence(key: i64) -> i64 {
    key & SEQUENCE_MASK
}

/// The kind of the resource with this key.
pub const fn kind(key: i64) -> Option<Kind> {
    Kind::from_code(key >> KIND_SHIFT & KIND_MASK)
}

/// The keys of what a directory has in a table without kinds: events, requests.
pub const fn positions(directory: DirectoryId) -> Keys {
    let start = directory.0 << DIRECTORY_SHIFT;
    Keys { start, end: start + (1 << DIRECTORY_SHIFT) }
}

/// The key of a position.
pub const fn of_position(directory: DirectoryId, position: Position) -> i64 {
    directory.0 << DIRECTORY_SHIFT | position.0 & POSITION_MASK
}

/// The position in a key.
pub const fn position(key: i64) -> Position {
    Position(key & POSITION_MASK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_directories_have_ranges_of_their_own() {
        let mut last_end = i64::MIN;
        for directory in [DirectoryId(1), DirectoryId(2), DirectoryId(MAX_DIRECTORY)] {
            for kind in (1..32).filter_map(Kind::from_code) {
                let keys = resources(directory, kind);
                assert!(last_end <= keys.start && keys.start < keys.end);
                assert_eq!(super::kind(keys.start + 1), Some(kind));
                assert_eq!(super::directory(keys.start + 1), directory);
                assert_eq!(super::directory(keys.end - 1), directory);
                assert_eq!(super::kind(keys.end - 1), Some(kind));
                assert!(keys.end <= positions(directory).end);
                last_end = keys.end;
            }
        }
    }

    #[test]
    fn sequences_are_packed_and_unpacked() {
        let keys = resources(DirectoryId(7), Kind::Group);
        let key = of_sequence(DirectoryId(7), Kind::Group, 12_345);
        assert_eq!(sequence(key), 12_345);
        assert!(keys.start < key && key < keys.end);
    }

    #[test]
    fn positions_are_packed_and_unpacked() {
        let key = of_position(DirectoryId(7), Position(12_345));
        assert_eq!(position(key), Position(12_345));
        assert!(positions(DirectoryId(7)).start < key && key < positions(DirectoryId(7)).end);
    }
}
