//! Simulated identity providers: they push a whole population, the way the real ones do, and
//! check every answer.
//!
//! [`providers()`] lists them, each with what is known of its behaviour and how. [`run`] plays one.
//! Whatever it makes has a name that begins with a prefix, by which a repeated run finds it again
//! and [`clean()`] removes it.

mod body;
mod clean;
mod engine;
mod exchange;
mod listing;
mod members;
mod names;
pub mod okta;
mod parallel;
mod person;
mod provider;
mod providers;
mod report;
mod session;
mod summary;
mod team;

use std::fmt;

use serde_json::{Map, Value};

pub use crate::Failure;
use crate::json::get;
pub use clean::{Cleaned, clean};
pub use provider::{Behaviour, Known, Mode, Provider, Topic};
pub use providers::{provider, providers};
pub use report::{PlainReporter, Reporter};
pub use summary::Summary;

/// What to simulate and where.
#[derive(Clone)]
pub struct Options {
    /// The SCIM root, such as `https://host/scim/v2`.
    pub base: String,
    /// The bearer token; empty for a service that asks for none.
    pub token: String,
    /// How many people are provisioned; at least 1.
    pub users: usize,
    /// How many groups are pushed; may be 0.
    pub groups: usize,
    /// Chooses the people. The same seed means the same people.
    pub seed: u64,
    /// With what every name begins that the simulation makes.
    pub prefix: String,
}

impl Options {
    /// 50 people and 6 groups, with the provider's own prefix.
    pub fn new(base: impl Into<String>, token: impl Into<String>, provider: &Provider) -> Self {
        Self {
            base: base.into(),
            token: token.into(),
            users: 50,
            groups: 6,
            seed: 0,
            prefix: format!("sim-{}", provider.name),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("base", &self.base)
            .field("token", &"***")
            .field("users", &self.users)
            .field("groups", &self.groups)
            .field("seed", &self.seed)
            .field("prefix", &self.prefix)
            .finish()
    }
}

/// Plays a provider in one of its modes: pushes people and groups to a service, changes some,
/// takes the service from some, and checks every answer. Stops at the first wrong one, which the
/// reporter hears of too. Must run within a tokio runtime.
pub async fn run(
    mode: &Mode,
    options: &Options,
    report: &mut dyn Reporter,
) -> Result<Summary, Failure> {
    let outcome = match &mode.speech {
        provider::Speech::Okta(dialect) => {
            let new = okta::Options::new(&options.base, &options.token);
            let options = okta::Options {
                users: options.users,
                groups: options.groups,
                seed: options.seed,
                prefix: options.prefix.clone(),
                dialect: *dialect,
                ..new
            };
            return okta::simulate(&options, report).await;
        }
        provider::Speech::Engine(style) => engine::play(style, options, report).await,
    };
    if let Err(failure) = &outcome {
        report.failed(failure);
    }
    outcome
}

/// Whether a user was made by a simulation with this prefix.
fn is_marked_user(user: &Map<String, Value>, prefix: &str) -> bool {
    begins(get(user, "userName"), &format!("{prefix}."))
}

/// Whether a group was made by a simulation with this prefix.
fn is_marked_team(group: &Map<String, Value>, prefix: &str) -> bool {
    begins(get(group, "displayName"), &format!("{prefix} "))
}

fn begins(name: Option<&Value>, mark: &str) -> bool {
    let name = name.and_then(Value::as_str).unwrap_or_default();
    name.to_lowercase().starts_with(&mark.to_lowercase())
}
