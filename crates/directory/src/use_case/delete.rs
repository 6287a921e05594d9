//! Deletes a user or group.

use super::modify::{Decision, Subject};
use crate::caller::Caller;
use crate::conditions::Conditions;
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::resource::{Include, Kind};
use crate::service::Service;

impl Service {
    /// Deletes the resource; afterwards its identifiers are free and every read of it is a 404.
    pub async fn delete(
        &self,
        caller: &Caller,
        kind: Kind,
        id: &str,
        conditions: Conditions<'_>,
        cause: &Cause,
    ) -> Result<(), Error> {
        self.delete_by(caller, &Subject { kind, id, conditions }, cause).await
    }

    /// The same of a subject.
    pub(super) async fn delete_by(
        &self,
        caller: &Caller,
        subject: &Subject<'_>,
        cause: &Cause,
    ) -> Result<(), Error> {
        self.modify(caller, subject, Include::NONE, |seen| {
            let context = Context { directory: seen.directory, at: self.env.now(), cause };
            Ok(Decision::Commit(decide::delete(&context, seen.current)))
        })
        .await
        .map(|_| ())
    }
}
