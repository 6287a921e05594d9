//! What a running server does by itself: follow changes by others, write down what was gathered,
//! remove what has served its time.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use directory::store::StoreError;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use web::AppState;

/// How soon a change by another process is seen: a revoked token must not work for longer than a
/// second.
const REFRESH: Duration = Duration::from_millis(250);

/// How often uses of tokens and the request log are written.
const FLUSH: Duration = Duration::from_secs(2);

/// How often old rows are removed.
const PURGE: Duration = Duration::from_hours(1);

/// How long a deleted user or group can be restored, and how long a link waits for an admin or, once
/// approved, for its token.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Runs the tasks until the set is dropped.
pub(crate) fn start(state: &Arc<AppState>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let on = Arc::clone(state);
    tasks.spawn(every(REFRESH, "refresh", move || {
        let state = Arc::clone(&on);
        async move { state.service.refresh().await }
    }));
    let on = Arc::clone(state);
    tasks.spawn(every(FLUSH, "flush", move || {
        let state = Arc::clone(&on);
        async move { flush(&state).await }
    }));
    let on = Arc::clone(state);
    tasks.spawn(every(PURGE, "purge", move || {
        let state = Arc::clone(&on);
        async move { purge(&state).await }
    }));
    tasks
}

/// Writes what was gathered in memory. If one part cannot be written, the other is tried all the
/// same.
pub(crate) async fn flush(state: &AppState) -> Result<(), StoreError> {
    let service = &state.service;
    let uses = service.flush_token_uses().await;
    let requests = state.requests.flush(service.store()).await;
    uses.and(requests)
}

async fn purge(state: &AppState) -> Result<(), StoreError> {
    let now = state.service.env().now();
    state.service.store().purge(now, now.minus(KEPT)).await
}

/// Repeats a task. A failure is logged once, and again when its reason changes; the next success
/// is logged as well, so that a disk that is full for a night gives two lines.
async fn every<F, Fut>(period: Duration, task: &'static str, mut run: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<(), StoreError>>,
{
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing: Option<StoreError> = None;
    loop {
        ticks.tick().await;
        match run().await {
            Ok(()) => {
                if failing.take().is_some() {
                    tracing::info!(task, "works again");
                }
            }
            Err(error) => {
                if failing.as_ref() != Some(&error) {
                    tracing::error!(task, %error, "upkeep failed; it is tried again");
                }
                failing = Some(error);
            }
        }
    }
}
