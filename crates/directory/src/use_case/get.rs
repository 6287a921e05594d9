//! Reads one resource.

use crate::caller::Caller;
use crate::error::{Error, not_found};
use crate::id::ResourceId;
use crate::resource::{Include, Kind, Stored};
use crate::service::Service;

impl Service {
    /// The resource with that `id`, as the client wrote it; 404 also when `id` has not the form of
    /// one, and when it belongs to another directory.
    pub async fn get(
        &self,
        caller: &Caller,
        kind: Kind,
        id: &str,
        include: Include,
    ) -> Result<Stored, Error> {
        let unknown = || not_found(&caller.directory, kind);
        let id: ResourceId = id.parse().map_err(|_| unknown())?;
        let found = self.store.get(caller.directory.id, kind, id, include).await?;
        found.ok_or_else(|| unknown().into())
    }
}
