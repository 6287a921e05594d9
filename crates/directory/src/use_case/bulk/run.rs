//! Carries out what is planned: an operation, or several that need each other.

use scim::bulk::{Method, Unit};
use scim::patch::PatchRequest;
use scim::resource::{Read, read_map};
use scim::{Definition, Map};

use super::prepare::{Prepared, Task};
use super::{BulkDone, Ended};
use crate::caller::Caller;
use crate::conditions::Conditions;
use crate::error::{Error, not_found};
use crate::resource::Include;
use crate::service::Service;
use crate::use_case::modify::Subject;
use crate::use_case::returning::Given;
use crate::use_case::strangers::Met;

impl Service {
    /// Carries out the operations of a unit. Those that refer to each other in a circle are all
    /// done, or none: a resource that refers to one that could not be made would name nobody.
    pub(super) async fn run_unit(
        &self,
        caller: &Caller,
        batch: &[Prepared],
        unit: &Unit,
    ) -> Vec<Ended> {
        if unit.impossible {
            let error = conflict(impossible(&unit.steps));
            return unit.steps.iter().map(|at| (*at, Err(error.clone()))).collect();
        }
        // What was there before could not be taken back, if a later operation failed.
        let was_there = |at: &usize| {
            let task = batch[*at].task.as_ref();
            task.is_ok_and(|task| matches!(task.given, Given::Back { is_there: true, .. }))
        };
        if unit.steps.len() > 1 && unit.steps.iter().any(was_there) {
            let error = conflict(inactive_in_circle(&unit.steps));
            return unit.steps.iter().map(|at| (*at, Err(error.clone()))).collect();
        }
        let mut ended: Vec<Ended> = Vec::with_capacity(unit.steps.len());
        for at in &unit.steps {
            let outcome = self.run_one(caller, batch, *at).await;
            let failed = outcome.is_err();
            ended.push((*at, outcome));
            if failed && unit.steps.len() > 1 {
                self.undo(caller, batch, unit, *at, &mut ended).await;
                break;
            }
        }
        ended
    }

    async fn run_one(
        &self,
        caller: &Caller,
        batch: &[Prepared],
        at: usize,
    ) -> Result<BulkDone, Error> {
        let task = batch[at].task.as_ref().map_err(Clone::clone)?;
        let failed = |to: &usize| matches!(batch[*to].outcome, Some(Err(_)));
        if let Some(to) = task.references.iter().map(|reference| reference.to).find(failed) {
            return Err(conflict(not_made(batch, to)));
        }
        let refers = !task.references.is_empty();
        self.perform(caller, task).await.map_err(|error| match error {
            // Alone it would be a wrong value; here operations contradict each other.
            Error::Circular(error) if refers => conflict(error.detail),
            error => error,
        })
    }

    async fn perform(&self, caller: &Caller, task: &Task) -> Result<BulkDone, Error> {
        let Task { method, kind, id, given, version, data, cause, .. } = task;
        let (kind, limits, none) = (*kind, caller.directory.limits(), Include::NONE);
        let conditions = Conditions { if_match: version.as_deref(), if_none_match: None };
        let subject = Subject { kind, id, conditions };
        let (status, stored, met) = match method {
            Method::Post => {
                let read = |definition: &Definition| {
                    read_map(definition, data.clone(), Read::Create, limits, None)
                };
                let created = self.create_as(caller, (kind, *given), read, none, cause).await?;
                (201, created.stored, created.met)
            }
            Method::Put => {
                let read = |definition: &Definition, before: &Map| {
                    read_map(definition, data.clone(), Read::Replace, limits, Some(before))
                };
                let modified = self.replace_by(caller, &subject, read, none, cause).await?;
                (200, modified.stored, modified.met)
            }
            Method::Patch => {
                let request = PatchRequest::from_map(data.clone(), limits)?;
                let modified = self.patch_by(caller, &subject, &request, none, cause).await?;
                (200, modified.stored, modified.met)
            }
            Method::Delete => {
                self.delete_by(caller, &subject, cause).await?;
                let id = id.parse().map_err(|_| not_found(&caller.directory, kind))?;
                return Ok(BulkDone { status: 204, id, version: None, met: Met::default() });
            }
        };
        Ok(BulkDone { status, id: stored.id, version: Some(stored.version), met })
    }

    /// Takes back what a circle has made before one of its operations failed.
    async fn undo(
        &self,
        caller: &Caller,
        batch: &[Prepared],
        unit: &Unit,
        failed: usize,
        ended: &mut Vec<Ended>,
    ) {
        for (at, outcome) in ended.iter_mut().filter(|(at, _)| *at != failed) {
            let mut error = conflict(not_made(batch, failed));
            if let Ok(Task { kind, id, cause, .. }) = &batch[*at].task {
                let subject = Subject { kind: *kind, id, conditions: Conditions::NONE };
                match self.delete_by(caller, &subject, cause).await {
                    // Somebody else has removed it meanwhile.
                    Ok(()) | Err(Error::Refused(_)) => {}
                    Err(other) => error = other,
                }
            }
            *outcome = Err(error);
        }
        let begun: Vec<usize> = ended.iter().map(|(at, _)| *at).collect();
        let rest = unit.steps.iter().filter(|at| !begun.contains(at));
        ended.extend(rest.map(|at| (*at, Err(conflict(not_made(batch, failed))))));
    }
}

/// 409: operations of the request stand against each other (RFC 7644 §3.7.1).
fn conflict(detail: String) -> Error {
    Error::Refused(scim::Error::new(409, detail))
}

fn not_made(batch: &[Prepared], at: usize) -> String {
    let bulk_id = batch[at].bulk_id.as_deref().unwrap_or_default();
    format!("bulkId '{bulk_id}' names nothing: Operations[{at}], which should create it, failed")
}

fn impossible(steps: &[usize]) -> String {
    format!(
        "{}: groups would be members of each other in a circle, so that none can be created",
        named(steps)
    )
}

fn inactive_in_circle(steps: &[usize]) -> String {
    format!(
        "{}: they refer to each other in a circle, and one of them names an inactive user, who can \
         come back only by an operation that is done by itself",
        named(steps)
    )
}

fn named(steps: &[usize]) -> String {
    let names: Vec<String> = steps.iter().take(20).map(|at| format!("Operations[{at}]")).collect();
    let more = if steps.len() > names.len() { " and others" } else { "" };
    format!("{}{more}", names.join(", "))
}
