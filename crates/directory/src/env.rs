//! What the domain needs from its surroundings: the time and randomness. Both come in as
//! parameters, so that a test decides them.

use uuid::Uuid;

use crate::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// A source of unpredictable bytes, good enough for secrets.
pub trait Random: Send + Sync {
    /// Fills `bytes` with randomness.
    fn fill(&self, bytes: &mut [u8]);
}

/// A clock and a source of randomness, as the use cases take them.
pub trait Env: Clock + Random {
    /// A new UUID of version 7 for the present moment.
    fn new_uuid(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(self.now().as_micros() / 1_000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

impl<T: Clock + Random> Env for T {}
