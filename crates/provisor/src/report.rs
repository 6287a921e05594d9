//! What whole installations are told to hold: counts and hashes.

use std::io;

use directory::archive::Summary;

use crate::output::{Out, number};

/// How many digits of a hash people are shown; scripts get all of them.
const DIGITS: usize = 16;

/// Prints what an installation holds.
pub(crate) fn tables(out: Out, summary: &Summary) -> io::Result<()> {
    out.gap()?;
    let rows = summary.tables.iter().map(|table| {
        let mut hash = table.hash_text();
        hash.truncate(DIGITS);
        [table.table.name().to_owned(), number(table.records), hash]
    });
    out.table(["TABLE", "RECORDS", "BLAKE3"], rows)?;
    out.gap()
}
