//! One transaction with a batch of change sets.

use directory::change::ChangeSet;

use super::delta::Delta;
use super::doubt::Witness;
use super::lane::Outcome;
use super::limit::Limit;
use super::load::load;
use super::needs::Needs;
use super::plan::plan;
use super::write::write;
use crate::failure::Failure;
use crate::session::Session;

/// How a transaction ended.
pub(super) enum Ended {
    /// It is durable, or nothing had to be written.
    Written(Vec<Outcome>),
    /// Nothing of it has happened. The session may still be inside of it.
    Undone(Failure),
    /// The database was told to commit, and did not say that it has.
    InDoubt {
        /// What the change sets came to, if it has.
        outcomes: Vec<Outcome>,
        /// By what it can be known; nothing tells of changes without an event.
        witness: Option<Witness>,
        /// What kept the answer from coming.
        failure: Failure,
    },
}

/// Tries to write the change sets. Those that are refused leave nothing in the transaction.
pub(super) async fn attempt(session: &Session, limit: Limit, changes: &[ChangeSet]) -> Ended {
    let needs = Needs::of(changes);
    let known = match limit.hold(load(session, &needs)).await {
        Ok(known) => known,
        Err(failure) => return Ended::Undone(failure),
    };
    let mut delta = Delta::default();
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(changes.len());
    for (number, change) in changes.iter().enumerate() {
        let planned = plan(&known, &mut delta, number, change);
        outcomes.push(planned.map_err(Failure::into_commit_error));
    }
    if delta.is_empty() {
        return match limit.hold(session.batch("ROLLBACK")).await {
            Ok(()) => Ended::Written(outcomes),
            Err(failure) => Ended::Undone(failure),
        };
    }
    match limit.hold(write(session, &delta)).await {
        Ok(()) => Ended::Written(outcomes),
        Err(failure) if failure.is_lost() => {
            Ended::InDoubt { outcomes, witness: Witness::of(&delta), failure }
        }
        Err(failure) => Ended::Undone(failure),
    }
}
