//! Shows the steps of a simulation while they happen: with a counter on a terminal, as plain lines
//! anywhere else.

use std::io::{self, IsTerminal, Write};

use conformance::simulate::{Failure, Reporter};

use crate::output::Out;

/// Where a simulation is told.
pub(crate) struct Steps {
    out: Out,
    /// Whether a line can be written over.
    live: bool,
}

impl Steps {
    /// Tells on standard output.
    pub(crate) fn new() -> Self {
        Self { out: Out::new(), live: io::stdout().is_terminal() && !crate::env::forbids_colors() }
    }

    /// Leaves the line unfinished, so that the next one takes its place.
    fn overwrite(&self, text: &str) {
        if self.live {
            let mut out = io::stdout().lock();
            // A simulation goes on when nobody can read about it.
            let _ = write!(out, "\r\u{1b}[2K{text}").and_then(|()| out.flush());
        }
    }

    fn tell(&self, text: String) {
        self.overwrite("");
        let _ = self.out.line(text);
    }
}

impl Reporter for Steps {
    fn step_started(&mut self, step: &str) {
        self.overwrite(&format!("  {} {step} …", self.out.dim("·")));
    }

    fn progress(&mut self, step: &str, done: usize, total: usize) {
        let count = self.out.dim(format!("{done} of {total}"));
        self.overwrite(&format!("  {} {step} … {count}", self.out.dim("·")));
    }

    fn step_done(&mut self, step: &str, outcome: &str) {
        let outcome = self.out.dim(outcome);
        self.tell(format!("  {} {step}: {outcome}", self.out.green("✓")));
    }

    fn failed(&mut self, failure: &Failure) {
        let mark = self.out.red("✗");
        self.tell(format!("  {mark} {}", failure.to_string().replace('\n', "\n    ")));
    }
}

/// Hears of the steps and says nothing: the result is printed as JSON.
pub(crate) struct Silent;

impl Reporter for Silent {
    fn step_started(&mut self, _step: &str) {}

    fn step_done(&mut self, _step: &str, _outcome: &str) {}

    fn failed(&mut self, _failure: &Failure) {}
}
