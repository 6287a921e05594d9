//! A run of several steps: each runs whatever became of those before, and the end tells all.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

struct Step {
    name: &'static str,
    took: Duration,
    error: Option<anyhow::Error>,
}

/// The steps done so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

impl Steps {
    /// Runs one step and remembers how it ended.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let start = Instant::now();
        let error = step().err();
        if let Some(error) = &error {
            println!("{name}: {error:#}");
        }
        self.done.push(Step { name, took: start.elapsed(), error });
    }

    /// Prints one line for each step; an error that names the failed ones.
    pub(crate) fn finish(self) -> Result<()> {
        println!();
        for step in &self.done {
            let verdict = if step.error.is_some() { "FAILED" } else { "ok" };
            println!("{verdict:<7} {:<14} {:>6.1} s", step.name, step.took.as_secs_f64());
        }
        let failed: Vec<_> = self.done.iter().filter(|s| s.error.is_some()).collect();
        if !failed.is_empty() {
            let names: Vec<_> = failed.iter().map(|step| step.name).collect();
            bail!("failed: {}", names.join(", "));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_but_not_the_steps_after_it() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.run("first", || bail!("broken"));
        steps.run("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert_eq!(steps.finish().unwrap_err().to_string(), "failed: first");
    }
}
