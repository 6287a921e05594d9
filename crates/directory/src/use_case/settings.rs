//! The settings of a directory.

use std::sync::Arc;

use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::id::DirectoryId;
use crate::registry::DirectoryInfo;
use crate::service::Service;
use crate::settings::{Policies, Preset, ScimState, Settings};

impl Service {
    /// Turns the SCIM switch on, off (everybody keeps their access) or to paused.
    pub async fn set_scim(
        &self,
        directory: DirectoryId,
        state: ScimState,
        cause: Cause,
    ) -> Result<(), Error> {
        self.alter_settings(directory, |current| Settings { scim: state, ..current }, cause).await
    }

    /// Sets whether two groups may have the same `displayName`.
    pub async fn set_unique_group_names(
        &self,
        directory: DirectoryId,
        unique_group_names: bool,
        cause: Cause,
    ) -> Result<(), Error> {
        let alter = |current: Settings| Settings { unique_group_names, ..current };
        self.alter_settings(directory, alter, cause).await
    }

    /// Sets how strictly requests are read.
    pub async fn set_preset(
        &self,
        directory: DirectoryId,
        preset: Preset,
        cause: Cause,
    ) -> Result<(), Error> {
        self.alter_settings(directory, |current| Settings { preset, ..current }, cause).await
    }

    /// Changes the policies of a directory: what `alter` makes of them as they are now.
    pub async fn alter_policies(
        &self,
        directory: DirectoryId,
        alter: impl FnOnce(Policies) -> Policies + Send,
        cause: Cause,
    ) -> Result<(), Error> {
        let alter = |current: Settings| Settings { policies: alter(current.policies), ..current };
        self.alter_settings(directory, alter, cause).await
    }

    /// Sets all settings of a directory: here at once, on other nodes within a second.
    pub async fn change_settings(
        &self,
        directory: DirectoryId,
        settings: Settings,
        cause: Cause,
    ) -> Result<(), Error> {
        self.alter_settings(directory, |_| settings, cause).await
    }

    /// What another process has set meanwhile stays: `alter` gets the settings as they are in the
    /// database, not as they were last seen here.
    async fn alter_settings(
        &self,
        directory: DirectoryId,
        alter: impl FnOnce(Settings) -> Settings + Send,
        cause: Cause,
    ) -> Result<(), Error> {
        self.reload().await?;
        let directory = self.known_directory(directory)?;
        let context = Context { directory: &directory, at: self.env.now(), cause: &cause };
        if let Some(change) = decide::change_settings(&context, alter(directory.settings)) {
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
