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

/// Bytes of the longest e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const MAX_EMAIL_BYTES: usize = 254;

/// Why an e-mail cannot be an admin's. The texts are for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// It has not two sides, or holds blanks.
    #[error("Enter an e-mail address, such as ada@example.com.")]
    Malformed,
    /// It has more than [`MAX_EMAIL_BYTES`] bytes.
    #[error("The e-mail address is too long: it can have {MAX_EMAIL_BYTES} bytes.")]
    TooLong,
}

/// Reads the e-mail that an admin signs in with, blanks around it left out. Checks only what would
/// make it useless for signing in.
pub fn parse_email(text: &str) -> Result<String, EmailError> {
    let text = text.trim();
    let has_form =
        text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if !has_form || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(EmailError::Malformed);
    }
    if text.len() > MAX_EMAIL_BYTES {
        return Err(EmailError::TooLong);
    }
    Ok(text.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_has_two_sides_and_no_blanks() {
        assert_eq!(parse_email(" ada@example.com "), Ok("ada@example.com".to_owned()));
        assert_eq!(parse_email("root@localhost"), Ok("root@localhost".to_owned()));
        for text in ["", "ada", "@example.com", "ada@", "a da@example.com", "a\u{7}@b"] {
            assert_eq!(parse_email(text), Err(EmailError::Malformed), "{text:?}");
        }
        let longest = format!("{}@b", "a".repeat(MAX_EMAIL_BYTES - 2));
        assert_eq!(parse_email(&longest), Ok(longest.clone()));
        assert_eq!(parse_email(&format!("a{longest}")), Err(EmailError::TooLong));
    }
}
