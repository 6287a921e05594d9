//! What an admin can set for a directory.

mod policies;

pub use policies::{InactiveUsers, Linking, Policies, Reprovision, UnknownMembers};

use serde::{Deserialize, Serialize};

pub use crate::preset::{Preset, UnknownPreset};

/// The settings of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether identity providers may provision.
    pub scim: ScimState,
    /// Whether two groups may not have the same `displayName`, ignoring case.
    pub unique_group_names: bool,
    /// How strictly requests are read.
    pub preset: Preset,
    /// What becomes of people who come back, and of members that nobody knows.
    pub policies: Policies,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scim: ScimState::Off,
            unique_group_names: true,
            preset: Preset::Tolerant,
            policies: Policies::default(),
        }
    }
}

/// The SCIM switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScimState {
    /// SCIM requests are refused with 403.
    #[default]
    Off,
    /// SCIM requests are served.
    On,
    /// SCIM requests are put off with 503 and `Retry-After`; identity providers try again.
    Paused,
}

impl ScimState {
    /// The word for it: `off`, `on` or `paused`.
    pub const fn name(self) -> &'static str {
        match self {
            ScimState::Off => "off",
            ScimState::On => "on",
            ScimState::Paused => "paused",
        }
    }
}

/// What becomes of the users when SCIM is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchOff {
    /// Everybody keeps the access they have.
    KeepUsers,
    /// Every user is deactivated, and so loses all access.
    DeactivateUsers,
}
