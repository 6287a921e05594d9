//! Users and groups, memberships, and what is left of the deleted.

use directory::archive::record::{Member, Resource, Tombstone, UniqueValue};
use directory::resource::Kind;
use store_sql::derived::search_text_of;
use store_sql::key;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{Insert, TableRow, column, numbers, optional_texts, texts};
use crate::failure::Failure;

impl TableRow for Tombstone {
    const SELECT: &'static str =
        "SELECT directory, id, kind::bigint, deleted, created, name_key, external_id, member_of,
             members, body
         FROM tombstones ORDER BY directory, id";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            id: row.try_get(1)?,
            kind: row.try_get(2)?,
            deleted: row.try_get(3)?,
            created: row.try_get(4)?,
            name_key: row.try_get(5)?,
            external_id: row.try_get(6)?,
            member_of: row.try_get(7)?,
            members: row.try_get(8)?,
            body: row.try_get(9)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO tombstones (directory, id, kind, deleted, created, name_key,
                      external_id, member_of, members, body)
                  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[],
                      $5::bigint[], $6::text[], $7::text[], $8::bytea[], $9::bytea[], $10::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                column(records, Type::UUID_ARRAY, |r| r.id),
                numbers(records, |r| r.kind),
                numbers(records, |r| r.deleted),
                numbers(records, |r| r.created),
                texts(records, |r| &r.name_key),
                optional_texts(records, |r| &r.external_id),
                column(records, Type::BYTEA_ARRAY, |r| r.member_of.as_slice()),
                column(records, Type::BYTEA_ARRAY, |r| r.members.as_slice()),
                texts(records, |r| &r.body),
            ],
        }])
    }
}

impl TableRow for Resource {
    const SELECT: &'static str =
        "SELECT key, id, version, created, modified, active <> 0, members, name_key, name_slot = 0,
             external_id, display, emails, body
         FROM resources ORDER BY directory, key";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            key: row.try_get(0)?,
            id: row.try_get(1)?,
            version: row.try_get(2)?,
            created: row.try_get(3)?,
            modified: row.try_get(4)?,
            active: row.try_get(5)?,
            members: row.try_get(6)?,
            name_key: row.try_get(7)?,
            name_is_unique: row.try_get(8)?,
            external_id: row.try_get(9)?,
            display: row.try_get(10)?,
            emails: row.try_get(11)?,
            body: row.try_get(12)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        if let Some(record) = records.iter().find(|r| key::kind(r.key).is_none()) {
            return Err(Failure::value("key", record.key));
        }
        let (emails, search_texts) = derived(records)?;
        let resources = Insert {
            sql: "INSERT INTO resources (directory, key, kind, active, id, version, created,
                      modified, members, name_slot, name_key, external_id, display, emails, body)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
                      $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                      $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[],
                      $15::text[])",
            columns: vec![
                numbers(records, |r| key::directory(r.key).0),
                numbers(records, |r| r.key),
                numbers(records, |r| key::kind(r.key).map_or(0, Kind::code)),
                numbers(records, |r| i64::from(r.active)),
                column(records, Type::UUID_ARRAY, |r| r.id),
                numbers(records, |r| r.version),
                numbers(records, |r| r.created),
                numbers(records, |r| r.modified),
                numbers(records, |r| r.members),
                numbers(records, |r| if r.name_is_unique { 0 } else { r.key }),
                texts(records, |r| &r.name_key),
                optional_texts(records, |r| &r.external_id),
                texts(records, |r| &r.display),
                optional_texts(records, |r| &r.emails),
                texts(records, |r| &r.body),
            ],
        };
        Ok(vec![resources, emails, search_texts])
    }
}

/// The rows of the tables `emails` and `search_texts` that belong to resources.
fn derived(records: &[Resource]) -> Result<(Insert<'_>, Insert<'_>), Failure> {
    let (mut directories, mut keys, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut searched = Vec::with_capacity(records.len());
    for record in records {
        let emails: Vec<String> =
            record.emails.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
        searched.push(search_text_of(&record.name_key, &record.display, &emails));
        for value in emails {
            directories.push(key::directory(record.key).0);
            keys.push(record.key);
            values.push(value);
        }
    }
    let emails = Insert {
        sql: "INSERT INTO emails (directory, value, key)
              SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[]) ON CONFLICT DO NOTHING",
        columns: vec![
            (Box::new(directories), Type::INT8_ARRAY),
            (Box::new(values), Type::TEXT_ARRAY),
            (Box::new(keys), Type::INT8_ARRAY),
        ],
    };
    let search_texts = Insert {
        sql: "INSERT INTO search_texts (directory, key, text)
              SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])",
        columns: vec![
            numbers(records, |r| key::directory(r.key).0),
            numbers(records, |r| r.key),
            (Box::new(searched), Type::TEXT_ARRAY),
        ],
    };
    Ok((emails, search_texts))
}

impl TableRow for UniqueValue {
    const SELECT: &'static str =
        "SELECT directory, kind::bigint, attribute, value, key FROM unique_values
         ORDER BY directory, kind, attribute, value";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            kind: row.try_get(1)?,
            attribute: row.try_get(2)?,
            value: row.try_get(3)?,
            key: row.try_get(4)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO unique_values (directory, kind, attribute, value, key)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[],
                      $5::bigint[])",
            columns: vec![
                numbers(records, |r| r.directory),
                numbers(records, |r| r.kind),
                texts(records, |r| &r.attribute),
                texts(records, |r| &r.value),
                numbers(records, |r| r.key),
            ],
        }])
    }
}

impl TableRow for Member {
    const SELECT: &'static str =
        "SELECT group_key, member_key, member_id, display_given <> 0, display
         FROM members ORDER BY directory, group_key, member_key";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            group_key: row.try_get(0)?,
            member_key: row.try_get(1)?,
            member_id: row.try_get(2)?,
            display_given: row.try_get(3)?,
            display: row.try_get(4)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO members (directory, group_key, member_key, member_id, display_given,
                      display)
                  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::uuid[],
                      $5::bigint[], $6::text[])",
            columns: vec![
                numbers(records, |r| key::directory(r.group_key).0),
                numbers(records, |r| r.group_key),
                numbers(records, |r| r.member_key),
                column(records, Type::UUID_ARRAY, |r| r.member_id),
                numbers(records, |r| i64::from(r.display_given)),
                texts(records, |r| &r.display),
            ],
        }])
    }
}
