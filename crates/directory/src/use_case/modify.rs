//! Read, decide, commit: the loop behind PUT, PATCH and DELETE.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::strangers::{Met, Open, Strangers};
use crate::caller::Caller;
use crate::change::{ChangeSet, CommitError, Refusal, Write};
use crate::conditions::Conditions;
use crate::error::{Error, explain, no_endpoint, not_found};
use crate::id::{DirectoryId, ResourceId};
use crate::registry::DirectoryInfo;
use crate::resource::{Include, Kind, Row, Stored};
use crate::service::Service;

/// How often a use case reads and decides again before it gives up. Each round loses only against
/// a change that succeeded, so this many parallel changes of one resource all get through.
pub(super) const ROUNDS: usize = 256;

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modified {
    /// The resource as it is now.
    pub stored: Stored,
    /// Whether the request changed anything.
    pub changed: bool,
    /// What became of members that the directory did not know.
    pub met: Met,
}

/// What a decision looks at.
pub(crate) struct Seen<'a> {
    pub(crate) directory: &'a DirectoryInfo,
    pub(crate) current: &'a Stored,
    /// The parsed body of `current`.
    pub(crate) before: &'a Map<String, Value>,
    /// Members that the directory does not know, as far as the request has found out about them.
    pub(crate) strangers: &'a Strangers,
}

/// What a decision comes to.
pub(crate) enum Decision {
    /// The request asks for what is already so.
    Nothing,
    /// This is to be done.
    Commit(ChangeSet),
    /// It must be found out first who these are.
    Meet(Open),
}

impl From<Option<ChangeSet>> for Decision {
    fn from(change: Option<ChangeSet>) -> Self {
        change.map_or(Decision::Nothing, Decision::Commit)
    }
}

/// Which resource is meant, and which version of it.
pub(crate) struct Subject<'a> {
    pub(crate) kind: Kind,
    pub(crate) id: &'a str,
    pub(crate) conditions: Conditions<'a>,
}

impl Service {
    /// Reads the resource, lets `decide` turn it into a change set, commits, and starts again when
    /// the resource was changed in between.
    pub(crate) async fn modify(
        &self,
        caller: &Caller,
        subject: &Subject<'_>,
        include: Include,
        decide: impl Fn(Seen<'_>) -> Result<Decision, Error> + Send + Sync,
    ) -> Result<Modified, Error> {
        let kind = subject.kind;
        let unknown = || not_found(&caller.directory, kind);
        let id: ResourceId = subject.id.parse().map_err(|_| unknown())?;
        let directory = caller.directory.id;
        // Members are read once, afterwards: a decision never needs them.
        let reading = Include { members: false, ..include };
        let mut info = Arc::clone(&caller.directory);
        let mut strangers = Strangers::new(info.settings);
        for _ in 0..ROUNDS {
            let found = self.store.get(directory, kind, id, reading).await?;
            let current = found.ok_or_else(unknown)?;
            subject.conditions.check(current.version)?;
            let before: Map<String, Value> = serde_json::from_str(&current.body)
                .map_err(|error| crate::store::StoreError::Broken(error.to_string()))?;
            let seen = Seen {
                directory: &info,
                current: &current,
                before: &before,
                strangers: &strangers,
            };
            let change = match decide(seen)? {
                Decision::Commit(change) => change,
                Decision::Meet(open) => {
                    self.meet(caller, &info, &mut strangers, open).await?;
                    continue;
                }
                Decision::Nothing => {
                    let stored = self.with_members(current, directory, include).await?;
                    return Ok(Modified { stored, changed: false, met: strangers.outcome() });
                }
            };
            let row = planned(&change, id);
            let learns = learns(&change);
            match self.store.commit(change).await {
                Ok(committed) => {
                    if learns {
                        // As in `create`: the change is made, even if this fails.
                        let _ = self.reload().await;
                    }
                    let now = committed.resources.iter().find(|resource| resource.id == id);
                    let changed = now.is_none_or(|now| now.changed);
                    let mut stored = current;
                    if let Some(now) = now {
                        stored.version = now.version;
                        stored.modified = now.modified;
                    }
                    if let Some(row) = row {
                        stored.active = row.active;
                        stored.display = row.display;
                        stored.body = row.body;
                    }
                    let stored = self.with_members(stored, directory, include).await?;
                    return Ok(Modified { stored, changed, met: strangers.outcome() });
                }
                Err(CommitError::Refused(refusal)) => {
                    let is_curable = strangers.take_in(&refusal);
                    match refusal {
                        Refusal::VersionConflict => {
                            // Something was declared or learned meanwhile, or the resource was
                            // changed.
                            self.refresh().await?;
                            info = self.known_directory(directory)?;
                            if !info.has(kind) {
                                return Err(no_endpoint().into());
                            }
                        }
                        _ if is_curable => {}
                        refusal => return Err(explain(refusal, &info, kind)),
                    }
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(Error::Contended)
    }

    /// The directory as the store has it now: what it has learned meanwhile counts.
    pub(crate) async fn directory_now(&self, id: DirectoryId) -> Result<Arc<DirectoryInfo>, Error> {
        self.reload().await?;
        self.known_directory(id)
    }

    async fn with_members(
        &self,
        stored: Stored,
        directory: DirectoryId,
        include: Include,
    ) -> Result<Stored, Error> {
        if stored.kind != Kind::Group || !include.members {
            return Ok(stored);
        }
        let found = self.store.get(directory, stored.kind, stored.id, include).await?;
        Ok(found.unwrap_or(stored))
    }
}

/// The row that a change set writes for a resource.
pub(super) fn planned(change: &ChangeSet, id: ResourceId) -> Option<Row> {
    change.writes.iter().find_map(|write| match write {
        Write::Insert(row) | Write::Update(row) | Write::Restore(row) if row.id == id => {
            Some(row.clone())
        }
        _ => None,
    })
}

/// Whether a change set makes the directory's schema grow.
pub(super) fn learns(change: &ChangeSet) -> bool {
    change.writes.iter().any(|write| matches!(write, Write::Learn { .. }))
}
