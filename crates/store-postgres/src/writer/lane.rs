//! The loop of a lane: gather, write, answer.

use std::sync::Arc;
use std::time::Duration;

use directory::change::{ChangeSet, CommitError, Committed, MembershipOp};
use tokio::sync::{mpsc, oneshot};

use super::attempt::{self, Ended};
use super::doubt;
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

/// A change set and whom to tell what became of it.
pub(super) struct Job {
    pub(super) change: ChangeSet,
    pub(super) reply: oneshot::Sender<Result<Committed, CommitError>>,
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
        while let Some(first) = queue.recv().await {
            let mut weight = members(&first.change);
            let (mut changes, mut replies) = (vec![first.change], vec![first.reply]);
            while changes.len() < MAX_BATCH
                && weight < MAX_MEMBERS
                && let Ok(next) = queue.try_recv()
            {
                weight += members(&next.change);
                changes.push(next.change);
                replies.push(next.reply);
            }
            for (outcome, reply) in self.write(&changes).await.into_iter().zip(replies) {
                // Whoever asked may have gone away; the work is done all the same.
                drop(reply.send(outcome));
            }
        }
    }

    /// Writes change sets in one transaction, or, where one of them is at fault, each in its own.
    async fn write(&mut self, changes: &[ChangeSet]) -> Vec<Outcome> {
        match self.write_together(changes).await {
            Ok(outcomes) => outcomes,
            Err(failure) if changes.len() > 1 && !failure.is_environmental() => {
                let mut outcomes = Vec::with_capacity(changes.len());
                for change in changes {
                    let alone = std::slice::from_ref(change);
                    match self.write_together(alone).await {
                        Ok(outcome) => outcomes.extend(outcome),
                        Err(failure) => outcomes.push(Err(failure.into_commit_error())),
                    }
                }
                outcomes
            }
            Err(failure) => {
                let error = failure.into_store_error();
                tracing::error!(%error, changes = changes.len(), "a transaction was not written");
                changes.iter().map(|_| Err(error.clone().into())).collect()
            }
        }
    }

    /// Writes change sets in one transaction. On an error nothing of it has happened, or it is an
    /// error that says that this is not known.
    async fn write_together(&mut self, changes: &[ChangeSet]) -> Result<Vec<Outcome>, Failure> {
        let mut tries = 1;
        loop {
            let session = self.session().await?;
            let failure = match attempt::attempt(&session, self.time, changes).await {
                Ended::Written(outcomes) => {
                    self.session = Some(session);
                    return Ok(outcomes);
                }
                Ended::Undone(failure) => {
                    if !failure.is_environmental() {
                        // A session on which even that fails is not used again.
                        let rolled_back = session.batch("ROLLBACK").await.is_ok();
                        self.session = rolled_back.then_some(session);
                    }
                    failure
                }
                Ended::InDoubt { outcomes, witness, failure } => {
                    drop(session);
                    tracing::warn!(
                        "the connection was lost at a commit; looking what became of it"
                    );
                    if doubt::was_written(&self.place, self.time, &witness).await? {
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

/// How many members a change set names.
fn members(change: &ChangeSet) -> usize {
    let named = change.memberships.iter().map(|delta| match &delta.op {
        MembershipOp::Add(members) | MembershipOp::Replace(members) => members.len(),
        MembershipOp::Remove(ids) => ids.len(),
        MembershipOp::RemoveWhere(_) => 0,
    });
    named.sum()
}
