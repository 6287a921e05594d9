//! What is wrong with the configuration, and where.

use std::fmt;
use std::path::PathBuf;

use super::key::Key;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    Default,
    /// A line of the configuration file.
    File { path: PathBuf, line: usize },
    /// An environment variable.
    Variable(String),
    /// A file named by an environment variable.
    SecretFile { variable: String, path: PathBuf },
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) => write!(f, "environment {name}"),
            Origin::SecretFile { variable, path } => {
                write!(f, "{} (environment {variable})", path.display())
            }
            Origin::Flag(flag) => f.write_str(flag),
        }
    }
}

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem(String);

impl Problem {
    /// A value that cannot be used. The reason must not repeat a secret.
    pub(super) fn value(key: &Key, origin: Origin, reason: &str) -> Self {
        Self(match origin {
            // The variable's name says which key it is.
            Origin::Variable(_) => format!("{origin}: {reason}"),
            _ => format!("{origin}: {}: {reason}", key.name),
        })
    }

    /// Something else.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
