//! The derived parts of a page: groups and members.

use directory::id::DirectoryId;
use directory::resource::{Include, Kind};
use rusqlite::Connection;

use crate::failure::Failure;
use crate::read::row::Found;
use crate::read::{groups, members};

/// A page that has more members than this ends, so that a list of large groups stays an answer
/// that can be sent.
const MEMBERS_PER_PAGE: u64 = 100_000;

/// Fills in groups and members.
pub(super) fn fill(
    connection: &Connection,
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
                resource.stored.members =
                    Some(members::all(connection, resource.key, resource.members)?);
            }
        }
        found.truncate(fitting);
    }
    if include.groups {
        // Groups have no groups, and their keys lie apart from those of users.
        let mixed = found.iter().any(|found| found.stored.kind == Kind::Group);
        let fitting = if mixed {
            groups::fill_each(connection, directory, found)?
        } else {
            groups::fill(connection, directory, found)?
        };
        found.truncate(fitting);
    }
    Ok(())
}
