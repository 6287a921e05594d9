//! Time and randomness of the tests' servers: real, except that a test can put the clock forward.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use directory::env::{Clock, Random};
use directory::time::Timestamp;

/// The machine's randomness, and its clock with what a test has added to it.
#[derive(Debug, Default)]
pub struct TestEnv {
    ahead_micros: AtomicI64,
}

impl TestEnv {
    /// Puts the clock forward.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a duration of this age");
        self.ahead_micros.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestEnv {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is passed in")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let real = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(real.saturating_add(self.ahead_micros.load(Ordering::SeqCst)))
    }
}

impl Random for TestEnv {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system's randomness");
    }
}
