//! What an archive holds, in numbers by which two can be compared.

use serde::Serialize;

use super::{ArchiveError, Chunk, Table};

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSummary {
    /// Which table.
    pub table: Table,
    /// How many records.
    pub records: u64,
    /// The BLAKE3 hash of all its records in the order of their keys.
    pub hash: [u8; 32],
}

/// What an installation holds: every table, in the order of [`Table::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The tables.
    pub tables: Vec<TableSummary>,
}

impl Summary {
    /// With a summary of every table in the order of [`Table::ALL`]: what an older program has
    /// written has none of a table that it did not know, which was empty.
    pub(super) fn complete(mut self) -> Self {
        for (at, table) in Table::ALL.into_iter().enumerate() {
            if self.tables.iter().all(|summary| summary.table != table) {
                let hash = *blake3::Hasher::new().finalize().as_bytes();
                let at = at.min(self.tables.len());
                self.tables.insert(at, TableSummary { table, records: 0, hash });
            }
        }
        self
    }

    /// The first table that differs in the other.
    pub fn difference(&self, other: &Summary) -> Option<Table> {
        let differs = |table: &&TableSummary| !other.tables.contains(table);
        self.tables.iter().find(differs).map(|table| table.table)
    }

    /// How many records a table has.
    pub fn records(&self, table: Table) -> u64 {
        self.tables.iter().find(|summary| summary.table == table).map_or(0, |found| found.records)
    }
}

/// For scripts: `{"table": …, "records": …, "blake3": …}`.
impl Serialize for TableSummary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut out = serializer.serialize_struct("TableSummary", 3)?;
        out.serialize_field("table", self.table.name())?;
        out.serialize_field("records", &self.records)?;
        out.serialize_field("blake3", &self.hash_text())?;
        out.end()
    }
}

impl TableSummary {
    /// The hash in hexadecimal digits.
    pub fn hash_text(&self) -> String {
        blake3::Hash::from_bytes(self.hash).to_hex().to_string()
    }
}

/// Sums up chunks as they pass.
#[derive(Clone, Debug)]
pub struct Digest {
    tables: Vec<(Table, u64, blake3::Hasher)>,
    present: Table,
}

impl Default for Digest {
    fn default() -> Self {
        let tables = Table::ALL.map(|table| (table, 0, blake3::Hasher::new()));
        Self { tables: tables.into(), present: Table::Installation }
    }
}

impl Digest {
    /// Takes the next chunk into account; an error if its table should have come earlier.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), ArchiveError> {
        if chunk.table < self.present {
            let text = format!("`{}` comes after `{}`", chunk.table, self.present);
            return Err(ArchiveError::Malformed(text));
        }
        self.present = chunk.table;
        for (table, records, hasher) in &mut self.tables {
            if *table == chunk.table {
                *records += chunk.records;
                hasher.update(&chunk.bytes);
            }
        }
        Ok(())
    }

    /// The sum.
    pub fn finish(self) -> Summary {
        let tables = self.tables.into_iter().map(|(table, records, hasher)| TableSummary {
            table,
            records,
            hash: *hasher.finalize().as_bytes(),
        });
        Summary { tables: tables.collect() }
    }
}
