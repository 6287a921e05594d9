//! Some records of one table, encoded: what travels between databases and files.

use super::record::Record;
use super::{ArchiveError, Table};

/// How many bytes a chunk has before it is passed on: enough that the passing on costs nothing,
/// little enough that a few of them can wait anywhere.
const CHUNK_BYTES: usize = 256 << 10;

/// Some records of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The table.
    pub table: Table,
    /// How many records.
    pub records: u64,
    /// The records, one after the other.
    pub bytes: Vec<u8>,
}

impl Chunk {
    fn new(table: Table) -> Self {
        Self { table, records: 0, bytes: Vec::new() }
    }

    /// The records, one after the other; after an error none follows. They must be of this type.
    pub fn records<R: Record>(&self) -> impl Iterator<Item = Result<R, ArchiveError>> {
        let mut rest = self.bytes.as_slice();
        let mut left = if R::TABLE == self.table { self.records } else { 0 };
        let mut wrong = R::TABLE != self.table;
        std::iter::from_fn(move || {
            if left == 0 && rest.is_empty() && !wrong {
                return None;
            }
            let record = if left == 0 { None } else { R::read(&mut rest) };
            left = left.saturating_sub(1);
            if record.is_none() {
                (left, rest, wrong) = (0, &[], false);
            }
            Some(record.ok_or_else(|| {
                ArchiveError::Malformed(format!("a chunk of `{}` cannot be read", self.table))
            }))
        })
    }
}

/// Gathers the records of a table into chunks.
#[derive(Clone, Debug)]
pub struct Packer {
    chunk: Chunk,
}

impl Packer {
    /// For the records of this table.
    pub fn new(table: Table) -> Self {
        Self { chunk: Chunk::new(table) }
    }

    /// Adds a record. Answers a chunk when there is enough for one.
    pub fn push<R: Record>(&mut self, record: &R) -> Option<Chunk> {
        record.write(&mut self.chunk.bytes);
        self.chunk.records += 1;
        (self.chunk.bytes.len() >= CHUNK_BYTES).then(|| self.take())
    }

    /// The rest.
    pub fn finish(mut self) -> Option<Chunk> {
        (self.chunk.records > 0).then(|| self.take())
    }

    fn take(&mut self) -> Chunk {
        let next = Chunk::new(self.chunk.table);
        std::mem::replace(&mut self.chunk, next)
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Activity, Member};
    use super::*;

    fn bar(hour: i64) -> Activity {
        Activity { directory: 1, hour, bucket: 2, changes: 3 }
    }

    #[test]
    fn records_come_out_as_they_went_in() {
        let mut packer = Packer::new(Table::Activity);
        let chunks: Vec<_> = (0..200_000).filter_map(|hour| packer.push(&bar(hour))).collect();
        assert!(chunks.len() > 1);
        let last = packer.finish();
        let records: Vec<Activity> = chunks
            .iter()
            .chain(&last)
            .flat_map(Chunk::records)
            .collect::<Result<_, _>>()
            .expect("records");
        assert!(records.iter().zip(0..).all(|(record, hour)| *record == bar(hour)));
        assert_eq!(records.len(), 200_000);
        assert_eq!(Packer::new(Table::Members).finish(), None);
    }

    #[test]
    fn a_chunk_that_lies_about_itself_is_refused() {
        let mut packer = Packer::new(Table::Activity);
        assert_eq!(packer.push(&bar(1)), None);
        let chunk = packer.finish().expect("a record");
        let fails = |chunk: &Chunk| {
            let outcomes: Vec<Result<Activity, _>> = chunk.records().collect();
            outcomes.last().is_some_and(Result::is_err)
        };
        assert!(!fails(&chunk));
        assert!(fails(&Chunk { records: 2, ..chunk.clone() }));
        assert!(fails(&Chunk { records: 0, ..chunk.clone() }));
        assert!(fails(&Chunk { bytes: chunk.bytes[1..].to_vec(), ..chunk.clone() }));
        assert!(chunk.records::<Member>().any(|outcome| outcome.is_err()));
    }
}
