//! Waiting for what comes about by itself.

use std::time::{Duration, Instant};

/// Far longer than anything takes: only what never comes about fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const PERIOD: Duration = Duration::from_millis(20);

/// Looks again and again until there is something; fails when that takes far too long.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(PERIOD).await;
    }
}
