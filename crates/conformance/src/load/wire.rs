//! A worker's line to the server: sends when it is time, waits when it is asked to, and writes
//! down what came of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::http::{Answered, Connection, Reply, Request};
use super::outcome::{Outcome, Problem};
use super::pace::Pace;
use super::target::Target;
use crate::client::{ANSWER_TIMEOUT, ClientError};
use crate::failure::{quote_request, shorten};

/// How long to wait after a connection could not be opened: a loop that fails at once would only
/// heat the machine.
const AFTER_A_FAILURE: Duration = Duration::from_millis(100);

/// The time is up, or somebody wants to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

/// A worker's line to the server.
pub struct Wire {
    target: Target,
    connection: Option<Connection>,
    pace: Arc<Pace>,
    warming_up: bool,
    pub(super) outcome: Outcome,
}

/// How one attempt ended.
enum Attempt {
    Answered(Answered),
    Wait(Duration),
    Failed(ClientError),
}

impl Wire {
    /// A line that is open already, where the server can be reached.
    pub(super) fn new(target: &Target, connection: Option<Connection>, pace: &Arc<Pace>) -> Self {
        let (target, pace) = (target.clone(), Arc::clone(pace));
        Self { target, connection, pace, warming_up: true, outcome: Outcome::default() }
    }

    /// Sends a request of a kind when it is due, and reads the answer.
    ///
    /// Whoever is asked to wait (429 or 503 with `Retry-After`) waits and asks again. An answer
    /// without success, or none, is written down and handed back like any other.
    pub async fn send(
        &mut self,
        kind: &'static str,
        request: &Request,
    ) -> Result<Reply<'_>, Ended> {
        self.send_allowing(kind, request, &[]).await
    }

    /// The same, where these statuses are no failure either.
    pub async fn send_allowing(
        &mut self,
        kind: &'static str,
        request: &Request,
        allowed: &[u16],
    ) -> Result<Reply<'_>, Ended> {
        let due = self.pace.turn().await.ok_or(Ended)?;
        if self.warming_up && due >= self.pace.measured_from() {
            self.warming_up = false;
            self.outcome = Outcome::default();
        }
        let answered = loop {
            match self.attempt(request).await {
                Attempt::Answered(answered) => break Some(answered),
                Attempt::Wait(time) => {
                    let begun = Instant::now();
                    let go_on = self.pace.pause(time).await;
                    self.outcome.asked_to_wait += 1;
                    self.outcome.waited += begun.elapsed();
                    if !go_on {
                        return Err(Ended);
                    }
                }
                Attempt::Failed(error) => {
                    self.outcome
                        .failed(kind, Problem::NoAnswer, || (quote(request), error.to_string()));
                    if matches!(error, ClientError::Connect { .. } | ClientError::Tls { .. }) {
                        self.pace.pause(AFTER_A_FAILURE).await;
                    }
                    break None;
                }
            }
        };
        let body = match (&answered, &self.connection) {
            (Some(answered), Some(connection)) => connection.body(answered),
            _ => &[],
        };
        let reply = Reply { status: answered.map_or(0, |answered| answered.status), body };
        if reply.is_success() || allowed.contains(&reply.status) {
            self.outcome.answered(kind, due.elapsed());
        } else if reply.status != 0 {
            self.outcome.failed(kind, Problem::Status(reply.status), || {
                (quote(request), shorten(String::from_utf8_lossy(reply.body).trim()))
            });
        }
        Ok(reply)
    }

    /// Writes down that an answer of success was none.
    pub fn wrong(&mut self, kind: &'static str, request: &Request, reason: &str) {
        self.outcome.failed(kind, Problem::WrongAnswer, || (quote(request), reason.to_owned()));
    }

    async fn attempt(&mut self, request: &Request) -> Attempt {
        if self.connection.as_ref().is_none_or(Connection::is_stale) {
            match Connection::open(&self.target).await {
                Ok(connection) => self.connection = Some(connection),
                Err(error) => return Attempt::Failed(error),
            }
        }
        let Some(connection) = &mut self.connection else {
            return Attempt::Failed(ClientError::TimedOut { base: self.target.base().to_owned() });
        };
        match timeout(ANSWER_TIMEOUT, connection.exchange(request)).await {
            Ok(Ok(answered)) => match (answered.status, answered.retry_after) {
                (429 | 503, Some(time)) => Attempt::Wait(time),
                _ => Attempt::Answered(answered),
            },
            Ok(Err(error)) => {
                self.connection = None;
                Attempt::Failed(error)
            }
            Err(_) => {
                self.connection = None;
                Attempt::Failed(ClientError::TimedOut { base: self.target.base().to_owned() })
            }
        }
    }
}

fn quote(request: &Request) -> String {
    quote_request(request.method, &request.path, request.body.as_deref().map(str::as_bytes))
}
