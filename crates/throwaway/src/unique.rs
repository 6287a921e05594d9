//! What no other test process has.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A number that is drawn anew at every call.
pub(crate) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}
