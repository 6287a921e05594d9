//! The loop of a lane: gather, write, answer.

use std::sync::Arc;
use std::time::Duration;

use directory::change::{ChangeSet, CommitError, Committed, MembershipOp, Write};
use directory::store::StoreError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::attempt::{self, Ended};
use super::doubt;
use super::limit::Limit;
use super::load;
use super::trip::prepare;
use super::write;
use crate::failure::Failure;
use crate::place::{Place, Purpose};
use crate::session::Session;

/// How many change sets go into one transaction at most. From some hundreds on the cost of making
/// a transaction durable no longer shows; more would only make the first wait longer.
const MAX_BATCH: usize = 512;

/// A transaction whose change sets name more members than this takes no further ones: what is one
/// person's large group should not be a wait for all.
const MAX_MEMBERS: usize = 10_000;

/// How often a batch is begun again after a failure that left nothing behind.
const TRIES: usize = 5;

/// A change set that has waited so long that less than this part of its time is left is not begun.
const HURRY: u32 = 10;

/// A change set and whom to tell what became of it.
pub(super) struct Job {
    pub(super) change: ChangeSet,
    pub(super) reply: oneshot::Sender<Outcome>,
    /// When it must be answered, whatever the database does.
    pub(super) end: Instant,
}

/// What a change set came to.
pub(super) type Outcome = Result<Committed, CommitError>;

/// A lane: the changes of some of the directories, one transaction after the other.
pub(super) struct Lane {
    place: Arc<Place>,
    time: Duration,
    session: Option<Session>,
}

impl Lane {
    pub(super) fn new(place: Arc<Place>, time: Duration) -> Self {
        Self { place, time, session: None }
    }

    /// Works until every sender of the queue is gone.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut held: Option<Job> = None;
        loop {
            let first = match held.take() {
                Some(job) => job,
                None => match queue.recv().await {
                    Some(job) => job,
                    None => return,
                },
            };
            let soonest = Instant::now() + self.time / HURRY;
            let mut weight = 0;
            let mut ends: Option<Instant> = None;
            let (mut changes, mut replies) = (Vec::new(), Vec::new());
            let mut next = Some(first);
            while let Some(Job { change, reply, end }) = next {
                if end < soonest {
                    drop(reply.send(Err(waited_in_vain())));
                } else {
                    weight += members(&change);
                    ends = Some(ends.map_or(end, |earliest| earliest.min(end)));
                    changes.push(change);
                    replies.push(reply);
                }
                let has_room = changes.len() < MAX_BATCH && weight < MAX_MEMBERS;
                next = if has_room { queue.try_recv().ok() } else { None };
                if next.as_ref().is_some_and(|job| must_wait(&changes, &job.change)) {
                    held = next.take();
                }
            }
            let Some(end) = ends else { continue };
            let outcomes = self.write(&changes, Limit::new(end, self.time)).await;
            for (outcome, reply) in outcomes.into_iter().zip(replies) {
                // Whoever asked may have gone away; the work is done all the same.
                drop(reply.send(outcome));
            }
        }
    }

    /// Writes change sets in one transaction, or, where one of them is at fault, each in its own.
    async fn write(&mut self, changes: &[ChangeSet], limit: Limit) -> Vec<Outcome> {
        match self.write_together(changes, limit).await {
            Ok(outcomes) => outcomes,
            // The lock that was not to be had may be that of one directory among several.
            Err(failure)
                if changes.len() > 1 && (!failure.is_environmental() || failure.is_locked()) =>
            {
                self.write_each(changes, limit).await
            }
            Err(failure) => {
                let error = failure.into_store_error();
                tell(&error, changes.len());
                changes.iter().map(|_| Err(error.clone().into())).collect()
            }
        }
    }

    /// Writes change sets each in a transaction of its own.
    async fn write_each(&mut self, changes: &[ChangeSet], limit: Limit) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(changes.len());
        let mut failures: Vec<(StoreError, usize)> = Vec::new();
        for change in changes {
            match self.write_together(std::slice::from_ref(change), limit).await {
                Ok(outcome) => outcomes.extend(outcome),
                Err(failure) => {
                    let error = failure.into_commit_error();
                    if let CommitError::Store(error) = &error {
                        match failures.iter_mut().find(|(known, _)| known == error) {
                            Some((_, count)) => *count += 1,
                            None => failures.push((error.clone(), 1)),
                        }
                    }
                    outcomes.push(Err(error));
                }
            }
        }
        // A disk that is full now is so for all that follow.
        for (error, changes) in failures {
            tell(&error, changes);
        }
        outcomes
    }

    /// Writes change sets in one transaction. On an error nothing of it has happened, or it is an
    /// error that says that this is not known.
    async fn write_together(
        &mut self,
        changes: &[ChangeSet],
        limit: Limit,
    ) -> Result<Vec<Outcome>, Failure> {
        let mut tries = 1;
        loop {
            if limit.is_over() {
                return Err(Failure::Silent);
            }
            let session = limit.hold(self.session()).await?;
            let failure = match attempt::attempt(&session, limit, changes).await {
                Ended::Written(outcomes) => {
                    self.session = Some(session);
                    return Ok(outcomes);
                }
                Ended::Undone(failure) => {
                    if !failure.is_environmental() {
                        // A session on which even that fails is not used again.
                        let rolled_back = limit.hold(session.batch("ROLLBACK")).await.is_ok();
                        self.session = rolled_back.then_some(session);
                    }
                    failure
                }
                Ended::InDoubt { outcomes, witness, failure } => {
                    drop(session);
                    tracing::warn!(
                        "the connection was lost at a commit; looking what became of it"
                    );
                    if doubt::was_written(&self.place, limit.end(), witness.as_ref()).await? {
                        return Ok(outcomes);
                    }
                    failure
                }
            };
            // An idle session may have been lost long ago, and others may have stood in the way.
            let again = failure.is_lost() || failure.is_retryable();
            if !again || tries >= TRIES {
                return Err(failure);
            }
            tries += 1;
        }
    }

    async fn session(&mut self) -> Result<Session, Failure> {
        match self.session.take() {
            Some(session) if !session.is_closed() => Ok(session),
            _ => {
                let session = self.place.connect(Purpose::Write).await?;
                prepare(&session, load::ALL).await?;
                prepare(&session, &write::statements()).await?;
                Ok(session)
            }
        }
    }
}

/// Tells operators of changes that were not written, or not known to be.
fn tell(error: &StoreError, changes: usize) {
    if matches!(error, StoreError::InDoubt(_)) {
        tracing::error!(%error, changes, "whether a transaction was written is not known");
    } else {
        tracing::error!(%error, changes, "a transaction was not written");
    }
}

fn waited_in_vain() -> CommitError {
    let text = "the database is too slow for the changes that wait to be written";
    StoreError::Unavailable(text.to_owned()).into()
}

/// Whether a change set brings somebody back whom one of these deletes. What a batch writes is a
/// row for each resource, and whoever comes back gets another one: that takes another transaction.
pub(super) fn must_wait(changes: &[ChangeSet], change: &ChangeSet) -> bool {
    change.writes.iter().any(|write| {
        let Write::Restore(row) = write else { return false };
        let deletes =
            |earlier: &Write| matches!(earlier, Write::Delete { id, .. } if *id == row.id);
        changes.iter().any(|earlier| {
            earlier.directory == change.directory && earlier.writes.iter().any(deletes)
        })
    })
}

/// How many members a change set names.
fn members(change: &ChangeSet) -> usize {
    let named = change.memberships.iter().map(|delta| match &delta.op {
        MembershipOp::Add(members) | MembershipOp::Replace(members) => members.len(),
        MembershipOp::Remove(ids) => ids.len(),
        MembershipOp::RemoveWhere(_) => 0,
    });
    named.sum()
}
