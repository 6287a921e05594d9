//! The simulated Okta: what an Okta organisation sends to a SCIM 2.0 service, in both dialects.
//!
//! Okta speaks two: applications made with the *app integration wizard* change everything by PUT;
//! applications of the *integration network* use PUT for profiles and PATCH for activation,
//! passwords and groups. Either way nobody is ever deleted: whoever loses the application is
//! deactivated.
//!
//! A simulation may be repeated on the same directory. People and groups that are there already
//! are matched by their names and linked, as Okta does.

mod connection;
mod custom;
mod groups;
mod import;
mod membership;
mod people;
mod roster;
mod users;

use std::fmt;
use std::str::FromStr;
use std::time::Instant;

use super::session::{Manner, Session};
use super::{Reporter, Summary, person};
use crate::Failure;

/// How the requests of Okta look.
const MANNER: Manner = Manner {
    title: "Okta",
    headers: &[
        ("accept", "application/scim+json"),
        ("accept-charset", "utf-8"),
        // Okta asks for gzip; what this client could not unpack it does not ask for.
        ("accept-encoding", "identity"),
        // Okta names it even where nothing follows.
        ("content-type", "application/scim+json; charset=utf-8"),
        ("user-agent", "Okta SCIM Client 1.0.0"),
    ],
    content_type: "application/scim+json; charset=utf-8",
    ..Manner::PLAIN
};

/// What to simulate and where.
#[derive(Clone)]
pub struct Options {
    /// The SCIM root, such as `https://host/scim/v2`.
    pub base: String,
    /// The bearer token; empty for a service that asks for none.
    pub token: String,
    /// How many people are assigned to the application; at least 1.
    pub users: usize,
    /// How many groups are pushed; may be 0.
    pub groups: usize,
    /// The name of the organisation where several push into one directory; else empty. It stands in
    /// the domain of its people and before the names of its groups.
    pub organisation: String,
    /// With what the names of everything begin that the simulation makes; may be empty.
    pub prefix: String,
    /// Chooses the people. The same seed means the same people.
    pub seed: u64,
    /// How changes are sent.
    pub dialect: Dialect,
}

impl Options {
    /// 50 people and 6 groups, in both dialects.
    pub fn new(base: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            token: token.into(),
            users: 50,
            groups: 6,
            organisation: String::new(),
            prefix: String::new(),
            seed: 0,
            dialect: Dialect::Both,
        }
    }
}

impl Options {
    /// What a group is called in this organisation.
    fn group_name(&self, name: &str) -> String {
        let parts = [self.prefix.as_str(), self.organisation.as_str(), name];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("base", &self.base)
            .field("token", &"***")
            .field("users", &self.users)
            .field("groups", &self.groups)
            .field("organisation", &self.organisation)
            .field("prefix", &self.prefix)
            .field("seed", &self.seed)
            .field("dialect", &self.dialect)
            .finish()
    }
}

/// Which of Okta's dialects is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Both: people and groups take turns, and what differs is done once in each.
    #[default]
    Both,
    /// The app integration wizard's: PUT for everything.
    Aiw,
    /// The integration network's: PATCH for activation, passwords and groups.
    Oin,
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "both" => Ok(Self::Both),
            "aiw" => Ok(Self::Aiw),
            "oin" => Ok(Self::Oin),
            _ => Err(format!("{text:?} is no dialect of Okta: choose both, aiw or oin")),
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Both => "both",
            Self::Aiw => "aiw",
            Self::Oin => "oin",
        })
    }
}

/// The dialect of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Put,
    Patch,
}

impl Dialect {
    /// The forms in which a change is sent.
    fn forms(self) -> &'static [Form] {
        match self {
            Self::Both => &[Form::Put, Form::Patch],
            Self::Aiw => &[Form::Put],
            Self::Oin => &[Form::Patch],
        }
    }

    /// The form for the thing with this number.
    fn form(self, number: usize) -> Form {
        let forms = self.forms();
        forms[number % forms.len()]
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Put => "by PUT",
            Self::Patch => "by PATCH",
        })
    }
}

/// Pushes people and groups to a service, changes some, takes access from some, and checks every
/// answer. Stops at the first wrong one, which the reporter hears of too.
///
/// At the end most people are active and a few are deactivated. Must run within a tokio runtime.
pub async fn simulate(options: &Options, report: &mut dyn Reporter) -> Result<Summary, Failure> {
    let outcome = run(options, report).await;
    if let Err(failure) = &outcome {
        report.failed(failure);
    }
    outcome
}

async fn run(options: &Options, report: &mut dyn Reporter) -> Result<Summary, Failure> {
    const SETTING_UP: &str = "Set up the application in Okta";
    if options.users == 0 {
        let got = "users = 0";
        return Err(Failure::new(SETTING_UP, "nothing yet", "at least one person to push", got));
    }
    let session = Session::new(&options.base, &options.token, &MANNER)
        .map_err(|error| Failure::no_answer(SETTING_UP, "nothing yet", &error))?;
    let started = Instant::now();
    connection::test(&session, report).await?;

    let mut people = person::people(options.seed, options.users);
    if !options.organisation.is_empty() {
        for person in &mut people {
            person.join(&options.organisation);
        }
    }
    if !options.prefix.is_empty() {
        for person in &mut people {
            person.mark(&options.prefix);
        }
    }
    // The last one joins later, when the application has custom attributes.
    let late = if people.len() > 1 { people.pop() } else { None };
    let mut accounts = users::assign(&session, report, people, options.users).await?;
    users::refuse_duplicate(&session, report, &accounts[0]).await?;
    users::update_profiles(&session, report, &accounts).await?;
    users::rename(&session, report, &accounts[0]).await?;
    users::push_passwords(&session, report, &accounts, options.dialect).await?;
    custom::exercise(&session, report, &mut accounts, late).await?;
    users::deactivate_and_reactivate(&session, report, &mut accounts, options.dialect).await?;

    let pushed = if options.groups == 0 {
        Vec::new()
    } else {
        let mut pushed = groups::push(&session, report, options, &accounts).await?;
        membership::exercise(&session, report, options.dialect, &mut pushed, &accounts).await?;
        groups::unlink(&session, report, options, &accounts).await?;
        pushed
    };
    import::check_users(&session, report, &accounts).await?;
    import::check_groups(&session, report, &pushed).await?;

    let active = accounts.iter().filter(|account| account.active).count();
    let created = accounts.iter().filter(|account| account.created).count();
    let groups_created = pushed.iter().filter(|group| group.created).count();
    Ok(Summary {
        users_created: created,
        users_linked: accounts.len() - created,
        groups_created,
        groups_linked: pushed.len() - groups_created,
        users_active: active,
        users_inactive: accounts.len() - active,
        memberships: pushed.iter().map(|group| group.members.len()).sum(),
        requests: session.requests(),
        elapsed: started.elapsed(),
    })
}

#[cfg(test)]
mod tests;
