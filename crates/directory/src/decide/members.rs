//! Membership changes of a request as deltas.

use scim::MemberChange;
use scim::MemberRef;

use crate::change::{MembershipDelta, MembershipOp, NewMember};
use crate::error::unknown_members;
use crate::id::ResourceId;

/// How often one request may look for members by a filter. Each time every member of the group is
/// looked at, which may be 100,000, while other changes wait.
const MAX_SEARCHES: usize = 20;

/// Members to add. An id that is not even a UUID is nobody's here.
pub(super) fn to_add(members: Vec<MemberRef>) -> Result<Vec<NewMember>, scim::Error> {
    let mut known = Vec::with_capacity(members.len());
    let mut unknown = Vec::new();
    for MemberRef { value, display } in members {
        match value.parse() {
            Ok(id) => known.push(NewMember { id, display }),
            Err(_) => unknown.push(value),
        }
    }
    if unknown.is_empty() { Ok(known) } else { Err(unknown_members(unknown)) }
}

/// What a PATCH asks for, in its order.
pub(super) fn deltas(
    group: ResourceId,
    changes: Vec<MemberChange>,
) -> Result<Vec<MembershipDelta>, scim::Error> {
    let searches = |change: &&MemberChange| matches!(change, MemberChange::RemoveWhere(_));
    if changes.iter().filter(searches).count() > MAX_SEARCHES {
        return Err(scim::Error::payload_too_large(format!(
            "one request can remove members by a filter at most {MAX_SEARCHES} times; name them by \
             `value`, or send several requests"
        )));
    }
    changes
        .into_iter()
        .map(|change| {
            let op = match change {
                MemberChange::Add(members) => MembershipOp::Add(to_add(members)?),
                MemberChange::Replace(members) => MembershipOp::Replace(to_add(members)?),
                MemberChange::Clear => MembershipOp::Replace(Vec::new()),
                MemberChange::RemoveWhere(filter) => MembershipOp::RemoveWhere(filter),
                // Removing somebody who cannot be a member leaves nothing to do.
                MemberChange::Remove(values) => MembershipOp::Remove(
                    values.iter().filter_map(|value| value.parse().ok()).collect(),
                ),
            };
            Ok(MembershipDelta { group, op })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use scim::filter::typed::Expr;

    use super::*;

    #[test]
    fn members_are_looked_for_a_few_times_only() {
        let group = ResourceId(uuid::Uuid::nil());
        let searches = |count| vec![MemberChange::RemoveWhere(Expr::Always); count];
        assert_eq!(deltas(group, searches(MAX_SEARCHES)).unwrap().len(), MAX_SEARCHES);
        assert_eq!(deltas(group, searches(MAX_SEARCHES + 1)).unwrap_err().status, 413);
    }
}
