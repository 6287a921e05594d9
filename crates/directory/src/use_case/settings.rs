//! The settings of a directory.

use std::sync::Arc;

use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::registry::DirectoryInfo;
use crate::service::Service;
use crate::settings::{ScimState, Settings};

impl Service {
    /// Turns the SCIM switch on, off (everybody keeps their access) or to paused.
    pub async fn set_scim(
        &self,
        directory: DirectoryId,
        state: ScimState,
        cause: Cause,
    ) -> Result<(), Error> {
        let current = self.known_directory(directory)?.settings;
        self.change_settings(directory, Settings { scim: state, ..current }, cause).await
    }

    /// Sets all settings of a directory: here at once, on other nodes within a second.
    pub async fn change_settings(
        &self,
        directory: DirectoryId,
        settings: Settings,
        cause: Cause,
    ) -> Result<(), Error> {
        self.reload().await?;
        let directory = self.known_directory(directory)?;
        let context = Context { directory: &directory, at: self.env.now(), cause: &cause };
        if let Some(change) = decide::change_settings(&context, settings) {
            self.store.commit(change).await?;
            self.reload().await?;
        }
        Ok(())
    }

    pub(crate) fn known_directory(&self, id: DirectoryId) -> Result<Arc<DirectoryInfo>, Error> {
        self.directory_by_id(id)
            .ok_or_else(|| scim::Error::not_found("there is no such directory").into())
    }
}
