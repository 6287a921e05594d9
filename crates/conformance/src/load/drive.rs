//! Plays scripts on many connections at once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep_until};

use super::http::Connection;
use super::outcome::Outcome;
use super::pace::{Load, Pace};
use super::target::Target;
use super::wire::{Ended, Wire};

/// How often progress is told.
const TELL: Duration = Duration::from_millis(200);

/// What one worker sends, request after request.
pub trait Script: Send + 'static {
    /// Sends until there is nothing more to send, or until the wire says that it is over.
    fn play(self, wire: &mut Wire) -> impl Future<Output = Result<(), Ended>> + Send;
}

/// Hears how a load goes on.
pub trait Watch {
    /// The warming up is over.
    fn measuring(&mut self) {}

    /// A moment has passed.
    fn tick(&mut self) {}
}

/// Nobody listens.
impl Watch for () {}

/// Calls a function every moment.
pub(super) struct Ticks<F>(pub(super) F);

impl<F: FnMut()> Watch for Ticks<F> {
    fn tick(&mut self) {
        (self.0)();
    }
}

/// Plays a script on each connection until all have ended.
///
/// Connections are opened before the first request is due. Must run within a tokio runtime.
pub async fn drive<S: Script>(
    target: &Target,
    load: &Load,
    mut script: impl FnMut(usize) -> S,
    watch: &mut impl Watch,
) -> Outcome {
    let mut connections = Vec::with_capacity(load.connections);
    for _ in 0..load.connections.max(1) {
        // What cannot be reached now is tried again, and written down, when there is a request.
        connections.push(Connection::open(target).await.ok());
    }
    let pace = Arc::new(Pace::begin(load));
    let mut workers = JoinSet::new();
    for (number, connection) in connections.into_iter().enumerate() {
        let mut wire = Wire::new(target, connection, &pace);
        let script = script(number);
        workers.spawn(async move {
            // Whichever way it ended, it has ended.
            let (Ok(()) | Err(Ended)) = script.play(&mut wire).await;
            wire.outcome
        });
    }
    let mut outcome = Outcome::default();
    let mut tick = interval(TELL);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut measuring = false;
    loop {
        tokio::select! {
            () = sleep_until(pace.measured_from().into()), if !measuring => {
                measuring = true;
                watch.measuring();
            }
            joined = workers.join_next() => match joined {
                Some(Ok(worker)) => outcome.merge(worker),
                Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Some(Err(_)) => {}
                None => break,
            },
            _ = tick.tick() => watch.tick(),
        }
    }
    outcome.elapsed = pace.measured_from().elapsed();
    outcome.not_sent = pace.not_sent();
    outcome
}
