//! Removes what simulations have made.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::listing::{self, Paging};
use super::parallel::in_parallel;
use super::session::{Manner, Session};
use super::{Options, Reporter, is_marked_team, is_marked_user};
use crate::Failure;
use crate::client::encode_value;
use crate::json::get;

/// How many requests are under way at the same time.
const AT_ONCE: usize = 8;

/// How much was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cleaned {
    /// People deleted.
    pub users: usize,
    /// Groups deleted.
    pub groups: usize,
}

impl fmt::Display for Cleaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} people and {} groups deleted", self.users, self.groups)
    }
}

/// Deletes every user and group whose name begins with the prefix: the groups first, so that a
/// server has fewer memberships to undo with each user.
pub async fn clean(options: &Options, report: &mut dyn Reporter) -> Result<Cleaned, Failure> {
    let outcome = remove_all(options, report).await;
    if let Err(failure) = &outcome {
        report.failed(failure);
    }
    outcome
}

async fn remove_all(options: &Options, report: &mut dyn Reporter) -> Result<Cleaned, Failure> {
    let (prefix, step) = (&options.prefix, "Look for what to clean");
    if prefix.trim().is_empty() {
        let expected = "a prefix, so that nobody else is deleted";
        return Err(Failure::new(step, "nothing yet", expected, "an empty one"));
    }
    let session = Session::new(&options.base, &options.token, &Manner::PLAIN)
        .map_err(|error| Failure::no_answer(step, "nothing yet", &error))?;
    let groups = remove(&session, report, "/Groups", |group| is_marked_team(group, prefix)).await?;
    let users = remove(&session, report, "/Users", |user| is_marked_user(user, prefix)).await?;
    Ok(Cleaned { users, groups })
}

async fn remove(
    session: &Session,
    report: &mut dyn Reporter,
    endpoint: &'static str,
    is_ours: impl Fn(&Map<String, Value>) -> bool + Sync,
) -> Result<usize, Failure> {
    let what = if endpoint == "/Users" { "people" } else { "groups" };
    let step = format!("Delete the {what} of earlier runs");
    report.step_started(&step);
    let mut ids = Vec::new();
    listing::read(session, &step, endpoint, Paging::Pages(100), |_, resource| {
        if let (true, Some(Value::String(id))) = (is_ours(resource), get(resource, "id")) {
            ids.push(id.clone());
        }
        Ok(())
    })
    .await?;
    let work = |id: String| {
        let (session, step) = (session.clone(), step.clone());
        async move {
            let path = format!("{endpoint}/{}", encode_value(&id));
            // 404: somebody else was faster.
            session.delete(&step, &path).await?.status(&[204, 404]).map(|_| ())
        }
    };
    let progress = |done, total| report.progress(&step, done, total);
    let removed = in_parallel(AT_ONCE, ids, work, progress).await?.len();
    report.step_done(&step, &format!("{removed} deleted"));
    Ok(removed)
}
