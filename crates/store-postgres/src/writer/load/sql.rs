//! The statements that ask.

use tokio_postgres::types::Type;

use super::super::trip::Statement;

/// Locks the counters of the directories, which makes all other changes of them wait until this
/// transaction ends. In the order of their ids, so that no two transactions wait for each other.
pub(super) const LOCK: Statement = Statement {
    types: &[Type::INT8_ARRAY],
    sql: "
    SELECT directory, users, active_users, groups, nested, removed_users, removed_groups, position
    FROM counters WHERE directory = ANY ($1) ORDER BY directory FOR UPDATE",
};

pub(super) const RESOURCES: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT r.directory, r.id, r.key, r.version, r.created, r.modified, r.active, r.members,
        r.name_slot, r.name_key, r.external_id, r.display, r.emails
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN resources AS r ON r.directory = w.directory AND r.id = w.id",
};

pub(super) const NAMES: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT2_ARRAY, Type::TEXT_ARRAY, Type::INT8],
    sql: "
    SELECT w.directory, w.kind, w.name, n.key
    FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS w (directory, kind, name)
    CROSS JOIN LATERAL (
        SELECT r.key FROM resources AS r
        WHERE r.directory = w.directory AND r.kind = w.kind AND r.name_key = w.name
        LIMIT $4
    ) AS n",
};

pub(super) const VALUES: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT2_ARRAY, Type::TEXT_ARRAY, Type::TEXT_ARRAY],
    sql: "
    SELECT w.directory, w.kind, w.attribute, w.value, n.key
    FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[])
        AS w (directory, kind, attribute, value)
    CROSS JOIN LATERAL (
        SELECT u.key FROM unique_values AS u
        WHERE u.directory = w.directory AND u.kind = w.kind AND u.attribute = w.attribute
            AND u.value = w.value
        LIMIT 1
    ) AS n",
};

/// What resources have alone.
pub(super) const HELD: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT w.directory, w.id, u.attribute, u.value
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN resources AS r ON r.directory = w.directory AND r.id = w.id
    CROSS JOIN LATERAL (
        SELECT u.attribute, u.value FROM unique_values AS u
        WHERE u.directory = w.directory AND u.key = r.key
        LIMIT 1000
    ) AS u",
};

/// Those who are no members of the group, or nobody at all. `LIMIT` keeps the planner, here and
/// below, from coming to a membership before it knows both the group and the member: from either
/// side alone there may be 100,000 of them, whatever the statistics say.
pub(super) const ADDITIONS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT w.directory, w.group_id, w.member_id, r.key, r.display
    FROM unnest($1::bigint[], $2::uuid[], $3::uuid[]) AS w (directory, group_id, member_id)
    LEFT JOIN resources AS r ON r.directory = w.directory AND r.id = w.member_id
    LEFT JOIN resources AS g ON g.directory = w.directory AND g.id = w.group_id
    LEFT JOIN LATERAL (
        SELECT TRUE AS is_there FROM members AS m
        WHERE m.directory = w.directory AND m.group_key = g.key AND m.member_key = r.key
        LIMIT 1
    ) AS m ON TRUE
    WHERE m.is_there IS NULL",
};

pub(super) const REMOVALS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT w.directory, w.group_id, w.member_id, r.key, r.display
    FROM unnest($1::bigint[], $2::uuid[], $3::uuid[]) AS w (directory, group_id, member_id)
    JOIN resources AS g ON g.directory = w.directory AND g.id = w.group_id
    JOIN resources AS r ON r.directory = w.directory AND r.id = w.member_id
    CROSS JOIN LATERAL (
        SELECT FROM members AS m
        WHERE m.directory = w.directory AND m.group_key = g.key AND m.member_key = r.key
        LIMIT 1
    ) AS m",
};

/// The members that are not named. The difference is computed by `EXCEPT`, which is hashed however
/// long both sides are.
pub(super) const REPLACED: Statement = Statement {
    types: &[Type::INT8, Type::UUID, Type::UUID_ARRAY],
    sql: "
    SELECT r.key, r.id, r.display
    FROM (
        SELECT m.member_id FROM members AS m
        WHERE m.directory = $1
            AND m.group_key = (SELECT g.key FROM resources AS g
                               WHERE g.directory = $1 AND g.id = $2)
        EXCEPT
        SELECT unnest($3::uuid[])
    ) AS s (id)
    JOIN resources AS r ON r.directory = $1 AND r.id = s.id",
};

/// What comes before the condition on `members AS m` of a search.
pub(super) const SEARCHED: &str = "
    SELECT r.key, r.id, r.display
    FROM members AS m
    JOIN resources AS r ON r.directory = m.directory AND r.key = m.member_key
    WHERE m.directory = $1
        AND m.group_key = (SELECT g.key FROM resources AS g WHERE g.directory = $1 AND g.id = $2)
        AND ";

/// Which group is contained in which, for all that are above these.
pub(super) const PARENTS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    WITH RECURSIVE above (directory, child, parent) AS (
        SELECT m.directory, m.member_key, m.group_key
        FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
        JOIN resources AS g ON g.directory = w.directory AND g.id = w.id
        JOIN members AS m ON m.directory = g.directory AND m.member_key = g.key
        UNION
        SELECT m.directory, m.member_key, m.group_key
        FROM above AS a
        JOIN members AS m ON m.directory = a.directory AND m.member_key = a.parent
    )
    SELECT child, parent FROM above",
};

/// The groups that resources belong to; the columns of [`RESOURCES`], then the resource's id.
pub(super) const LEFT: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT r.directory, r.id, r.key, r.version, r.created, r.modified, r.active, r.members,
        r.name_slot, r.name_key, r.external_id, r.display, r.emails, w.id
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN resources AS x ON x.directory = w.directory AND x.id = w.id
    JOIN members AS m ON m.directory = x.directory AND m.member_key = x.key
    JOIN resources AS r ON r.directory = m.directory AND r.key = m.group_key",
};

pub(super) const DROPPED: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT w.directory, w.id, r.key, r.id, r.display
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN resources AS g ON g.directory = w.directory AND g.id = w.id
    JOIN members AS m ON m.directory = g.directory AND m.group_key = g.key
    JOIN resources AS r ON r.directory = m.directory AND r.key = m.member_key",
};

/// What is left of the deleted.
pub(super) const BURIED: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT t.directory, t.id, t.kind, t.created
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN tombstones AS t ON t.directory = w.directory AND t.id = w.id",
};

pub(super) const LEARNED: Statement = Statement {
    types: &[Type::INT8_ARRAY],
    sql: "
    SELECT directory, sequence, kind, learned FROM learned_attributes
    WHERE directory = ANY ($1) ORDER BY directory, sequence",
};

pub(super) const DECLARED: Statement = Statement {
    types: &[Type::INT8_ARRAY],
    sql: "
    SELECT w.directory, n.sequence
    FROM unnest($1::bigint[]) AS w (directory)
    CROSS JOIN LATERAL (
        SELECT d.sequence FROM declarations AS d
        WHERE d.directory = w.directory ORDER BY d.sequence DESC LIMIT 1
    ) AS n",
};

pub(super) const TYPES: Statement = Statement {
    types: &[Type::INT8_ARRAY],
    sql: "
    SELECT w.directory, n.sequence
    FROM unnest($1::bigint[]) AS w (directory)
    CROSS JOIN LATERAL (
        SELECT t.sequence FROM resource_types AS t
        WHERE t.directory = w.directory ORDER BY t.sequence DESC LIMIT 1
    ) AS n",
};

/// The sizes of custom kinds. Whoever changes them holds the lock of the directory.
pub(super) const KINDS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT2_ARRAY],
    sql: "
    SELECT k.directory, k.kind, k.present, k.removed
    FROM unnest($1::bigint[], $2::smallint[]) AS w (directory, kind)
    JOIN kind_counters AS k ON k.directory = w.directory AND k.kind = w.kind",
};

pub(super) const TOKENS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT t.directory, t.id FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    JOIN infra_tokens AS t ON t.directory = w.directory AND t.id = w.id",
};

pub(super) const LINKS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    SELECT l.directory, l.user_id, l.token, l.label, l.state
    FROM unnest($1::bigint[], $2::uuid[]) AS w (directory, user_id)
    JOIN links AS l ON l.directory = w.directory AND l.user_id = w.user_id",
};

/// All of them that have a fixed text.
pub(in crate::writer) const ALL: &[&Statement] = &[
    &LOCK, &RESOURCES, &NAMES, &VALUES, &HELD, &ADDITIONS, &REMOVALS, &REPLACED, &PARENTS, &LEFT,
    &DROPPED, &BURIED, &LEARNED, &DECLARED, &TYPES, &KINDS, &TOKENS, &LINKS,
];
