//! Before anything is written: ids for what will be created, in the place of all references.

use std::collections::HashMap;

use scim::Map;
use scim::bulk::{BulkPath, Entry, Method, Operation, Reference, Spot};
use scim::bulk::{referenced, spots, substitute};

use super::returning::Ids;
use super::{BulkDone, BulkStep};
use crate::caller::Caller;
use crate::error::{Error, no_endpoint};
use crate::event::Cause;
use crate::id::ResourceId;
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
use crate::service::Service;
use crate::use_case::returning::Given;

/// An operation on its way.
pub(super) struct Prepared {
    method: Option<String>,
    pub(super) bulk_id: Option<String>,
    subject: Option<(Kind, String)>,
    /// What is to be done, or why it cannot.
    pub(super) task: Result<Task, scim::Error>,
    pub(super) outcome: Option<Result<BulkDone, Error>>,
}

/// What is to be done, with ids in the place of references.
pub(super) struct Task {
    pub(super) method: Method,
    pub(super) kind: Kind,
    /// The resource: a new id, or as the client wrote it.
    pub(super) id: String,
    /// Which id a POST may give.
    pub(super) given: Given,
    pub(super) version: Option<String>,
    pub(super) data: Map,
    /// The operations that create what this one refers to.
    pub(super) references: Vec<Reference>,
    pub(super) cause: Cause,
}

/// The resources that a request creates, by `bulkId`: the place of the operation, the id, and how
/// binding it is.
type Made = HashMap<String, (usize, ResourceId, Given)>;

impl Service {
    /// Gives every POST its id, and puts the ids in the place of references. `ids` has those that
    /// are not new.
    pub(super) fn prepare(
        &self,
        caller: &Caller,
        operations: Vec<Entry>,
        ids: &Ids,
        request_id: &str,
    ) -> Vec<Prepared> {
        let mut made = Made::new();
        for (at, entry) in operations.iter().enumerate() {
            let is_post = entry.method.as_deref() == Some(Method::Post.name());
            if let Some(bulk_id) = entry.bulk_id.as_ref().filter(|_| is_post) {
                made.entry(bulk_id.clone()).or_insert_with(|| {
                    let new = ResourceId(self.env.new_uuid());
                    let given = ids.get(bulk_id).copied().unwrap_or(Given::New(new));
                    let id = if let Given::Back { id, .. } = given { id } else { new };
                    (at, id, given)
                });
            }
        }
        let operations = operations.into_iter().enumerate();
        operations
            .map(|(at, entry)| {
                let cause =
                    |action: String| caller.cause(request_id, format!("POST /Bulk {at}: {action}"));
                Prepared::of(&caller.directory, entry, &made, cause)
            })
            .collect()
    }
}

impl Prepared {
    fn of(
        directory: &DirectoryInfo,
        entry: Entry,
        made: &Made,
        cause: impl FnOnce(String) -> Cause,
    ) -> Self {
        let Entry { method, bulk_id, path, operation } = entry;
        let path = path.as_ref();
        let kind = path.and_then(|path| directory.kind_at(&path.endpoint));
        let named = path.and_then(|path| path.id.as_ref()).and_then(|id| match referenced(id) {
            Some(bulk_id) => made.get(bulk_id).map(|(_, id, _)| id.to_string()),
            None => Some(id.clone()),
        });
        let task = operation.and_then(|operation| {
            let own = bulk_id.as_ref().filter(|_| operation.method == Method::Post);
            let new = own.and_then(|bulk_id| made.get(bulk_id));
            let given = new.map_or(Given::Any, |(_, _, given)| *given);
            let new = new.map(|(_, id, _)| id.to_string());
            let kind = kind.ok_or_else(no_endpoint)?;
            let reference = path.and_then(BulkPath::reference);
            let references = find_references(kind, reference, &operation, made)?;
            // An unknown reference is refused above, so that now there is an id.
            let id = new.or_else(|| named.clone()).unwrap_or_default();
            let Operation { method, version, mut data } = operation;
            substitute(method, &mut data, &|bulk_id| {
                made.get(bulk_id).map(|(_, id, _)| id.to_string())
            });
            let target = format!("{} /{}", method.name(), directory.definition(kind).endpoint());
            let action = if method == Method::Post { target } else { format!("{target}/{id}") };
            Ok(Task { method, kind, id, given, version, data, references, cause: cause(action) })
        });
        Self { method, bulk_id, subject: kind.zip(named), task, outcome: None }
    }

    /// What became of it.
    pub(super) fn finish(self) -> BulkStep {
        let made = match (&self.task, &self.outcome) {
            (Ok(task), Some(Ok(done))) => Some((task.kind, done.id.to_string())),
            _ => None,
        };
        BulkStep {
            method: self.method,
            bulk_id: self.bulk_id,
            subject: made.or(self.subject),
            outcome: self.outcome,
        }
    }
}

/// The operations to whose resources this one refers, each once.
fn find_references(
    kind: Kind,
    path: Option<&str>,
    operation: &Operation,
    made: &Made,
) -> Result<Vec<Reference>, scim::Error> {
    let mut found: Vec<Reference> = Vec::new();
    let mut unknown = None;
    let mut refer = |bulk_id: &str, needs_it: bool| match made.get(bulk_id) {
        None => {
            unknown.get_or_insert_with(|| bulk_id.to_owned());
        }
        Some((to, ..)) => match found.iter_mut().find(|known| known.to == *to) {
            Some(known) => known.needs_it |= needs_it,
            None => found.push(Reference { to: *to, needs_it }),
        },
    };
    if let Some(bulk_id) = path {
        refer(bulk_id, true);
    }
    spots(operation.method, &operation.data, &mut |Spot { attribute, text }| {
        if let Some(bulk_id) = referenced(text) {
            // A member must be there. Any other value may name what is yet to come.
            refer(bulk_id, kind == Kind::Group && is_attribute(attribute, "members"));
        }
    });
    match unknown {
        None => Ok(found),
        Some(bulk_id) => Err(scim::Error::invalid_value(format!(
            "no POST of this request has the bulkId '{bulk_id}'"
        ))),
    }
}

/// Whether a key names an attribute, with or without the URN of its schema.
pub(super) fn is_attribute(key: &str, name: &str) -> bool {
    key.rsplit([':', '.']).next().is_some_and(|last| last.eq_ignore_ascii_case(name))
}
