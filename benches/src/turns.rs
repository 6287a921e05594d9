//! Measures several programs in turns: what else the machine does meets all alike.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::figures::{Driven, Figures, median};
use crate::results::Who;

/// Load before each measurement, so that caches are warm.
const WARM: Duration = Duration::from_millis(300);

/// One of those that take turns.
pub(crate) struct Contender {
    pub(crate) who: Who,
    pub(crate) users: usize,
    pub(crate) how: How,
}

/// How it is measured.
pub(crate) enum How {
    /// By requests.
    Driven(Driven),
    /// By a program that measures itself and prints its figures.
    Printed(Printed),
}

/// A program that measures itself.
pub(crate) struct Printed {
    pub(crate) program: PathBuf,
    pub(crate) words: Vec<String>,
}

impl How {
    async fn measure(&self, time: Duration) -> Result<Figures> {
        match self {
            Self::Driven(driven) => driven.measure(WARM, time).await,
            Self::Printed(printed) => printed.run(time),
        }
    }
}

impl Printed {
    fn run(&self, time: Duration) -> Result<Figures> {
        let mut command = Command::new(&self.program);
        command.args(&self.words).arg("--seconds").arg(time.as_secs_f64().to_string());
        let output = command.stderr(std::process::Stdio::inherit()).output()?;
        if !output.status.success() {
            bail!("{command:?} failed: {}", output.status);
        }
        serde_json::from_slice(&output.stdout).context("figures as JSON")
    }
}

/// All of them, one after the other, as often as there are passes.
pub(crate) async fn measure(
    contenders: &[Contender],
    time: Duration,
    passes: usize,
) -> Result<Vec<Figures>> {
    let mut all = vec![Vec::new(); contenders.len()];
    for _ in 0..passes.max(1) {
        for (contender, figures) in contenders.iter().zip(&mut all) {
            let measured = contender.how.measure(time).await;
            figures.push(measured.with_context(|| format!("{:?}", contender.who))?);
        }
    }
    Ok(all.iter().map(|figures| median(figures)).collect())
}
