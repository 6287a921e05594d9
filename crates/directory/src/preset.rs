//! How strictly a directory reads what it is sent.

use std::fmt;
use std::str::FromStr;

use scim::{Limits, Rules};
use serde::{Deserialize, Serialize};

/// How strictly a directory reads what it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// What identity providers really send is understood, and attributes are learned.
    #[default]
    Tolerant,
    /// The SCIM 2.0 Interoperability Profile to the letter. What was learned before stays part of
    /// the schemas.
    Interop,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Preset; 2] = [Preset::Tolerant, Preset::Interop];

    /// The word for it: `tolerant` or `interop`.
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Tolerant => "tolerant",
            Preset::Interop => "interop",
        }
    }

    /// The limits and rules by which requests are read.
    pub(crate) fn limits(self) -> Limits {
        let rules = match self {
            Preset::Tolerant => Rules::TOLERANT,
            Preset::Interop => Rules::INTEROP,
        };
        Limits { rules, ..Limits::default() }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Preset::ALL.into_iter().find(|preset| preset.name() == text);
        found.ok_or_else(|| UnknownPreset(text.to_owned()))
    }
}

/// A preset that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("there is no preset `{0}`; the presets are `tolerant` and `interop`")]
pub struct UnknownPreset(String);
