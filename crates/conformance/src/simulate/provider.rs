//! A provider that can be simulated, and what is known of how it behaves.

use std::fmt;

use serde::Serialize;

use super::engine::style::Style;
use super::okta::Dialect;
pub use crate::Known;

/// An identity provider, or a program that carries people from one to a service.
#[derive(Debug, Serialize)]
pub struct Provider {
    /// What it is called on a command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The ways in which it speaks; the first is the usual one.
    pub modes: &'static [Mode],
    /// What is known of it.
    pub behaviours: &'static [Behaviour],
}

impl Provider {
    /// The mode with that name; the first one for an empty name.
    pub fn mode(&self, name: &str) -> Option<&'static Mode> {
        self.modes.iter().find(|mode| name.is_empty() || mode.name.eq_ignore_ascii_case(name))
    }

    /// What it does in a mode.
    pub fn behaviours_in(&self, mode: &Mode) -> impl Iterator<Item = &'static Behaviour> {
        let name = mode.name;
        self.behaviours.iter().filter(move |one| one.only.is_empty() || one.only.contains(&name))
    }
}

/// A way in which a provider speaks.
#[derive(Debug, Serialize)]
pub struct Mode {
    /// What it is called on a command line.
    pub name: &'static str,
    /// When the provider speaks like that.
    pub about: &'static str,
    #[serde(skip)]
    pub(super) speech: Speech,
}

/// Who plays a mode.
#[derive(Debug)]
pub(super) enum Speech {
    /// The simulation of Okta.
    Okta(Dialect),
    /// The engine, in this style.
    Engine(&'static Style),
}

/// One thing that a provider does, and how we know.
#[derive(Debug, Serialize)]
pub struct Behaviour {
    /// What it is about.
    pub topic: Topic,
    /// What the provider does.
    pub does: &'static str,
    /// How we know.
    pub known: Known,
    /// Where from, in our own words.
    pub source: &'static str,
    /// The modes in which it does so; empty for all.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub only: &'static [&'static str],
}

/// What a behaviour is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Header fields and addresses.
    Requests,
    /// How it finds out whether the service is there.
    Connection,
    /// How it finds people and groups that are there already.
    Matching,
    /// What it sends for somebody new.
    Creation,
    /// How changes of people are sent.
    Update,
    /// What happens to people who may no longer use the service.
    Leaving,
    /// How groups come, are renamed, and go.
    Groups,
    /// How members come and go.
    Members,
    /// How it reads what the service has.
    Import,
}

impl Topic {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Requests,
        Self::Connection,
        Self::Matching,
        Self::Creation,
        Self::Update,
        Self::Leaving,
        Self::Groups,
        Self::Members,
        Self::Import,
    ];
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requests => "Requests",
            Self::Connection => "Connection",
            Self::Matching => "Matching",
            Self::Creation => "Creation",
            Self::Update => "Update",
            Self::Leaving => "Leaving",
            Self::Groups => "Groups",
            Self::Members => "Members",
            Self::Import => "Import",
        })
    }
}

/// A table of behaviours, a row each: what it is about, how it is known, what the provider does,
/// and where that is known from. The modes in which it does so stand before it in brackets, unless
/// it does so in all.
macro_rules! behaviours {
    ($($([$($mode:literal),+])? $topic:ident $known:ident: $does:literal, $source:expr;)+) => {
        &[$($crate::simulate::provider::Behaviour {
            topic: $crate::simulate::provider::Topic::$topic,
            known: $crate::Known::$known,
            does: $does,
            source: $source,
            only: &[$($($mode),+)?],
        }),+]
    };
}
pub(super) use behaviours;
