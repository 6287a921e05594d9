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
    for MemberRef { value, display, .. } in members {
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
                // Removing somebody who cannot be a member leaves nothing to do. `members.value`
                // is not case-exact (RFC 7643 §8.7.1), so that a member goes by what a filter finds
                // them by.
                MemberChange::Remove(values) => MembershipOp::Remove(
                    values
                        .iter()
                        .filter_map(|value| value.to_ascii_lowercase().parse().ok())
                        .collect(),
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
    fn members_go_by_their_ids_in_any_case() {
        let group = ResourceId(uuid::Uuid::nil());
        let id = ResourceId(uuid::Uuid::from_u128(0x0191_2345_abcd_7000_8000_0000_0000_000f));
        let sent = vec![id.to_string(), id.to_string().to_uppercase(), "x".to_owned()];
        let removed = deltas(group, vec![MemberChange::Remove(sent)]).unwrap();
        assert_eq!(removed, [MembershipDelta { group, op: MembershipOp::Remove(vec![id, id]) }]);
    }

    #[test]
    fn members_are_looked_for_a_few_times_only() {
        let group = ResourceId(uuid::Uuid::nil());
        let searches = |count| vec![MemberChange::RemoveWhere(Expr::Always); count];
        assert_eq!(deltas(group, searches(MAX_SEARCHES)).unwrap().len(), MAX_SEARCHES);
        assert_eq!(deltas(group, searches(MAX_SEARCHES + 1)).unwrap_err().status, 413);
    }
}
