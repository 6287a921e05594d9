//! Rows of `members`.

use tokio_postgres::types::Type;
use uuid::Uuid;

use super::super::delta::Delta;
use super::super::trip::{Statement, Trip};

const DELETE: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::INT8_ARRAY],
    sql: "
    DELETE FROM members AS m
    USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w (directory, group_key, member_key)
    WHERE m.directory = w.directory AND m.group_key = w.group_key
        AND m.member_key = w.member_key",
};

const INSERT: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::UUID_ARRAY,
        Type::INT2_ARRAY,
        Type::TEXT_ARRAY,
    ],
    sql: "
    INSERT INTO members (directory, group_key, member_key, member_id, display_given, display)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::uuid[], $5::smallint[],
        $6::text[])
    ON CONFLICT (directory, group_key, member_key) DO UPDATE SET
        display_given = excluded.display_given, display = excluded.display",
};

/// Members are shown by their own names, which may have changed.
const RENAME: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    UPDATE members AS m SET display = w.display
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (directory, member_key, display)
    WHERE m.directory = w.directory AND m.member_key = w.member_key AND m.display_given = 0",
};

pub(super) const ALL: &[&Statement] = &[&DELETE, &INSERT, &RENAME];

/// Memberships that begin or end, and members who have a new name.
#[derive(Default)]
pub(super) struct Columns<'d> {
    ended: Keys,
    begun: Keys,
    ids: Vec<Uuid>,
    given: Vec<i16>,
    displays: Vec<&'d str>,
    renamed: Renamed<'d>,
}

#[derive(Default)]
struct Keys {
    directories: Vec<i64>,
    groups: Vec<i64>,
    members: Vec<i64>,
}

#[derive(Default)]
struct Renamed<'d> {
    directories: Vec<i64>,
    keys: Vec<i64>,
    displays: Vec<&'d str>,
}

impl<'d> Columns<'d> {
    pub(super) fn of(delta: &'d Delta) -> Self {
        let mut columns = Self::default();
        for (group, memberships) in &delta.memberships {
            for membership in memberships.values() {
                let (directory, member) = (membership.directory.0, &membership.member);
                if !membership.present {
                    columns.ended.push(directory, *group, member.key);
                    continue;
                }
                columns.begun.push(directory, *group, member.key);
                columns.ids.push(member.id.0);
                columns.given.push(i16::from(membership.given.is_some()));
                columns.displays.push(membership.given.as_deref().unwrap_or(&member.display));
            }
        }
        for ((directory, _), touched) in &delta.resources {
            if let (Some(before), Some(now)) = (&touched.before, &touched.now)
                && before.display != now.display
            {
                columns.renamed.directories.push(directory.0);
                columns.renamed.keys.push(now.key);
                columns.renamed.displays.push(&now.display);
            }
        }
        columns
    }

    pub(super) fn remove<'t>(&'t self, trip: &mut Trip<'t>) {
        let Keys { directories, groups, members } = &self.ended;
        if !members.is_empty() {
            trip.run(&DELETE, &[directories, groups, members]);
        }
    }

    pub(super) fn insert<'t>(&'t self, trip: &mut Trip<'t>) {
        let Keys { directories, groups, members } = &self.begun;
        if !members.is_empty() {
            let Self { ids, given, displays, .. } = self;
            trip.run(&INSERT, &[directories, groups, members, ids, given, displays]);
        }
        let Renamed { directories, keys, displays } = &self.renamed;
        if !keys.is_empty() {
            trip.run(&RENAME, &[directories, keys, displays]);
        }
    }
}

impl Keys {
    fn push(&mut self, directory: i64, group: i64, member: i64) {
        self.directories.push(directory);
        self.groups.push(group);
        self.members.push(member);
    }
}
