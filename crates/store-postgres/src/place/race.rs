//! Several hosts are tried in their order, and a silent one holds up the next for a moment only.
//!
//! A host whose packets are lost takes until the end of the time for a connection. Two of those
//! before the right one, one after the other, would take longer than a request may.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::timeout;

use crate::failure::Failure;

/// How long a host has before the next is tried beside it.
pub(super) const HEAD_START: Duration = Duration::from_secs(1);

/// What the first host gave that succeeded, and what hindered those before it. `late` hears of each
/// host that used up its head start.
pub(super) async fn race<T, F>(
    hosts: &[usize],
    attempt: impl Fn(usize) -> F,
    late: impl Fn(usize),
) -> (Option<(usize, T)>, Vec<(usize, Failure)>)
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut waiting = hosts.iter().copied();
    let mut running = FuturesUnordered::new();
    let mut silent = Vec::new();
    let mut failures = Vec::new();
    loop {
        let begun = waiting.next();
        if let Some(at) = begun {
            let attempt = attempt(at);
            running.push(async move { (at, attempt.await) });
        }
        let ended = match begun {
            Some(at) if waiting.len() > 0 => {
                let Ok(ended) = timeout(HEAD_START, running.next()).await else {
                    late(at);
                    silent.push(at);
                    continue;
                };
                ended
            }
            _ => running.next().await,
        };
        match ended {
            Some((at, outcome)) => {
                silent.retain(|other| *other != at);
                match outcome {
                    Ok(value) => {
                        failures.extend(silent.into_iter().map(|at| (at, Failure::Silent)));
                        return (Some((at, value)), failures);
                    }
                    Err(failure) => failures.push((at, failure)),
                }
            }
            None => return (None, failures),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::pending;

    use tokio::time::Instant;

    use super::*;

    /// How the hosts behave.
    #[derive(Clone, Copy)]
    enum Host {
        Answers,
        Refuses,
        SaysNothing,
    }

    async fn run(hosts: &[Host]) -> (Option<usize>, Vec<usize>, Vec<usize>) {
        let order: Vec<usize> = (0..hosts.len()).collect();
        let late = RefCell::new(Vec::new());
        let attempt = |at: usize| async move {
            match hosts[at] {
                Host::Answers => Ok(()),
                Host::Refuses => Err(Failure::Unreachable("no".to_owned())),
                Host::SaysNothing => pending().await,
            }
        };
        let (first, failures) = race(&order, attempt, |at| late.borrow_mut().push(at)).await;
        let hindered = failures.into_iter().map(|(at, _)| at).collect();
        (first.map(|(at, ())| at), hindered, late.into_inner())
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_that_answers_is_taken_at_once() {
        use Host::{Answers, Refuses};
        let begun = Instant::now();
        assert_eq!(run(&[Answers, Answers]).await, (Some(0), vec![], vec![]));
        assert_eq!(run(&[Refuses, Refuses, Answers]).await, (Some(2), vec![0, 1], vec![]));
        assert_eq!(run(&[Refuses, Refuses]).await, (None, vec![0, 1], vec![]));
        assert_eq!(run(&[]).await, (None, vec![], vec![]));
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn silent_hosts_take_no_more_than_their_head_starts() {
        use Host::{Answers, Refuses, SaysNothing};
        let begun = Instant::now();
        let hosts = [SaysNothing, Refuses, SaysNothing, Answers];
        assert_eq!(run(&hosts).await, (Some(3), vec![1, 0, 2], vec![0, 2]));
        assert!(begun.elapsed() < HEAD_START * 3, "{:?}", begun.elapsed());
    }
}
