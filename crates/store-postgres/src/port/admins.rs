//! Admins and their sessions.

use std::sync::Arc;

use async_trait::async_trait;
use directory::admin::{Admin, Session as SignedIn};
use directory::id::AdminId;
use directory::store::{Admins, StoreError};
use directory::time::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::PostgresStore;
use crate::failure::Failure;
use crate::session::{Param, Session};

const INSERT: &str = "
    INSERT INTO admins (id, email, email_key, password_hash, created, last_sign_in)
    SELECT $1, $2, $3, $4, $5, $6";

/// An admin who is there already under the same id was made by the same call, whose answer was
/// lost with the connection.
const REPEATED: &str = "
    ON CONFLICT (email_key) DO UPDATE SET email = excluded.email WHERE admins.id = excluded.id";

/// Who sets up the first admin holds this lock: the letters `PRVA`.
const FIRST: &str = "SELECT pg_advisory_xact_lock(1347573313)";

const ADMIN: &str = "a.id, a.email, a.password_hash, a.created, a.last_sign_in";

#[async_trait]
impl Admins for PostgresStore {
    async fn create_admin(&self, admin: Admin) -> Result<bool, StoreError> {
        let sql = format!("{INSERT} {REPEATED} RETURNING id");
        let made = self.shared.query(&sql, &Columns::of(&admin).params()).await?;
        Ok(!made.is_empty())
    }

    async fn create_first_admin(&self, admin: Admin) -> Result<bool, StoreError> {
        let columns = Columns::of(&admin);
        let sql =
            format!("{INSERT} WHERE NOT EXISTS (SELECT 1 FROM admins WHERE id <> $1) {REPEATED}");
        let (columns, sql) = (&columns, &sql);
        let insert = |session: Arc<Session>| async move {
            // The second statement sees what was committed before the lock was given.
            session.batch(FIRST).await?;
            session.execute(sql, &columns.params()).await
        };
        Ok(self.changes.transaction(insert).await? > 0)
    }

    async fn admin_by_email(&self, email: &str) -> Result<Option<Admin>, StoreError> {
        let sql = format!("SELECT {ADMIN} FROM admins AS a WHERE a.email_key = $1");
        let rows = self.shared.query(&sql, &[(&email_key(email), Type::TEXT)]).await?;
        rows.first().map(|row| admin(row, 0)).transpose().map_err(Failure::into_store_error)
    }

    async fn admins(&self) -> Result<Vec<Admin>, StoreError> {
        let sql = format!("SELECT {ADMIN} FROM admins AS a ORDER BY a.created, a.id");
        let rows = self.shared.query(&sql, &[]).await?;
        let admins = rows.iter().map(|row| admin(row, 0));
        admins.collect::<Result<_, _>>().map_err(Failure::into_store_error)
    }

    async fn set_admin_password(
        &self,
        admin: AdminId,
        password_hash: String,
    ) -> Result<bool, StoreError> {
        let sql = "
            WITH ended AS (DELETE FROM sessions WHERE admin = $1)
            UPDATE admins SET password_hash = $2 WHERE id = $1 RETURNING id";
        let params: [Param<'_>; 2] = [(&admin.0, Type::UUID), (&password_hash, Type::TEXT)];
        Ok(!self.shared.query(sql, &params).await?.is_empty())
    }

    async fn create_session(&self, session: SignedIn) -> Result<(), StoreError> {
        let sql = "
            WITH signed_in AS (
                UPDATE admins SET last_sign_in = $3 WHERE id = $2 RETURNING id
            )
            INSERT INTO sessions (hash, admin, created, expires)
            SELECT $1, id, $3, $4 FROM signed_in
            ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires RETURNING admin";
        let made = self
            .shared
            .query(
                sql,
                &[
                    (&session.hash.as_slice(), Type::BYTEA),
                    (&session.admin.0, Type::UUID),
                    (&session.created.as_micros(), Type::INT8),
                    (&session.expires.as_micros(), Type::INT8),
                ],
            )
            .await?;
        if made.is_empty() {
            let text = "a session for an admin that does not exist";
            return Err(StoreError::Broken(text.to_owned()));
        }
        Ok(())
    }

    async fn session(
        &self,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(SignedIn, Admin)>, StoreError> {
        let sql = format!(
            "SELECT s.created, s.expires, {ADMIN}
             FROM sessions AS s JOIN admins AS a ON a.id = s.admin
             WHERE s.hash = $1 AND s.expires > $2"
        );
        let params: [Param<'_>; 2] =
            [(&hash.as_slice(), Type::BYTEA), (&now.as_micros(), Type::INT8)];
        let rows = self.shared.query(&sql, &params).await?;
        let found = rows.first().map(|row| session(row, hash)).transpose();
        found.map_err(Failure::into_store_error)
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE hash = $1";
        self.shared.query(sql, &[(&hash.as_slice(), Type::BYTEA)]).await.map(drop)
    }
}

/// E-mails of admins compare without regard to case.
fn email_key(email: &str) -> String {
    scim::text::fold(email.trim()).into_owned()
}

/// The columns of a new admin.
struct Columns<'a> {
    admin: &'a Admin,
    email_key: String,
    created: i64,
    last_sign_in: Option<i64>,
}

impl<'a> Columns<'a> {
    fn of(admin: &'a Admin) -> Self {
        Self {
            admin,
            email_key: email_key(&admin.email),
            created: admin.created.as_micros(),
            last_sign_in: admin.last_sign_in.map(Timestamp::as_micros),
        }
    }

    fn params(&self) -> [Param<'_>; 6] {
        [
            (&self.admin.id.0, Type::UUID),
            (&self.admin.email, Type::TEXT),
            (&self.email_key, Type::TEXT),
            (&self.admin.password_hash, Type::TEXT),
            (&self.created, Type::INT8),
            (&self.last_sign_in, Type::INT8),
        ]
    }
}

fn session(row: &Row, hash: [u8; 32]) -> Result<(SignedIn, Admin), Failure> {
    let admin = admin(row, 2)?;
    let session = SignedIn {
        hash,
        admin: admin.id,
        created: Timestamp::from_micros(row.try_get(0)?),
        expires: Timestamp::from_micros(row.try_get(1)?),
    };
    Ok((session, admin))
}

fn admin(row: &Row, first: usize) -> Result<Admin, Failure> {
    Ok(Admin {
        id: AdminId(row.try_get(first)?),
        email: row.try_get(first + 1)?,
        password_hash: row.try_get(first + 2)?,
        created: Timestamp::from_micros(row.try_get(first + 3)?),
        last_sign_in: row.try_get::<_, Option<i64>>(first + 4)?.map(Timestamp::from_micros),
    })
}
