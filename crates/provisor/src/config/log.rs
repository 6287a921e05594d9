//! What is logged, and how.

use std::fmt;
use std::str::FromStr;

use tracing_subscriber::EnvFilter;

use super::suggest;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// A level (`info`), or levels by part of the program (`info,web=debug`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    /// The filter as the log output takes it.
    pub(crate) fn to_filter(&self) -> EnvFilter {
        // What the driver of PostgreSQL tells of its statements has people's data in it.
        EnvFilter::new(format!("{},tokio_postgres=warn", self.0))
    }

    /// Only what somebody has to look at: what commands log that talk to a person themselves.
    pub(crate) fn warnings() -> Self {
        Self("warn".to_owned())
    }
}

impl Default for LogFilter {
    fn default() -> Self {
        Self("info".to_owned())
    }
}

impl FromStr for LogFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = &text.replace(char::is_whitespace, "");
        for directive in text.split(',') {
            let level = directive.rsplit('=').next().unwrap_or_default();
            if !LEVELS.contains(&level.to_ascii_lowercase().as_str()) {
                let hint = match suggest::nearest(level, LEVELS) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("the levels are {}", LEVELS.join(", ")),
                };
                return Err(format!("`{level}` is no log level; {hint}"));
            }
        }
        match EnvFilter::try_new(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(format!("`{text}` cannot be used: {error}")),
        }
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object per line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            other => Err(format!("`{other}` is no log format; choose `text` or `json`")),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_checked_by_their_levels() {
        for text in ["info", "off", "DEBUG", "info,web=debug", "warn, store_sqlite=trace"] {
            assert!(text.parse::<LogFilter>().is_ok(), "{text}");
        }
        let reason = "inof".parse::<LogFilter>().expect_err("a typing error");
        assert_eq!(reason, "`inof` is no log level; did you mean `info`?");
        assert!("".parse::<LogFilter>().is_err());
        assert!("web=loud".parse::<LogFilter>().is_err());
    }
}
