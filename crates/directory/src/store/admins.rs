//! Admins and their sessions.

use async_trait::async_trait;

use super::StoreError;
use crate::admin::{Admin, Session};
use crate::id::AdminId;
use crate::time::Timestamp;

/// Keeps admins and sessions.
#[async_trait]
pub trait Admins: Send + Sync {
    /// Adds an admin; false, and nothing happens, when one has this e-mail (ignoring case).
    async fn create_admin(&self, admin: Admin) -> Result<bool, StoreError>;

    /// Adds the first admin; false, and nothing happens, when there is one already. Two set-ups
    /// at the same time cannot both succeed.
    async fn create_first_admin(&self, admin: Admin) -> Result<bool, StoreError>;

    /// The admin with this e-mail, ignoring case.
    async fn admin_by_email(&self, email: &str) -> Result<Option<Admin>, StoreError>;

    /// All admins, oldest first.
    async fn admins(&self) -> Result<Vec<Admin>, StoreError>;

    /// Sets a new password and ends all sessions of the admin; false when there is no such admin.
    async fn set_admin_password(
        &self,
        admin: AdminId,
        password_hash: String,
    ) -> Result<bool, StoreError>;

    /// Begins a session and notes the sign-in.
    async fn create_session(&self, session: Session) -> Result<(), StoreError>;

    /// The session with this hash and its admin, if it has not ended by `now`.
    async fn session(
        &self,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(Session, Admin)>, StoreError>;

    /// Ends a session.
    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError>;
}
