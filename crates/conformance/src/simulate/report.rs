//! How a simulation tells what it is doing.

use std::io::{self, Write};

use crate::Failure;

/// Hears of every step of a simulation, in order.
pub trait Reporter: Send {
    /// A step begins, for example `Create 50 people`.
    fn step_started(&mut self, step: &str);

    /// Part of a long step is done.
    fn progress(&mut self, step: &str, done: usize, total: usize) {
        let _ = (step, done, total);
    }

    /// The step that began last is done, for example with `50 created`.
    fn step_done(&mut self, step: &str, outcome: &str);

    /// The step that began last went wrong; nothing follows.
    fn failed(&mut self, failure: &Failure);
}

/// Writes one line a step, for terminals and files alike.
#[derive(Debug)]
pub struct PlainReporter<W> {
    out: W,
    error: Option<io::Error>,
}

impl<W: Write> PlainReporter<W> {
    /// A reporter that writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, error: None }
    }

    /// What was written to, or the first error that writing met. A report that cannot be written
    /// does not stop the simulation.
    pub fn into_inner(self) -> io::Result<W> {
        match self.error {
            None => Ok(self.out),
            Some(error) => Err(error),
        }
    }

    fn write(&mut self, text: &str) {
        if self.error.is_none() {
            let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
            self.error = written.err();
        }
    }
}

impl<W: Write + Send> Reporter for PlainReporter<W> {
    fn step_started(&mut self, step: &str) {
        self.write(&format!("{step} … "));
    }

    fn step_done(&mut self, _step: &str, outcome: &str) {
        self.write(&format!("{outcome}\n"));
    }

    fn failed(&mut self, failure: &Failure) {
        self.write(&format!("wrong\n\n{failure}\n"));
    }
}
