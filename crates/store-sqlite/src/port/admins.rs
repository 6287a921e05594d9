//! Admins and their sessions.

use async_trait::async_trait;
use directory::admin::{Admin, Session};
use directory::id::AdminId;
use directory::store::{Admins, StoreError};
use directory::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::system::collect;
use crate::SqliteStore;
use crate::failure::Failure;
use crate::writer::Batch;

const ADMIN: &str = "a.id, a.email, a.password_hash, a.created, a.last_sign_in";

#[async_trait]
impl Admins for SqliteStore {
    async fn create_admin(&self, admin: Admin) -> Result<bool, StoreError> {
        self.writer.perform(move |batch| insert(batch, &admin)).await
    }

    async fn create_first_admin(&self, admin: Admin) -> Result<bool, StoreError> {
        self.writer
            .perform(move |batch| {
                let sql = "SELECT EXISTS (SELECT 1 FROM admins)";
                let exists = batch.first(sql, (), |row| row.get(0))?.unwrap_or(false);
                if exists { Ok(false) } else { insert(batch, &admin) }
            })
            .await
    }

    async fn admin_by_email(&self, email: &str) -> Result<Option<Admin>, StoreError> {
        self.readers.point(|connection| {
            let sql = format!("SELECT {ADMIN} FROM admins AS a WHERE a.email_key = ?1");
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement.query_row([email_key(email)], |row| admin(row, 0)).optional()?)
        })
    }

    async fn admins(&self) -> Result<Vec<Admin>, StoreError> {
        self.readers.point(|connection| {
            let sql = format!("SELECT {ADMIN} FROM admins AS a ORDER BY a.created, a.id");
            collect(connection, &sql, (), |row| Ok(admin(row, 0)?))
        })
    }

    async fn set_admin_password(
        &self,
        admin: AdminId,
        password_hash: String,
    ) -> Result<bool, StoreError> {
        self.writer
            .perform(move |batch| {
                let changed = batch.execute(
                    "UPDATE admins SET password_hash = ?2 WHERE id = ?1",
                    (admin.0.as_bytes(), &password_hash),
                )?;
                batch.execute("DELETE FROM sessions WHERE admin = ?1", [admin.0.as_bytes()])?;
                Ok(changed > 0)
            })
            .await
    }

    async fn create_session(&self, session: Session) -> Result<(), StoreError> {
        self.writer.perform(move |batch| create_session(batch, &session)).await
    }

    async fn session(
        &self,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(Session, Admin)>, StoreError> {
        self.readers.point(|connection| session(connection, hash, now))
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        self.writer
            .perform(move |batch| {
                batch.execute("DELETE FROM sessions WHERE hash = ?1", [hash])?;
                Ok(())
            })
            .await
    }
}

/// E-mails of admins compare without regard to case.
fn email_key(email: &str) -> String {
    scim::text::fold(email.trim()).into_owned()
}

fn insert(batch: &mut Batch<'_>, admin: &Admin) -> Result<bool, Failure> {
    let inserted = batch.execute(
        "INSERT INTO admins (id, email, email_key, password_hash, created, last_sign_in)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (email_key) DO NOTHING",
        (
            admin.id.0.as_bytes(),
            &admin.email,
            email_key(&admin.email),
            &admin.password_hash,
            admin.created.as_micros(),
            admin.last_sign_in.map(Timestamp::as_micros),
        ),
    )?;
    Ok(inserted > 0)
}

fn create_session(batch: &mut Batch<'_>, session: &Session) -> Result<(), Failure> {
    let signed_in = batch.execute(
        "UPDATE admins SET last_sign_in = ?2 WHERE id = ?1",
        (session.admin.0.as_bytes(), session.created.as_micros()),
    )?;
    if signed_in == 0 {
        return Err(Failure::Broken("a session for an admin that does not exist".to_owned()));
    }
    batch.execute(
        "INSERT INTO sessions (hash, admin, created, expires) VALUES (?1, ?2, ?3, ?4)",
        (
            session.hash,
            session.admin.0.as_bytes(),
            session.created.as_micros(),
            session.expires.as_micros(),
        ),
    )?;
    Ok(())
}

fn session(
    connection: &Connection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<(Session, Admin)>, Failure> {
    let sql = format!(
        "SELECT s.created, s.expires, {ADMIN} FROM sessions AS s JOIN admins AS a ON a.id = s.admin
         WHERE s.hash = ?1 AND s.expires > ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement
        .query_row((hash, now.as_micros()), |row| {
            let admin = admin(row, 2)?;
            let session = Session {
                hash,
                admin: admin.id,
                created: Timestamp::from_micros(row.get(0)?),
                expires: Timestamp::from_micros(row.get(1)?),
            };
            Ok((session, admin))
        })
        .optional()?;
    Ok(found)
}

fn admin(row: &Row<'_>, first: usize) -> rusqlite::Result<Admin> {
    Ok(Admin {
        id: AdminId(Uuid::from_bytes(row.get(first)?)),
        email: row.get(first + 1)?,
        password_hash: row.get(first + 2)?,
        created: Timestamp::from_micros(row.get(first + 3)?),
        last_sign_in: row.get::<_, Option<i64>>(first + 4)?.map(Timestamp::from_micros),
    })
}
