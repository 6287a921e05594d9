//! Which of the resources that a bulk request creates come back under an id that they had. It must
//! be known before anything is written, because other operations refer to them.

use std::collections::{HashMap, HashSet};

use scim::Map;
use scim::bulk::{BulkPath, Entry, Method, referenced, spots};
use scim::resource::{Read, read_map};

use crate::caller::Caller;
use crate::registry::DirectoryInfo;
use crate::resource::Kind;
use crate::service::Service;
use crate::use_case::returning::{Given, Returning};

/// The id that the resource of a `bulkId` gets, where it is not simply a new one.
pub(super) type Ids = HashMap<String, Given>;

impl Service {
    /// The ids of those who come back, and [`Given::Any`] for those to whom nothing refers.
    pub(super) async fn returning_ids(&self, caller: &Caller, operations: &[Entry]) -> Ids {
        let mut ids = Ids::new();
        if !caller.directory.settings.policies.look_back() {
            return ids;
        }
        let wanted = wanted(operations);
        let mut taken = HashSet::new();
        let creations = operations.iter().filter_map(|entry| creation(&caller.directory, entry));
        for (bulk_id, kind, data) in creations {
            if !wanted.contains(bulk_id) {
                ids.insert(bulk_id.to_owned(), Given::Any);
                continue;
            }
            let definition = caller.directory.definition(kind);
            let limits = caller.directory.limits();
            let read = read_map(definition, data.clone(), Read::Create, limits, None);
            // What cannot be read, or looked up, fails when its turn comes.
            let Ok(incoming) = read else { continue };
            let found = self.returning(&caller.directory, kind, &incoming.body, Given::Any).await;
            if let Ok(Some(found)) = found
                && taken.insert(found.id())
            {
                let is_there = matches!(found, Returning::Inactive(_));
                let back = Given::Back { id: found.id(), is_there };
                ids.entry(bulk_id.to_owned()).or_insert(back);
            }
        }
        ids
    }
}

/// The `bulkId`, the kind and the body of a resource that is to be created.
fn creation<'e>(directory: &DirectoryInfo, entry: &'e Entry) -> Option<(&'e str, Kind, &'e Map)> {
    let operation = entry.operation.as_ref().ok()?;
    let kind = directory.kind_at(&entry.path.as_ref()?.endpoint)?;
    let bulk_id = entry.bulk_id.as_deref()?;
    (operation.method == Method::Post).then_some((bulk_id, kind, &operation.data))
}

/// The `bulkId`s to which something refers.
fn wanted(operations: &[Entry]) -> HashSet<&str> {
    let mut wanted = HashSet::new();
    for entry in operations {
        wanted.extend(entry.path.as_ref().and_then(BulkPath::reference));
        if let Ok(operation) = &entry.operation {
            spots(operation.method, &operation.data, &mut |spot| {
                wanted.extend(referenced(spot.text));
            });
        }
    }
    wanted
}
