//! Admins: the people who sign in to the dashboard, and their sessions.

use crate::id::AdminId;
use crate::time::Timestamp;

/// A person who signs in to the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// The admin's id.
    pub id: AdminId,
    /// The e-mail, as it was typed; compared without regard to case.
    pub email: String,
    /// The password's argon2id hash in PHC form.
    pub password_hash: String,
    /// When the admin was made.
    pub created: Timestamp,
    /// The last sign-in.
    pub last_sign_in: Option<Timestamp>,
}

/// A signed-in browser. The id in the cookie is a secret; its hash is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of the secret in the cookie.
    pub hash: [u8; 32],
    /// Who is signed in.
    pub admin: AdminId,
    /// When the admin signed in.
    pub created: Timestamp,
    /// When the session ends.
    pub expires: Timestamp,
}
