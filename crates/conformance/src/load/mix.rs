//! The mixes: what an identity provider sends in each phase of its work.

pub(super) mod delta;
pub(super) mod groups;
pub(super) mod import;
pub(super) mod initial;
pub(super) mod read;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A kind of work of an identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mix {
    /// The first cycle: everybody is looked up, created, and put into a group.
    Initial,
    /// Reading: by id, by filter, and pages of the list.
    Read,
    /// A later cycle: somebody is looked up and changed, now and then deactivated and reactivated.
    Delta,
    /// Group push: members come into and go from a few large groups.
    Groups,
    /// Import: all pages of all users and groups, again and again.
    Import,
}

impl Mix {
    /// All of them, in the order in which they are played.
    pub const ALL: [Self; 5] = [Self::Initial, Self::Read, Self::Delta, Self::Groups, Self::Import];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Read => "read",
            Self::Delta => "delta",
            Self::Groups => "groups",
            Self::Import => "import",
        }
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Mix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|mix| mix.name().eq_ignore_ascii_case(text));
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("{text:?} is no mix: choose among {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_have_names() {
        for mix in Mix::ALL {
            assert_eq!(mix.name().parse(), Ok(mix));
        }
        let told = "chaos".parse::<Mix>().unwrap_err();
        assert!(told.contains("initial, read, delta, groups, import"), "{told}");
    }
}
