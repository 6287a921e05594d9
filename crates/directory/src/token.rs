//! Infra tokens: the bearer credentials of identity providers and scripts.
//!
//! A token is `prv_` + 43 characters of base64url (256 random bits) + 6 characters of checksum,
//! so that a typing error is told from a revoked token, and secret scanners find leaked ones.
//! Only a hash under the installation's key is stored: who steals the database has no token.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::env::Random;
use crate::id::{DirectoryId, TokenId};
use crate::time::Timestamp;

const PREFIX: &str = "prv_";
const SECRET_CHARS: usize = 43;
const CHECKSUM_CHARS: usize = 6;

/// An infra token as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfraToken {
    /// Its id.
    pub id: TokenId,
    /// The directory it opens.
    pub directory: DirectoryId,
    /// What an admin calls it.
    pub label: String,
    /// What it may do.
    pub scopes: Scopes,
    /// The hash of the secret under the installation's key.
    pub hash: TokenHash,
    /// Who made it: an e-mail, or `operator`.
    pub created_by: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it stops working; `None` for never.
    pub expires: Option<Timestamp>,
    /// When it was used last, to within a few seconds.
    pub last_used: Option<Timestamp>,
    /// The address it was used from last.
    pub last_address: Option<String>,
}

impl InfraToken {
    /// Whether the token has stopped working at `now` because of its expiry.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// What an infra token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// Read users and groups.
    pub read: bool,
    /// Create, change and delete them.
    pub write: bool,
    /// Administer the directory itself: its schemas.
    pub admin: bool,
}

impl Scopes {
    /// Reading and writing users and groups, what an identity provider needs.
    pub const ALL: Scopes = Scopes { read: true, write: true, admin: false };
    /// Nothing.
    pub const NONE: Scopes = Scopes { read: false, write: false, admin: false };
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [(self.read, "read"), (self.write, "write"), (self.admin, "admin")];
        let mut granted = all.into_iter().filter_map(|(granted, name)| granted.then_some(name));
        f.write_str(granted.next().unwrap_or_default())?;
        granted.try_for_each(|name| write!(f, ",{name}"))
    }
}

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut scopes = Scopes::NONE;
        for scope in text.split(',').map(str::trim).filter(|scope| !scope.is_empty()) {
            match scope {
                "read" => scopes.read = true,
                "write" => scopes.write = true,
                "admin" => scopes.admin = true,
                other => return Err(UnknownScope(other.to_owned())),
            }
        }
        Ok(scopes)
    }
}

/// The longest label of a token, in characters.
const MAX_LABEL: usize = 100;

/// Why a text cannot be a token's label. The texts are for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// It is empty or too long.
    #[error("a token needs a title of 1 to {MAX_LABEL} characters")]
    Length,
    /// It has control characters.
    #[error("a token's title cannot contain control characters")]
    Control,
}

/// Reads the label by which admins tell a token from others, blanks around it left out.
pub fn parse_label(text: &str) -> Result<String, LabelError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_LABEL {
        return Err(LabelError::Length);
    }
    if text.chars().any(char::is_control) {
        return Err(LabelError::Control);
    }
    Ok(text.to_owned())
}

/// A scope that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("there is no scope `{0}`; the scopes are `read`, `write` and `admin`")]
pub struct UnknownScope(String);

/// The life of a new token, as the dashboard and the command line offer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Works for that many days.
    Days(u16),
    /// Works until it is revoked.
    Never,
}

impl Expiry {
    /// The choices that an admin has.
    pub const CHOICES: [Expiry; 5] =
        [Expiry::Days(7), Expiry::Days(30), Expiry::Days(60), Expiry::Days(90), Expiry::Never];

    /// The moment when a token made `now` stops working.
    pub fn moment(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Expiry::Days(days) => {
                Some(now.plus(Duration::from_secs(u64::from(days) * 24 * 60 * 60)))
            }
            Expiry::Never => None,
        }
    }
}

impl FromStr for Expiry {
    type Err = UnknownExpiry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "7d" => Ok(Expiry::Days(7)),
            "30d" => Ok(Expiry::Days(30)),
            "60d" => Ok(Expiry::Days(60)),
            "90d" => Ok(Expiry::Days(90)),
            "never" => Ok(Expiry::Never),
            other => Err(UnknownExpiry(other.to_owned())),
        }
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expiry::Days(days) => write!(f, "{days}d"),
            Expiry::Never => f.write_str("never"),
        }
    }
}

/// An expiry that is not offered.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no expiry; choose 7d, 30d, 60d, 90d or never")]
pub struct UnknownExpiry(String);

/// The secret that a client presents. It exists in memory only, and never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenSecret(String);

impl TokenSecret {
    /// A new secret of 256 random bits.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        let secret = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let checksum = checksum(&secret);
        Self(format!("{PREFIX}{secret}{checksum}"))
    }

    /// The text to hand over, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(***)")
    }
}

/// Whether `text` has the form of an infra token, checksum included.
pub fn is_well_formed(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX) else {
        return false;
    };
    match rest.split_at_checked(SECRET_CHARS) {
        Some((secret, sum)) if sum.len() == CHECKSUM_CHARS => checksum(secret) == sum,
        _ => false,
    }
}

fn checksum(secret: &str) -> String {
    let hash = blake3::hash(secret.as_bytes());
    let mut sum = BASE64_URL_SAFE_NO_PAD.encode(&hash.as_bytes()[..6]);
    sum.truncate(CHECKSUM_CHARS);
    sum
}

/// A token's secret hashed under the installation's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// The key under which secrets are hashed: one per installation, kept outside the database.
#[derive(Clone)]
pub struct HashKey([u8; 32]);

impl HashKey {
    /// From 32 secret bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Hashes what a client presented as an infra token.
    pub fn hash_token(&self, presented: &str) -> TokenHash {
        TokenHash(*blake3::keyed_hash(&self.0, presented.as_bytes()).as_bytes())
    }

    /// Tells this key from others without telling the key: see
    /// [`System::confirm_key`](crate::store::System::confirm_key).
    pub fn fingerprint(&self) -> [u8; 32] {
        self.hash("fingerprint", "")
    }

    /// Hashes another secret (a session id, a set-up link) for storage; `purpose` keeps the kinds
    /// of secrets apart.
    pub fn hash(&self, purpose: &str, secret: &str) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(purpose.as_bytes()).update(&[0]).update(secret.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        }
    }

    #[test]
    fn a_new_secret_is_well_formed_and_a_typing_error_is_not() {
        let secret = TokenSecret::generate(&Counting);
        assert!(is_well_formed(secret.reveal()));
        assert_eq!(secret.reveal().len(), 53);
        let mut wrong = secret.reveal().to_owned();
        wrong.replace_range(10..11, if &wrong[10..11] == "A" { "B" } else { "A" });
        assert!(!is_well_formed(&wrong));
        assert!(!is_well_formed("prv_"));
        assert!(!is_well_formed("prv_ü"));
    }

    #[test]
    fn neither_secret_nor_key_is_printed() {
        let secret = TokenSecret::generate(&Counting);
        assert_eq!(format!("{secret:?}"), "TokenSecret(***)");
        assert_eq!(format!("{:?}", HashKey::new([7; 32])), "HashKey(***)");
    }

    #[test]
    fn the_hash_depends_on_the_key() {
        let text = "prv_x";
        assert_ne!(HashKey::new([1; 32]).hash_token(text), HashKey::new([2; 32]).hash_token(text));
    }
}
