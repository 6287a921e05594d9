//! What the network does at the moment, and which connections go through it.

use std::net::TcpStream;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::pipe::reset;
use super::trap::Trap;

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Fair,
    Frozen,
    Cut,
    /// Cut for ever.
    Ended,
}

#[derive(Default)]
struct Now {
    state: State,
    /// Nobody takes connections.
    deaf: bool,
    delay: Duration,
    next: u64,
    open: Vec<(u64, TcpStream, TcpStream)>,
}

/// Shared by the proxy and its threads.
#[derive(Default)]
pub(super) struct Weather {
    now: Mutex<Now>,
    changed: Condvar,
    pub(super) trap: Trap,
}

impl Weather {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().expect("the weather")
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        change(&mut self.now());
        self.changed.notify_all();
    }

    fn wait_while(&self, condition: impl Fn(&Now) -> bool) -> MutexGuard<'_, Now> {
        self.changed.wait_while(self.now(), |now| condition(now)).expect("the weather")
    }

    pub(super) fn cut(&self) {
        self.change(|now| {
            now.state = State::Cut;
            now.reset();
        });
    }

    pub(super) fn reset(&self) {
        self.change(Now::reset);
    }

    pub(super) fn freeze(&self) {
        self.change(|now| now.state = State::Frozen);
    }

    pub(super) fn delay(&self, by: Duration) {
        self.change(|now| now.delay = by);
    }

    pub(super) fn heal(&self) {
        self.change(|now| {
            now.state = State::Fair;
            now.delay = Duration::ZERO;
        });
    }

    pub(super) fn end(&self) {
        self.change(|now| {
            now.state = State::Ended;
            now.reset();
        });
    }

    pub(super) fn is_cut(&self) -> bool {
        self.now().is_cut()
    }

    /// Says that nobody listens, and waits until somebody shall; false when nobody ever shall.
    pub(super) fn wait_for_better(&self) -> bool {
        self.set_listening(false);
        self.wait_while(|now| now.state == State::Cut).state != State::Ended
    }

    pub(super) fn set_listening(&self, listening: bool) {
        self.change(|now| now.deaf = !listening);
    }

    pub(super) fn wait_until_deaf(&self) {
        drop(self.wait_while(|now| now.is_cut() && !now.deaf));
    }

    pub(super) fn wait_until_listening(&self) {
        drop(self.wait_while(|now| !now.is_cut() && now.deaf));
    }

    pub(super) fn connections(&self) -> usize {
        self.now().open.len()
    }

    /// How long what comes now is kept back.
    pub(super) fn delay_now(&self) -> Duration {
        self.now().delay
    }

    /// Remembers a connection; `None` where the network has been cut meanwhile.
    pub(super) fn enter(&self, near: &TcpStream, far: &TcpStream) -> Option<u64> {
        let (near, far) = (near.try_clone().ok()?, far.try_clone().ok()?);
        let mut now = self.now();
        if now.is_cut() {
            reset(&near);
            reset(&far);
            return None;
        }
        now.next += 1;
        let id = now.next;
        now.open.push((id, near, far));
        Some(id)
    }

    /// Resets one connection.
    pub(super) fn lose(&self, id: u64) {
        self.change(|now| {
            let lost = now.open.iter().position(|(open, ..)| *open == id);
            if let Some((_, near, far)) = lost.map(|at| now.open.swap_remove(at)) {
                reset(&near);
                reset(&far);
            }
        });
    }

    /// Forgets a connection that ended by itself.
    pub(super) fn leave(&self, id: u64) {
        self.change(|now| now.open.retain(|(open, ..)| *open != id));
    }

    /// Waits until bytes may pass that have been kept back until `due`; false when their
    /// connection is gone.
    pub(super) fn pass(&self, id: u64, due: Instant) -> bool {
        let mut now = self.now();
        loop {
            if !now.open.iter().any(|(open, ..)| *open == id) {
                return false;
            }
            let left = due.saturating_duration_since(Instant::now());
            if now.state == State::Frozen {
                now = self.changed.wait(now).expect("the weather");
            } else if now.delay.is_zero() || left.is_zero() {
                return true;
            } else {
                now = self.changed.wait_timeout(now, left).expect("the weather").0;
            }
        }
    }
}

impl Now {
    fn is_cut(&self) -> bool {
        matches!(self.state, State::Cut | State::Ended)
    }

    fn reset(&mut self) {
        for (_, near, far) in self.open.drain(..) {
            reset(&near);
            reset(&far);
        }
    }
}
