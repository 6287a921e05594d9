//! The installation, its directories, tokens and admins.

use directory::archive::record::{
    Admin, Counters, Declaration, Directory, InfraToken, Installation, KindCounters,
    LearnedAttribute, ResourceType,
};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{Insert, TableRow, column, hash, numbers, optional_texts, texts};
use crate::failure::Failure;

impl TableRow for Installation {
    const SELECT: &'static str = "SELECT revision, key_fingerprint FROM installation";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self { revision: row.try_get(0)?, key_fingerprint: hash(row, 1)? })
    }

    /// The row itself is always there.
    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "UPDATE installation SET revision = n.revision, key_fingerprint = n.fingerprint
                  FROM unnest($1::bigint[], $2::bytea[]) AS n (revision, fingerprint)",
            columns: vec![
                numbers(records, |r| r.revision),
                column(records, Type::BYTEA_ARRAY, |r| r.key_fingerprint.as_ref().map(|f| &f[..])),
            ],
        }])
    }
}

impl TableRow for Directory {
    const SELECT: &'static str = "SELECT id, name, created, settings FROM directories ORDER BY id";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            created: row.try_get(2)?,
            settings: row.try_get(3)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO directories (id, name, created, settings)
                  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])",
            columns: vec![
                numbers(records, |r| r.id),
                texts(records, |r| &r.name),
                numbers(records, |r| r.created),
                texts(records, |r| &r.settings),
            ],
        }])
    }
}

impl TableRow for Counters {
    const SELECT: &'static str =
        "SELECT d.id, coalesce(c.users, 0), coalesce(c.active_users, 0), coalesce(c.groups, 0),
             coalesce(c.nested, 0), coalesce(c.removed_users, 0), coalesce(c.removed_groups, 0),
             coalesce(c.position, 0)
         FROM directories AS d LEFT JOIN counters AS c ON c.directory = d.id ORDER BY d.id";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            users: row.try_get(1)?,
            active_users: row.try_get(2)?,
            groups: row.try_get(3)?,
            nested: row.try_get(4)?,
            removed_users: row.try_get(5)?,
            removed_groups: row.try_get(6)?,
            position: row.try_get(7)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO counters (directory, users, active_users, groups, nested,
                      removed_users, removed_groups, position)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
                      $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.users),
                numbers(records, |r| r.active_users),
                numbers(records, |r| r.groups),
                numbers(records, |r| r.nested),
                numbers(records, |r| r.removed_users),
                numbers(records, |r| r.removed_groups),
                numbers(records, |r| r.position),
            ],
        }])
    }
}

impl TableRow for KindCounters {
    const SELECT: &'static str = "SELECT directory, kind::bigint, present, removed
         FROM kind_counters ORDER BY directory, kind";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            kind: row.try_get(1)?,
            present: row.try_get(2)?,
            removed: row.try_get(3)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO kind_counters (directory, kind, present, removed)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.kind),
                numbers(records, |r| r.present),
                numbers(records, |r| r.removed),
            ],
        }])
    }
}

impl TableRow for ResourceType {
    const SELECT: &'static str =
        "SELECT directory, sequence, change FROM resource_types ORDER BY directory, sequence";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self { directory: row.try_get(0)?, sequence: row.try_get(1)?, change: row.try_get(2)? })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO resource_types (directory, sequence, change)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.sequence),
                texts(records, |r| &r.change),
            ],
        }])
    }
}

impl TableRow for LearnedAttribute {
    const SELECT: &'static str = "SELECT directory, sequence, kind::bigint, learned
         FROM learned_attributes ORDER BY directory, sequence";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            sequence: row.try_get(1)?,
            kind: row.try_get(2)?,
            learned: row.try_get(3)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO learned_attributes (directory, sequence, kind, learned)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.sequence),
                numbers(records, |r| r.kind),
                texts(records, |r| &r.learned),
            ],
        }])
    }
}

impl TableRow for Declaration {
    const SELECT: &'static str =
        "SELECT directory, sequence, change FROM declarations ORDER BY directory, sequence";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self { directory: row.try_get(0)?, sequence: row.try_get(1)?, change: row.try_get(2)? })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO declarations (directory, sequence, change)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.sequence),
                texts(records, |r| &r.change),
            ],
        }])
    }
}

impl TableRow for InfraToken {
    const SELECT: &'static str =
        "SELECT directory, id, label, scopes, hash, created_by, created, expires, last_used,
             last_address
         FROM infra_tokens ORDER BY directory, id";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            id: row.try_get(1)?,
            label: row.try_get(2)?,
            scopes: row.try_get(3)?,
            hash: hash(row, 4)?.ok_or_else(|| Failure::value("hash", "missing"))?,
            created_by: row.try_get(5)?,
            created: row.try_get(6)?,
            expires: row.try_get(7)?,
            last_used: row.try_get(8)?,
            last_address: row.try_get(9)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO infra_tokens (directory, id, label, scopes, hash, created_by,
                      created, expires, last_used, last_address)
                  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[],
                      $5::bytea[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
                      $10::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                column(records, Type::UUID_ARRAY, |r| r.id),
                texts(records, |r| &r.label),
                texts(records, |r| &r.scopes),
                column(records, Type::BYTEA_ARRAY, |r| &r.hash[..]),
                texts(records, |r| &r.created_by),
                numbers(records, |r| r.created),
                column(records, Type::INT8_ARRAY, |r| r.expires),
                column(records, Type::INT8_ARRAY, |r| r.last_used),
                optional_texts(records, |r| &r.last_address),
            ],
        }])
    }
}

impl TableRow for Admin {
    const SELECT: &'static str =
        "SELECT id, email, email_key, password_hash, created, last_sign_in FROM admins ORDER BY id";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            id: row.try_get(0)?,
            email: row.try_get(1)?,
            email_key: row.try_get(2)?,
            password_hash: row.try_get(3)?,
            created: row.try_get(4)?,
            last_sign_in: row.try_get(5)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO admins (id, email, email_key, password_hash, created, last_sign_in)
                  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[],
                      $5::bigint[], $6::bigint[])",
            columns: vec![
                column(records, Type::UUID_ARRAY, |r| r.id),
                texts(records, |r| &r.email),
                texts(records, |r| &r.email_key),
                texts(records, |r| &r.password_hash),
                numbers(records, |r| r.created),
                column(records, Type::INT8_ARRAY, |r| r.last_sign_in),
            ],
        }])
    }
}
