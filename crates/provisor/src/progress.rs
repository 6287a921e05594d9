//! How far a long piece of work has come: a line that is written over on a terminal, a line now and
//! then anywhere else, nothing where a script reads. On standard error, so that the result stands
//! alone.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use directory::archive::record::Counters;
use directory::archive::{Chunk, Table};

use crate::args::OutputArgs;
use crate::output::{hint, number};

/// How often the line on a terminal changes.
const LIVE: Duration = Duration::from_millis(100);

/// How often a line is written elsewhere.
const LINES: Duration = Duration::from_secs(10);

/// Tells how many records have passed.
pub(crate) struct Progress {
    what: &'static str,
    mode: Mode,
    told: Instant,
    records: BTreeMap<Table, u64>,
    expected: BTreeMap<Table, u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Silent,
    Lines,
    Live,
}

impl Progress {
    /// `what` is done: `writing`.
    pub(crate) fn new(what: &'static str, output: OutputArgs) -> Self {
        let mode = if output.is_json() {
            Mode::Silent
        } else if io::stderr().is_terminal() && !crate::env::forbids_colors() {
            Mode::Live
        } else {
            Mode::Lines
        };
        let (records, expected) = (BTreeMap::new(), BTreeMap::new());
        Self { what, mode, told: Instant::now(), records, expected }
    }

    /// Counts a chunk.
    pub(crate) fn passed(&mut self, chunk: &Chunk) {
        *self.records.entry(chunk.table).or_default() += chunk.records;
        if chunk.table == Table::Counters {
            // The counters come first, and tell how much of what takes long is to come.
            for counters in chunk.records::<Counters>().flatten() {
                self.expect(Table::Resources, counters.users + counters.groups);
                self.expect(Table::Events, counters.position);
            }
        }
        let pause = if self.mode == Mode::Live { LIVE } else { LINES };
        if self.mode != Mode::Silent && self.told.elapsed() >= pause {
            self.told = Instant::now();
            self.tell(chunk.table);
        }
    }

    fn expect(&mut self, table: Table, more: i64) {
        *self.expected.entry(table).or_default() += u64::try_from(more).unwrap_or(0);
    }

    fn tell(&self, table: Table) {
        let done = number(self.records.get(&table).copied().unwrap_or(0));
        let of = self.expected.get(&table).map(|all| format!(" of {}", number(*all)));
        let line = format!("{}: {table}, {done}{}", self.what, of.unwrap_or_default());
        match self.mode {
            Mode::Silent => {}
            Mode::Lines => hint(&line),
            Mode::Live => overwrite(&line),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.mode == Mode::Live {
            overwrite("");
        }
    }
}

fn overwrite(text: &str) {
    let mut out = io::stderr().lock();
    // Work goes on when nobody can read about it.
    let _ = write!(out, "\r\u{1b}[2K{text}").and_then(|()| out.flush());
}
