//! Switches SCIM off, and does with the users what the admin chose.

use futures_util::future::join_all;
use scim::filter::Filter;
use scim::sort::Order;
use serde_json::{Map, Value};

use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::{Error, explain};
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::resource::{Include, Kind, Stored};
use crate::service::Service;
use crate::settings::{ScimState, SwitchOff};
use crate::store::{List, ListQuery};

/// How many users are deactivated at once, between two looks at who is left.
const BATCH: u32 = 500;

impl Service {
    /// Switches SCIM off. With [`SwitchOff::DeactivateUsers`] every active user is deactivated, each
    /// with an event of its own; returns how many were.
    pub async fn switch_off(
        &self,
        directory: DirectoryId,
        users: SwitchOff,
        cause: Cause,
    ) -> Result<u64, Error> {
        // First no new people, then nobody left.
        self.set_scim(directory, ScimState::Off, cause.clone()).await?;
        match users {
            SwitchOff::KeepUsers => Ok(0),
            SwitchOff::DeactivateUsers => self.deactivate_everybody(directory, &cause).await,
        }
    }

    async fn deactivate_everybody(
        &self,
        directory: DirectoryId,
        cause: &Cause,
    ) -> Result<u64, Error> {
        let info = self.known_directory(directory)?;
        let active = info.definition(Kind::User).check(&Filter::parse("active eq true")?)?;
        let mut deactivated = 0;
        loop {
            let query = ListQuery {
                directory,
                lists: vec![List { kind: Kind::User, filter: active.clone(), sort: None }],
                order: Order::Ascending,
                offset: 0,
                limit: BATCH,
                include: Include::NONE,
            };
            let page = self.store.list(query).await?;
            if page.resources.is_empty() {
                return Ok(deactivated);
            }
            // All at once, so that the store can commit them together.
            let commits = page.resources.iter().map(|user| self.deactivate(&info, user, cause));
            for outcome in join_all(commits).await {
                deactivated += u64::from(outcome?);
            }
        }
    }

    /// False when the user was changed at the same time: the next look finds them again.
    async fn deactivate(
        &self,
        directory: &crate::registry::DirectoryInfo,
        user: &Stored,
        cause: &Cause,
    ) -> Result<bool, Error> {
        let before: Map<String, Value> = serde_json::from_str(&user.body)
            .map_err(|error| crate::store::StoreError::Broken(error.to_string()))?;
        let mut after = before.clone();
        after.insert("active".to_owned(), Value::Bool(false));
        let context = Context { directory, at: self.env.now(), cause };
        let patched =
            scim::patch::Patched { body: after, members: Vec::new(), learned: Vec::new() };
        let Some(change) = decide::patch(&context, user, &before, patched, false)? else {
            return Ok(false);
        };
        match self.store.commit(change).await {
            Ok(_) => Ok(true),
            Err(CommitError::Refused(Refusal::VersionConflict | Refusal::Gone)) => Ok(false),
            Err(CommitError::Refused(refusal)) => Err(explain(refusal, Kind::User).into()),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }
}
