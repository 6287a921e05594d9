//! Replaces a user or group.

use scim::Limits;
use scim::resource::Read;

use super::modify::{Modified, Seen, Subject};
use crate::caller::Caller;
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
        if_match: Option<&str>,
        include: Include,
        cause: &Cause,
    ) -> Result<Modified, Error> {
        let limits = Limits::default();
        let subject = Subject { kind, id, if_match };
        self.modify(caller, &subject, include, |seen| {
            let Seen { directory, current, before } = seen;
            let definition = directory.definition(kind);
            let incoming =
                scim::resource::read(definition, body, Read::Replace, &limits, Some(before))?;
            let context = Context { directory, at: self.env.now(), cause };
            Ok(decide::replace(&context, current, before, incoming, if_match.is_some())?)
        })
        .await
    }
}
