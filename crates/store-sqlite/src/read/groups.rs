//! The groups of users, direct ones and those that contain a group of theirs.

use std::collections::{BTreeMap, BTreeSet};

use directory::id::{DirectoryId, ResourceId};
use directory::resource::{GroupRef, Kind};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::row::Found;
use crate::failure::Failure;

/// Fills in the groups of one user.
pub(super) fn fill_one(
    connection: &Connection,
    directory: DirectoryId,
    user: &mut Found,
) -> Result<(), Failure> {
    let direct = parents(connection, user.key)?;
    if direct.is_empty() {
        return Ok(());
    }
    let mut known = Known::new(connection, directory)?;
    user.stored.groups = known.groups(direct)?;
    Ok(())
}

/// A page whose users have more groups than this together ends early, as one with a great many
/// members does: a group nested in thousands of others gives each of its users thousands of groups.
const GROUPS_PER_PAGE: usize = 100_000;

/// Fills in the groups of a page of users. Answers how many users fit on the page.
pub(super) fn fill(
    connection: &Connection,
    directory: DirectoryId,
    users: &mut [Found],
) -> Result<usize, Failure> {
    let mut direct = direct_groups(connection, users)?;
    if direct.is_empty() {
        return Ok(users.len());
    }
    let mut known = Known::new(connection, directory)?;
    let mut sum = 0;
    for (at, user) in users.iter_mut().enumerate() {
        if let Some(direct) = direct.remove(&user.key) {
            user.stored.groups = known.groups(direct)?;
            sum += user.stored.groups.len();
        }
        if sum > GROUPS_PER_PAGE && at > 0 {
            return Ok(at);
        }
    }
    Ok(users.len())
}

/// Fills in the groups of the users on a page that has groups too, one by one. Answers how many
/// resources fit on the page.
pub(super) fn fill_each(
    connection: &Connection,
    directory: DirectoryId,
    found: &mut [Found],
) -> Result<usize, Failure> {
    let mut sum = 0;
    for (at, user) in found.iter_mut().enumerate() {
        if user.stored.kind == Kind::User {
            fill_one(connection, directory, user)?;
            sum += user.stored.groups.len();
        }
        if sum > GROUPS_PER_PAGE && at > 0 {
            return Ok(at);
        }
    }
    Ok(found.len())
}

/// The direct groups of each user that has some.
fn direct_groups(
    connection: &Connection,
    users: &[Found],
) -> Result<BTreeMap<i64, Vec<i64>>, Failure> {
    let mut direct: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let keys = users.iter().map(|user| user.key);
    let (Some(first), Some(last)) = (keys.clone().min(), keys.clone().max()) else {
        return Ok(direct);
    };
    let span = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    if span > users.len().saturating_mul(4) {
        for key in keys {
            let groups = parents(connection, key)?;
            if !groups.is_empty() {
                direct.insert(key, groups);
            }
        }
        return Ok(direct);
    }
    // Users that lie together are read in one go, with those between them.
    let mut statement = connection.prepare_cached(
        "SELECT member_key, group_key FROM members WHERE member_key BETWEEN ?1 AND ?2
         ORDER BY member_key, group_key",
    )?;
    let mut rows = statement.query((first, last))?;
    while let Some(row) = rows.next()? {
        direct.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(direct)
}

/// The groups in which a user or group is a member itself.
fn parents(connection: &Connection, member: i64) -> Result<Vec<i64>, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT group_key FROM members WHERE member_key = ?1 ORDER BY group_key")?;
    let rows = statement.query_map([member], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What was found out about groups so far; each is looked up once per page.
struct Known<'c> {
    connection: &'c Connection,
    /// Whether any group is a member of another.
    nested: bool,
    names: BTreeMap<i64, (ResourceId, String)>,
    parents: BTreeMap<i64, Vec<i64>>,
}

impl<'c> Known<'c> {
    fn new(connection: &'c Connection, directory: DirectoryId) -> Result<Self, Failure> {
        let nested: Option<bool> = connection
            .prepare_cached("SELECT nested > 0 FROM counters WHERE directory = ?1")?
            .query_row([directory.0], |row| row.get(0))
            .optional()?;
        Ok(Self {
            connection,
            nested: nested.unwrap_or(false),
            names: BTreeMap::new(),
            parents: BTreeMap::new(),
        })
    }

    /// The direct groups, and then those above them.
    fn groups(&mut self, direct: Vec<i64>) -> Result<Vec<GroupRef>, Failure> {
        let mut groups = Vec::with_capacity(direct.len());
        for key in &direct {
            groups.extend(self.reference(*key, true)?);
        }
        if !self.nested {
            return Ok(groups);
        }
        let mut seen: BTreeSet<i64> = direct.iter().copied().collect();
        let mut above = direct;
        let mut indirect = BTreeSet::new();
        while let Some(key) = above.pop() {
            for parent in self.parents_of(key)? {
                if seen.insert(parent) {
                    indirect.insert(parent);
                    above.push(parent);
                }
            }
        }
        for key in indirect {
            groups.extend(self.reference(key, false)?);
        }
        Ok(groups)
    }

    fn parents_of(&mut self, key: i64) -> Result<Vec<i64>, Failure> {
        if let Some(parents) = self.parents.get(&key) {
            return Ok(parents.clone());
        }
        let parents = parents(self.connection, key)?;
        self.parents.insert(key, parents.clone());
        Ok(parents)
    }

    fn reference(&mut self, key: i64, direct: bool) -> Result<Option<GroupRef>, Failure> {
        if let Some((id, display)) = self.names.get(&key) {
            return Ok(Some(GroupRef { id: *id, display: display.clone(), direct }));
        }
        let found = self
            .connection
            .prepare_cached("SELECT id, display FROM resources WHERE key = ?1")?
            .query_row([key], |row| {
                Ok((ResourceId(Uuid::from_bytes(row.get(0)?)), row.get::<_, String>(1)?))
            })
            .optional()?;
        Ok(found.map(|(id, display)| {
            self.names.insert(key, (id, display.clone()));
            GroupRef { id, display, direct }
        }))
    }
}
