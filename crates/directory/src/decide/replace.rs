//! PUT: the whole of a resource anew (RFC 7644 §3.5.1).

use scim::resource::Incoming;
use serde_json::{Map, Value};

use super::patch::update;
use super::{Context, members};
use crate::change::{ChangeSet, MembershipDelta, MembershipOp};
use crate::resource::{Kind, Stored};

/// Decides to replace a resource by what was sent. `before` is the parsed body of `current`.
pub fn replace(
    context: &Context<'_>,
    current: &Stored,
    before: &Map<String, Value>,
    mut incoming: Incoming,
    pinned: bool,
) -> Result<Option<ChangeSet>, scim::Error> {
    let mut memberships = Vec::new();
    if let (Kind::Group, Some(wanted)) = (current.kind, incoming.members.take()) {
        let op = MembershipOp::Replace(members::to_add(wanted)?);
        memberships.push(MembershipDelta { group: current.id, op });
    }
    update(context, current, before, incoming.body, memberships, incoming.learned, pinned)
}
