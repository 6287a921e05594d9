//! The statements.

use tokio_postgres::types::Type;

use super::super::super::trip::Statement;

/// What was counted stands for what was there, as the row of the directory is locked.
pub(super) const COUNT_KINDS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT2_ARRAY, Type::INT8_ARRAY, Type::INT8_ARRAY],
    sql: "
    INSERT INTO kind_counters (directory, kind, present, removed)
    SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::bigint[])
    ON CONFLICT (directory, kind)
    DO UPDATE SET present = excluded.present, removed = excluded.removed",
};

pub(super) const MISS: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::INT2_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
    ],
    sql:
        "
    INSERT INTO gaps AS g (directory, kind, width, span, removed)
    SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])
    ON CONFLICT (directory, kind, width, span) DO UPDATE SET removed = g.removed + excluded.removed",
};

pub(super) const LEARN: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::INT8_ARRAY, Type::INT2_ARRAY, Type::TEXT_ARRAY],
    sql: "
    INSERT INTO learned_attributes (directory, sequence, kind, learned)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::text[])",
};

pub(super) const INSERT_TOKENS: Statement = Statement {
    types: &[
        Type::INT8_ARRAY,
        Type::UUID_ARRAY,
        Type::TEXT_ARRAY,
        Type::TEXT_ARRAY,
        Type::BYTEA_ARRAY,
        Type::TEXT_ARRAY,
        Type::INT8_ARRAY,
        Type::INT8_ARRAY,
    ],
    sql: "
    INSERT INTO infra_tokens (directory, id, label, scopes, hash, created_by, created, expires)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bytea[],
        $6::text[], $7::bigint[], $8::bigint[])",
};

pub(super) const REVOKE_TOKENS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::UUID_ARRAY],
    sql: "
    DELETE FROM infra_tokens AS t USING unnest($1::bigint[], $2::uuid[]) AS w (directory, id)
    WHERE t.directory = w.directory AND t.id = w.id",
};

pub(super) const SETTINGS: Statement = Statement {
    types: &[Type::INT8_ARRAY, Type::TEXT_ARRAY],
    sql: "
    UPDATE directories AS d SET settings = w.settings
    FROM unnest($1::bigint[], $2::text[]) AS w (directory, settings)
    WHERE d.id = w.directory",
};

/// Tells every node that what it holds in memory is out of date.
pub(super) const REVISE: &str = "UPDATE installation SET revision = revision + 1";
