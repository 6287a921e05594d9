//! What the doctor found.

use std::io;

use serde::Serialize;

use crate::output::Out;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// As it should be.
    Fine,
    /// Works, but somebody should look at it.
    Warning,
    /// Does not work, or is not safe.
    Broken,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at.
    pub(super) about: &'static str,
    /// How bad it is.
    pub(super) level: Level,
    /// What was found.
    pub(super) text: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
}

impl Finding {
    /// Something is as it should be.
    pub(super) fn fine(about: &'static str, text: impl Into<String>) -> Self {
        Self { about, level: Level::Fine, text: text.into(), advice: None }
    }

    /// Something should be looked at.
    pub(super) fn warning(
        about: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let advice = Some(advice.into());
        Self { about, level: Level::Warning, text: text.into(), advice }
    }

    /// Something does not work.
    pub(super) fn broken(
        about: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { level: Level::Broken, ..Self::warning(about, text, advice) }
    }

    /// Prints it for people.
    pub(super) fn print(&self, out: Out) -> io::Result<()> {
        let level = match self.level {
            Level::Fine => out.green("ok     "),
            Level::Warning => out.yellow("look   "),
            Level::Broken => out.red("BROKEN "),
        };
        out.line(format!("{level} {:<15} {}", self.about, self.text))?;
        match &self.advice {
            Some(advice) => out.line(format!("{:23} {} {advice}", "", out.dim("→"))),
            None => Ok(()),
        }
    }
}
