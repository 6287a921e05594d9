//! Membership changes of a request as deltas.

use scim::MemberChange;
use scim::MemberRef;

use crate::change::{MembershipDelta, MembershipOp};
use crate::error::unknown_members;
use crate::id::ResourceId;

/// The ids of members to add. An id that is not even a UUID is nobody's here.
pub(super) fn ids(members: &[MemberRef]) -> Result<Vec<ResourceId>, scim::Error> {
    let mut ids = Vec::with_capacity(members.len());
    let mut unknown = Vec::new();
    for member in members {
        match member.value.parse() {
            Ok(id) => ids.push(id),
            Err(_) => unknown.push(member.value.clone()),
        }
    }
    if unknown.is_empty() {
        Ok(ids)
    } else {
        Err(unknown_members(unknown))
    }
}

/// What a PATCH asks for, in its order.
pub(super) fn deltas(
    group: ResourceId,
    changes: Vec<MemberChange>,
) -> Result<Vec<MembershipDelta>, scim::Error> {
    changes
        .into_iter()
        .map(|change| {
            let op = match change {
                MemberChange::Add(members) => MembershipOp::Add(ids(&members)?),
                MemberChange::Replace(members) => MembershipOp::Replace(ids(&members)?),
                MemberChange::Clear => MembershipOp::Replace(Vec::new()),
                MemberChange::RemoveWhere(filter) => MembershipOp::RemoveWhere(filter),
                // Removing somebody who cannot be a member leaves nothing to do.
                MemberChange::Remove(values) => MembershipOp::Remove(
                    values
                        .iter()
                        .filter_map(|value| value.parse().ok())
                        .collect(),
                ),
            };
            Ok(MembershipDelta { group, op })
        })
        .collect()
}
