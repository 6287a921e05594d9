//! Changes parts of a user or group.

use scim::patch::PatchRequest;

use super::modify::{Decision, Modified, Subject};
use crate::caller::Caller;
use crate::conditions::Conditions;
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::resource::{Include, Kind};
use crate::service::Service;

impl Service {
    /// Applies all operations of a PATCH message, or none.
    #[expect(clippy::too_many_arguments, reason = "each comes from another part of the request")]
    pub async fn patch(
        &self,
        caller: &Caller,
        kind: Kind,
        id: &str,
        body: &[u8],
        conditions: Conditions<'_>,
        include: Include,
        cause: &Cause,
    ) -> Result<Modified, Error> {
        let request = PatchRequest::parse(body, caller.directory.limits())?;
        let subject = Subject { kind, id, conditions };
        self.patch_by(caller, &subject, &request, include, cause).await
    }

    /// Applies a PATCH message that was read already.
    pub(super) async fn patch_by(
        &self,
        caller: &Caller,
        subject: &Subject<'_>,
        request: &PatchRequest,
        include: Include,
        cause: &Cause,
    ) -> Result<Modified, Error> {
        let pinned = subject.conditions.any();
        self.modify(caller, subject, include, |seen| {
            let definition = seen.directory.definition(subject.kind);
            let limits = seen.directory.limits();
            let mut patched = scim::patch::apply(definition, seen.before, request, limits)?;
            let open = seen.strangers.settle_changes(&mut patched.members);
            if !open.is_empty() {
                return Ok(Decision::Meet(open));
            }
            let context = Context { directory: seen.directory, at: self.env.now(), cause };
            let mut change = decide::patch(&context, seen.current, seen.before, patched, pinned)?;
            if let Some(change) = &mut change {
                decide::add_newcomers(&context, change, seen.strangers.newcomers())?;
            }
            Ok(change.into())
        })
        .await
    }
}
