//! Admins' passwords: argon2id hashes in PHC form, computed off the request threads and a few at
//! a time, because each takes 19 MiB and tens of milliseconds on purpose.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// The shortest password that is accepted, in characters.
pub const MIN_CHARS: usize = 12;

/// The longest password that is accepted, in bytes, so that nobody can make the server hash a book.
pub const MAX_BYTES: usize = 1024;

/// Why a password cannot be used. The texts are for the person who chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`MIN_CHARS`] characters.
    #[error("The password is too short: use at least {MIN_CHARS} characters.")]
    TooShort,
    /// More than [`MAX_BYTES`] bytes.
    #[error("The password is too long: use at most {MAX_BYTES} bytes.")]
    TooLong,
    /// The operating system gave no randomness, or the memory was not enough.
    #[error("The password could not be hashed. Try again.")]
    Failed,
}

/// Checks a new password against the rule: long enough, and nothing else.
pub fn check(password: &str) -> Result<(), PasswordError> {
    if password.len() > MAX_BYTES {
        Err(PasswordError::TooLong)
    } else if password.chars().count() < MIN_CHARS {
        Err(PasswordError::TooShort)
    } else {
        Ok(())
    }
}

/// [`check`]s a new password and hashes it with a fresh salt. Blocks for tens of milliseconds.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    check(password)?;
    let hash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

/// Whether this is the password of that hash; false for a hash that cannot be read. Blocks for
/// tens of milliseconds.
pub fn verify(password: &str, hash: &str) -> bool {
    if password.len() > MAX_BYTES {
        return false;
    }
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash of no password that anybody has, to spend the same time on an unknown e-mail as on a
/// known one. Empty only if hashing fails, and then verifying fails at once.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

/// Hashes and verifies on the blocking threads, a few at a time; the others wait their turn.
#[derive(Debug)]
pub struct Hasher {
    turns: Semaphore,
}

impl Hasher {
    /// At most `at_once` computations run at the same time.
    pub fn new(at_once: usize) -> Self {
        Self { turns: Semaphore::new(at_once) }
    }

    /// See [`hash`].
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        check(&password)?;
        self.run(move || hash(&password)).await.unwrap_or(Err(PasswordError::Failed))
    }

    /// See [`verify`]. Without a hash it works as long as with one and says false.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let compute = move || {
            if let Some(hash) = hash {
                verify(&password, &hash)
            } else {
                verify(&password, &NOBODY);
                false
            }
        };
        self.run(compute).await.unwrap_or(false)
    }

    async fn run<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(compute).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_argon2id_and_verifies_its_password_only() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse battery", &stored));
        assert!(!verify("correct horse batterz", &stored));
        assert!(!verify("correct horse battery", "not a hash"));
    }

    #[test]
    fn the_rule_counts_characters_and_bounds_bytes() {
        assert_eq!(hash("elevenchars"), Err(PasswordError::TooShort));
        assert_eq!(check("zwölf Zeiche"), Ok(()));
        assert_eq!(check(&"x".repeat(MAX_BYTES + 1)), Err(PasswordError::TooLong));
        assert!(!verify(&"x".repeat(MAX_BYTES + 1), "irrelevant"));
    }

    #[tokio::test]
    async fn an_unknown_person_never_verifies() {
        let hasher = Hasher::new(1);
        assert!(!hasher.verify("nobody has this password".to_owned(), None).await);
        let stored = hasher.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hasher.verify("correct horse battery".to_owned(), Some(stored)).await);
    }
}
