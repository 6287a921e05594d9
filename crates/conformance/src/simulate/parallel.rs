//! Several requests under way at the same time, as in a mass assignment.

use std::future::Future;

use tokio::task::JoinSet;

use crate::Failure;

/// Runs `work` on every item, at most `limit` at a time, and hands back the results in the order of
/// the items. The first failure stops what has not begun yet and is returned.
pub(super) async fn in_parallel<I, T, F, Fut>(
    limit: usize,
    items: Vec<I>,
    work: F,
    mut progress: impl FnMut(usize, usize) + Send,
) -> Result<Vec<T>, Failure>
where
    I: Send + 'static,
    T: Send + 'static,
    F: Fn(I) -> Fut,
    Fut: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let total = items.len();
    let mut results: Vec<(usize, T)> = Vec::with_capacity(total);
    let mut waiting = items.into_iter().enumerate();
    let mut running = JoinSet::new();
    loop {
        while running.len() < limit.max(1) {
            let Some((index, item)) = waiting.next() else {
                break;
            };
            let task = work(item);
            running.spawn(async move { task.await.map(|result| (index, result)) });
        }
        let Some(joined) = running.join_next().await else {
            break;
        };
        let done = joined.map_err(|error| {
            Failure::new("A parallel request", "", "the request to end", error.to_string())
        })?;
        results.push(done?);
        progress(results.len(), total);
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn results_keep_their_order_and_the_limit_holds() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut seen = 0;
        let work = |n: u64| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20 - n)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(n * 2)
            }
        };
        let results = in_parallel(4, (0..12).collect(), work, |done, _| seen = done).await;
        assert_eq!(results.unwrap(), (0..12).map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!((seen, most.load(Ordering::SeqCst)), (12, 4));
    }

    #[tokio::test]
    async fn a_failure_ends_the_rest() {
        let work = |n: u64| async move {
            if n == 3 { Err(Failure::new("s", "r", "e", "g")) } else { Ok(n) }
        };
        let results = in_parallel(2, (0..10).collect(), work, |_, _| {}).await;
        assert_eq!(results.unwrap_err().step, "s");
    }
}
