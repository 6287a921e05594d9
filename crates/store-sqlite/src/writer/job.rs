//! A piece of work for the writer and the answer to whom asked for it.

use directory::change::CommitError;
use directory::store::StoreError;
use tokio::sync::oneshot;

use super::batch::Batch;
use crate::failure::Failure;

/// What is to become of a piece of work's changes.
pub(super) enum Verdict {
    /// They stay, if the transaction commits.
    Keep,
    /// They are undone; the rest of the transaction goes on.
    Undo,
    /// The surroundings failed: nothing of the transaction can be kept.
    Abandon(StoreError),
}

/// A piece of work, whatever it returns.
pub(super) trait Job: Send {
    /// Does the work. Called once more if all that was done is undone to be done again.
    fn run(&mut self, batch: &mut Batch<'_>) -> Verdict;

    /// Notes that the work ended in a panic.
    fn panicked(&mut self);

    /// Tells the caller how it ended, given what became of the transaction.
    fn answer(self: Box<Self>, transaction: Result<(), StoreError>);
}

/// The [`Job`] made of a closure.
pub(super) struct Task<T, F> {
    work: F,
    outcome: Option<Result<T, CommitError>>,
    reply: oneshot::Sender<Result<T, CommitError>>,
}

impl<T, F> Task<T, F>
where
    F: Fn(&mut Batch<'_>) -> Result<T, Failure>,
{
    pub(super) fn new(work: F, reply: oneshot::Sender<Result<T, CommitError>>) -> Self {
        Self { work, outcome: None, reply }
    }
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: Fn(&mut Batch<'_>) -> Result<T, Failure> + Send,
{
    fn run(&mut self, batch: &mut Batch<'_>) -> Verdict {
        match (self.work)(batch) {
            Ok(value) => {
                self.outcome = Some(Ok(value));
                Verdict::Keep
            }
            Err(failure) if failure.is_environmental() => {
                Verdict::Abandon(failure.into_store_error())
            }
            Err(failure) => {
                self.outcome = Some(Err(failure.into_commit_error()));
                Verdict::Undo
            }
        }
    }

    fn panicked(&mut self) {
        let error = StoreError::Broken("a write panicked; it was undone".to_owned());
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>, transaction: Result<(), StoreError>) {
        let answer = match (transaction, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => {
                Err(StoreError::Broken("a write was not carried out".to_owned()).into())
            }
            // A refusal may rest on what the transaction would have written: it is void as well.
            (Err(error), _) => Err(error.into()),
        };
        // Whoever asked may have gone away; the work is done all the same.
        drop(self.reply.send(answer));
    }
}
