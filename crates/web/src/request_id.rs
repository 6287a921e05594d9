//! Ids of requests: short, unique over restarts and nodes, and free of a system call each.

use std::sync::atomic::{AtomicU64, Ordering};

use directory::env::Env;

/// Makes the ids of requests.
pub(crate) struct RequestIds {
    prefix: u64,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new(env: &dyn Env) -> Self {
        let mut bytes = [0; 8];
        env.fill(&mut bytes);
        Self { prefix: u64::from_be_bytes(bytes), next: AtomicU64::new(1) }
    }

    /// The id of one more request.
    pub(crate) fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:012x}-{number:x}", self.prefix >> 16)
    }
}
