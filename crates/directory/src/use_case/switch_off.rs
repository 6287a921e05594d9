//! Switches SCIM off, and does with the users what the admin chose.

use futures_util::future::join_all;
use serde_json::{Map, Value};

use crate::change::{CommitError, Refusal};
use crate::decide::{self, Context};
use crate::error::{Error, explain};
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::registry::DirectoryInfo;
use crate::resource::{Kind, Stored};
use crate::service::Service;
use crate::settings::{ScimState, SwitchOff};
use crate::store::{BrowseQuery, BrowseState, Direction};

/// How many users are looked at, and those of them who are active deactivated, at once. No more than
/// a page that stores read without making it wait behind long queries.
const BATCH: u32 = 200;

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
        let mut deactivated = 0;
        loop {
            // What is declared meanwhile counts.
            self.refresh().await?;
            let info = self.known_directory(directory)?;
            let found = self.deactivate_all_found(&info, cause, &mut deactivated).await?;
            // Whoever was changed or created at the same time is found the next time.
            if found == 0 || self.store.counts(directory).await?.active_users == 0 {
                return Ok(deactivated);
            }
        }
    }

    /// Walks over all users once and answers how many active ones it met. Each page begins where
    /// the one before ended: to look for the active ones from the start each time would pass over
    /// all that are deactivated already, again and again.
    async fn deactivate_all_found(
        &self,
        directory: &DirectoryInfo,
        cause: &Cause,
        deactivated: &mut u64,
    ) -> Result<u64, Error> {
        let (mut from, mut found) = (None, 0);
        loop {
            let query = BrowseQuery {
                directory: directory.id,
                kind: Kind::User,
                search: String::new(),
                state: BrowseState::All,
                from,
                limit: BATCH,
            };
            let page = self.store.browse(query).await?;
            let active = page.resources.iter().filter(|user| user.active);
            // All at once, so that the store can commit them together.
            let commits = active.map(|user| self.deactivate(directory, user, cause));
            for outcome in join_all(commits).await {
                found += 1;
                *deactivated += u64::from(outcome?);
            }
            match page.resources.last() {
                Some(last) if page.has_older => from = Some((Direction::Older, last.id)),
                _ => return Ok(found),
            }
        }
    }

    /// False when the user was changed at the same time: the next look finds them again.
    async fn deactivate(
        &self,
        directory: &DirectoryInfo,
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
            Err(CommitError::Refused(refusal)) => Err(explain(refusal, directory, Kind::User)),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }
}
