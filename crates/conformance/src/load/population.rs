//! Those who were made for a load: found again, made, and removed.

mod find;
mod make;
mod remove;

pub(super) use find::{Page, Walk, find};
pub(super) use make::{create_group, create_user, make_groups, make_users};
pub(super) use remove::remove;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;

use super::outcome::Outcome;
use super::pace::{Load, Rate, Stop};
use super::target::Target;
use crate::Failure;

/// Connections for the work around a load.
const CONNECTIONS: usize = 16;

/// The users by their numbers and the groups by their names, each with the id that the server gave.
#[derive(Debug, Default)]
pub(super) struct Population {
    pub(super) users: BTreeMap<usize, String>,
    pub(super) groups: BTreeMap<String, String>,
}

/// A population that scripts add to.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<Population>>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Population> {
        // Whoever panicked while adding somebody has not left half of them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The users with numbers below `count`, in the order of their numbers.
    pub(super) fn users(&self, count: usize) -> Arc<[User]> {
        let population = self.lock();
        let users = population.users.range(..count);
        users.map(|(number, id)| User { number: *number, id: id.clone() }).collect()
    }
}

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) number: usize,
    pub(super) id: String,
}

/// What is looked at in a resource.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    pub(super) id: String,
    #[serde(rename = "userName")]
    pub(super) user_name: Option<String>,
    #[serde(rename = "displayName")]
    pub(super) display_name: Option<String>,
}

/// How work around a load is done: as fast as it goes, on a few connections, to its end.
fn at_once(connections: usize, stop: &Stop) -> Load {
    let connections = connections.clamp(1, CONNECTIONS);
    let (warm_up, stop) = (Duration::ZERO, stop.clone());
    Load { connections, rate: Rate::AsAnswered, warm_up, time: None, stop }
}

/// The preparation of a load must succeed as a whole.
fn complete(step: &str, target: &Target, outcome: &Outcome) -> Result<(), Failure> {
    match outcome.first_problem() {
        None => Ok(()),
        Some((problem, seen)) => Err(Failure::new(
            format!("{step} at {}", target.base()),
            &seen.request,
            "a request that succeeds",
            format!("{problem}: {}", seen.answer),
        )),
    }
}
