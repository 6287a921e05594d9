//! From a source into an installation, looked after from beginning to end.

use async_trait::async_trait;

use super::{ArchiveError, Chunk, Digest, Sink, Source, Summary};
use crate::store::Archive;

/// Hears of every chunk that has passed.
pub type Observer<'a> = &'a mut (dyn FnMut(&Chunk) + Send);

/// A store as a source.
pub struct FromStore<'a>(pub &'a dyn Archive);

#[async_trait]
impl Source for FromStore<'_> {
    async fn pour(&mut self, sink: &mut dyn Sink) -> Result<(), ArchiveError> {
        self.0.export(sink).await
    }
}

/// Sums up what passes, on its way to another sink if there is one.
struct Gauge<'a> {
    digest: Digest,
    onward: Option<&'a mut dyn Sink>,
    observer: Observer<'a>,
}

#[async_trait]
impl Sink for Gauge<'_> {
    async fn put(&mut self, chunk: Chunk) -> Result<(), ArchiveError> {
        self.digest.add(&chunk)?;
        (self.observer)(&chunk);
        match &mut self.onward {
            Some(onward) => onward.put(chunk).await,
            None => Ok(()),
        }
    }
}

/// Pours a source out, into a sink if one is given, and answers what it held.
pub async fn summarize<'a>(
    source: &mut dyn Source,
    onward: Option<&'a mut dyn Sink>,
    observer: Observer<'a>,
) -> Result<Summary, ArchiveError> {
    let mut gauge = Gauge { digest: Digest::default(), onward, observer };
    source.pour(&mut gauge).await?;
    Ok(gauge.digest.finish())
}

/// Fills an empty installation and reads it back. On an error it is empty again, or else stays
/// closed to servers. After a success it is closed as well, as
/// [`Importing`](super::Standing::Importing), until the caller opens it.
///
/// `written` hears of what is written, `checked` of what is read back.
pub async fn transfer(
    source: &mut dyn Source,
    target: &dyn Archive,
    written: Observer<'_>,
    checked: Observer<'_>,
) -> Result<Summary, ArchiveError> {
    let mut import = target.import().await?;
    let outcome = match summarize(source, Some(&mut *import), written).await {
        Ok(summary) => match import.finish().await {
            Ok(()) => verify(target, summary, checked).await,
            Err(error) => Err(error),
        },
        Err(error) => {
            import.abort().await;
            Err(error)
        }
    };
    if outcome.is_err() {
        // What cannot be emptied now stays closed, and the next attempt empties it.
        drop(target.clear().await);
    }
    outcome
}

/// Reads an installation back and compares it with what it must hold.
async fn verify(
    target: &dyn Archive,
    expected: Summary,
    observer: Observer<'_>,
) -> Result<Summary, ArchiveError> {
    let found = summarize(&mut FromStore(target), None, observer).await?;
    match expected.difference(&found) {
        Some(table) => Err(ArchiveError::Differs(table.name())),
        None => Ok(expected),
    }
}
