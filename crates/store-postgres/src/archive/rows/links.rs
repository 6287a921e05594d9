//! Links, and the domains by which they may be made.

use directory::archive::record::{Link, VerifiedDomain};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{Insert, TableRow, column, numbers, texts};
use crate::failure::Failure;

impl TableRow for Link {
    const SELECT: &'static str =
        "SELECT directory, user_id, token, label, state::bigint, at, sent FROM links
         ORDER BY directory, user_id, token";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            directory: row.try_get(0)?,
            user_id: row.try_get(1)?,
            token: row.try_get(2)?,
            label: row.try_get(3)?,
            state: row.try_get(4)?,
            at: row.try_get(5)?,
            sent: row.try_get(6)?,
        })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO links (directory, user_id, token, label, state, at, sent)
                  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[],
                      $5::bigint[], $6::bigint[], $7::text[])",
            columns: vec![
                numbers(records, |r| r.directory),
                column(records, Type::UUID_ARRAY, |r| r.user_id),
                column(records, Type::UUID_ARRAY, |r| r.token),
                texts(records, |r| &r.label),
                numbers(records, |r| r.state),
                numbers(records, |r| r.at),
                texts(records, |r| &r.sent),
            ],
        }])
    }
}

impl TableRow for VerifiedDomain {
    const SELECT: &'static str =
        "SELECT directory, domain FROM verified_domains ORDER BY directory, domain";

    fn from_row(row: &Row) -> Result<Self, Failure> {
        Ok(Self { directory: row.try_get(0)?, domain: row.try_get(1)? })
    }

    fn inserts(records: &[Self]) -> Result<Vec<Insert<'_>>, Failure> {
        Ok(vec![Insert {
            sql: "INSERT INTO verified_domains (directory, domain)
                  SELECT * FROM unnest($1::bigint[], $2::text[])",
            columns: vec![numbers(records, |r| r.directory), texts(records, |r| &r.domain)],
        }])
    }
}
