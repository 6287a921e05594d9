//! Waiting for what comes about by itself.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Far longer than anything takes: only what never comes about fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const PERIOD: Duration = Duration::from_millis(20);

/// Looks again and again until there is something; fails when that takes far too long, and tells
/// what there was instead.
pub(crate) async fn eventually<T, E: Display>(
    what: &str,
    mut look: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) => {
                assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}: {instead}");
            }
        }
        tokio::time::sleep(PERIOD).await;
    }
}
