//! How people read users that other resources name, such as managers.

use std::collections::HashMap;

use crate::caller::Caller;
use crate::error::Error;
use crate::id::ResourceId;
use crate::service::Service;

impl Service {
    /// The display texts of those users that the caller's directory has.
    pub async fn displays(
        &self,
        caller: &Caller,
        mut users: Vec<ResourceId>,
    ) -> Result<HashMap<ResourceId, String>, Error> {
        users.sort_unstable();
        users.dedup();
        if users.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.store.displays(caller.directory.id, users).await?;
        Ok(found.into_iter().collect())
    }
}
