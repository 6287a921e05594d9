//! The statements.

use tokio_postgres::types::Type;

use super::super::super::trip::Statement;

/// Whole rows of `resources`.
const ROWS: &[Type] = &[
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::INT2_ARRAY,
    Type::INT2_ARRAY,
    Type::UUID_ARRAY,
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::INT8_ARRAY,
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
    Type::TEXT_ARRAY,
];

/// What comes has a search text and e-mail addresses, each in a table of its own: one statement with
/// one answer, where there could be three.
pub(super) const INSERT: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT2_ARRAY,
        Type::INT2_ARRAY,
        Type::UUID_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
    ],
    sql: "
    WITH found AS (
        INSERT INTO search_texts (directory, key, text)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $16::text[])
    ), reached AS (
        INSERT INTO emails (directory, key, value)
        SELECT w.directory, w.key, e.value
        FROM unnest($1::bigint[], $2::bigint[], $14::text[]) AS w (directory, key, emails)
        CROSS JOIN LATERAL jsonb_array_elements_text(w.emails::jsonb) AS e (value)
        ON CONFLICT DO NOTHING
    )
    INSERT INTO resources (directory, key, kind, active, id, version, created, modified, members,
        name_slot, name_key, external_id, display, emails, body)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::uuid[],
        $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[],
        $12::text[], $13::text[], $14::text[], $15::text[])",
};

pub(super) const UPDATE: Statement = Statement {
    types: ROWS,
    sql: "
    UPDATE resources AS r
    SET active = w.active, version = w.version, modified = w.modified, members = w.members,
        name_slot = w.name_slot, name_key = w.name_key, external_id = w.external_id,
        display = w.display, emails = w.emails, body = w.body
    FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::uuid[],
        $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[],
        $12::text[], $13::text[], $14::text[], $15::text[])
        AS w (directory, key, kind, active, id, version, created, modified, members, name_slot,
            name_key, external_id, display, emails, body)
    WHERE r.directory = w.directory AND r.key = w.key",
};

pub(super) const UPDATE_COUNTS: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
    ],
    sql: "
    UPDATE resources AS r SET version = w.version, modified = w.modified, members = w.members
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
        AS w (directory, key, version, modified, members)
    WHERE r.directory = w.directory AND r.key = w.key",
};

pub(super) const DELETE: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY],
    sql: "
    DELETE FROM resources AS r USING unnest($1::bigint[], $2::bigint[]) AS w (directory, key)
    WHERE r.directory = w.directory AND r.key = w.key",
};

pub(super) const UPDATE_SEARCH_TEXTS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    UPDATE search_texts AS s SET text = w.text
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (directory, key, text)
    WHERE s.directory = w.directory AND s.key = w.key",
};

pub(super) const DELETE_SEARCH_TEXTS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY],
    sql: "
    DELETE FROM search_texts AS s USING unnest($1::bigint[], $2::bigint[]) AS w (directory, key)
    WHERE s.directory = w.directory AND s.key = w.key",
};

pub(super) const INSERT_EMAILS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    INSERT INTO emails (directory, key, value)
    SELECT w.directory, w.key, e.value
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (directory, key, emails)
    CROSS JOIN LATERAL jsonb_array_elements_text(w.emails::jsonb) AS e (value)
    ON CONFLICT DO NOTHING",
};

/// The values are unfolded before the table is looked at, which is in the order of the values.
pub(super) const DELETE_EMAILS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    WITH w AS MATERIALIZED (
        SELECT w.directory, w.key, e.value
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w (directory, key, emails)
        CROSS JOIN LATERAL jsonb_array_elements_text(w.emails::jsonb) AS e (value)
    )
    DELETE FROM emails AS e USING w
    WHERE e.directory = w.directory AND e.value = w.value AND e.key = w.key",
};

pub(super) const UNEARTH: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    DELETE FROM tombstones AS t USING unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    WHERE t.directory = w.directory AND t.id = w.id",
};

/// Who came in the same transaction has no row, and all of the content is in the columns.
pub(super) const BURY: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::UUID_ARRAY,
        Type::INT2_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::BYTEA_ARRAY,
        Type::BYTEA_ARRAY,
        Type::TEXT_ARRAY,
    ],
    sql: "
    INSERT INTO tombstones (directory, id, kind, deleted, created, name_key, external_id,
        member_of, members, body)
    SELECT w.directory, w.id, w.kind, w.deleted, w.created, w.name_key, w.external_id,
        w.member_of, w.members, coalesce(w.body, r.body)
    FROM unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::smallint[], $5::bigint[],
        $6::bigint[], $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::text[])
        AS w (directory, key, id, kind, deleted, created, name_key, external_id, member_of,
            members, body)
    LEFT JOIN resources AS r ON r.directory = w.directory AND r.key = w.key
    ON CONFLICT (directory, id) DO UPDATE SET
        deleted = excluded.deleted, created = excluded.created, name_key = excluded.name_key,
        external_id = excluded.external_id, member_of = excluded.member_of,
        members = excluded.members, body = excluded.body",
};
