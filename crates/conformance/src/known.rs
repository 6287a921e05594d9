//! How we know what an identity provider does.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How we know of a behaviour of an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Known {
    /// The vendor or a standard says so, or the source code shows it.
    Documented,
    /// It was seen in requests of the real one.
    Captured,
    /// It is likely from what is known, such as the guides of other services; nobody has shown it.
    Inferred,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Captured => "captured",
            Self::Inferred => "inferred",
        })
    }
}
