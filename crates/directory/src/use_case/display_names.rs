//! The names of users whom other resources refer to, such as managers.

use std::collections::HashMap;

use crate::caller::Caller;
use crate::error::Error;
use crate::id::ResourceId;
use crate::service::Service;

impl Service {
    /// Those of the users that the caller's directory has, with their `displayName` if they have one.
    pub async fn display_names(
        &self,
        caller: &Caller,
        mut users: Vec<ResourceId>,
    ) -> Result<HashMap<ResourceId, Option<String>>, Error> {
        users.sort_unstable();
        users.dedup();
        if users.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.store.display_names(caller.directory.id, users).await?;
        Ok(found.into_iter().collect())
    }
}
