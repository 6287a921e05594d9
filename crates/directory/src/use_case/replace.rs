//! Replaces a user or group.

use scim::resource::{Incoming, Read};
use scim::{Definition, Map};

use super::modify::{Decision, Modified, Seen, Subject};
use crate::caller::Caller;
use crate::conditions::Conditions;
use crate::decide::{self, Context};
use crate::error::Error;
use crate::event::Cause;
use crate::resource::{Include, Kind};
use crate::service::Service;

impl Service {
    /// Replaces the resource by what the body describes. Never creates one.
    #[expect(clippy::too_many_arguments, reason = "each comes from another part of the request")]
    pub async fn replace(
        &self,
        caller: &Caller,
        kind: Kind,
        id: &str,
        body: &[u8],
        conditions: Conditions<'_>,
        include: Include,
        cause: &Cause,
    ) -> Result<Modified, Error> {
        let subject = Subject { kind, id, conditions };
        let read = |definition: &Definition, before: &Map| {
            let limits = caller.directory.limits();
            scim::resource::read(definition, body, Read::Replace, limits, Some(before))
        };
        self.replace_by(caller, &subject, read, include, cause).await
    }

    /// Replaces a resource by what `read` makes of the current body.
    pub(super) async fn replace_by(
        &self,
        caller: &Caller,
        subject: &Subject<'_>,
        read: impl Fn(&Definition, &Map) -> Result<Incoming, scim::Error> + Send + Sync,
        include: Include,
        cause: &Cause,
    ) -> Result<Modified, Error> {
        let pinned = subject.conditions.any();
        self.modify(caller, subject, include, |seen| {
            let Seen { directory, current, before, strangers } = seen;
            let mut incoming = read(directory.definition(subject.kind), before)?;
            if let Some(members) = &mut incoming.members {
                let open = strangers.settle(members);
                if !open.is_empty() {
                    return Ok(Decision::Meet(open));
                }
            }
            let context = Context { directory, at: self.env.now(), cause };
            let mut change = decide::replace(&context, current, before, incoming, pinned)?;
            if let Some(change) = &mut change {
                decide::add_newcomers(&context, change, strangers.newcomers())?;
            }
            Ok(change.into())
        })
        .await
    }
}
