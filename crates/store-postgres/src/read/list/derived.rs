//! The derived parts of a page: groups and members.

use directory::id::DirectoryId;
use directory::resource::{Include, Kind, MemberList};

use crate::failure::Failure;
use crate::read::row::Found;
use crate::read::{groups, members};
use crate::session::Session;

/// A page that has more members than this ends, so that a list of large groups stays an answer
/// that can be sent.
const MEMBERS_PER_PAGE: u64 = 100_000;

/// Fills in groups and members.
pub(super) async fn fill(
    session: &Session,
    directory: DirectoryId,
    include: Include,
    found: &mut Vec<Found>,
) -> Result<(), Failure> {
    if include.members {
        let mut sum = 0;
        let mut fitting = 0;
        for (at, resource) in found.iter_mut().enumerate() {
            sum += resource.members;
            if sum > MEMBERS_PER_PAGE && at > 0 {
                break;
            }
            fitting = at + 1;
            if resource.stored.kind == Kind::Group {
                let list = match resource.members {
                    0 => MemberList::default(),
                    _ => members::all(session, directory, resource.key).await?,
                };
                resource.stored.members = Some(list);
            }
        }
        found.truncate(fitting);
    }
    if include.groups {
        let fitting = groups::fill(session, directory, found).await?;
        found.truncate(fitting);
    }
    Ok(())
}
