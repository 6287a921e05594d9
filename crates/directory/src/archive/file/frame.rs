//! The parts of a file, as bytes.

use super::super::field::{Field, read_number, write_number};
use super::super::{Summary, Table, TableSummary};

/// The code of the trailer, which no table has.
pub(super) const TRAILER: u8 = 0;

/// Bytes before the content of a frame.
pub(super) const HEAD: usize = 13;

/// What stands before the content of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) code: u8,
    pub(super) records: u64,
    pub(super) bytes: u32,
}

impl Head {
    pub(super) fn to_bytes(self) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        head[0] = self.code;
        head[1..9].copy_from_slice(&self.records.to_be_bytes());
        head[9..].copy_from_slice(&self.bytes.to_be_bytes());
        head
    }

    pub(super) fn from_bytes(head: [u8; HEAD]) -> Self {
        let [code, r0, r1, r2, r3, r4, r5, r6, r7, b0, b1, b2, b3] = head;
        Self {
            code,
            records: u64::from_be_bytes([r0, r1, r2, r3, r4, r5, r6, r7]),
            bytes: u32::from_be_bytes([b0, b1, b2, b3]),
        }
    }
}

/// The hash that ends a frame, given the one that ended what is before it.
pub(super) fn seal(previous: [u8; 32], head: [u8; HEAD], content: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous).update(&head).update(content);
    *hasher.finalize().as_bytes()
}

/// The content of the trailer.
pub(super) fn write_summary(summary: &Summary) -> Vec<u8> {
    let mut out = Vec::new();
    for table in &summary.tables {
        out.push(table.table.code());
        write_number(table.records, &mut out);
        table.hash.write(&mut out);
    }
    out
}

/// Reads the content of the trailer.
pub(super) fn read_summary(mut content: &[u8]) -> Option<Summary> {
    let mut tables = Vec::new();
    while let Some((code, rest)) = content.split_first() {
        content = rest;
        tables.push(TableSummary {
            table: Table::from_code(*code)?,
            records: read_number(&mut content)?,
            hash: Field::read(&mut content)?,
        });
    }
    Some(Summary { tables }.complete())
}
