//! The one-time link that makes the first admin.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use directory::env::{Env, Random};
use subtle::ConstantTimeEq;

/// The secret of the link that is printed at the start of a server without an admin. It lives in
/// memory only and opens nothing once there is an admin.
#[derive(Clone)]
pub struct SetupLink {
    token: String,
}

impl SetupLink {
    /// A link with a new secret of 256 random bits.
    pub fn new(env: &dyn Env) -> Self {
        Self { token: random_text(env) }
    }

    /// The address to open, to be shown to the operator alone.
    pub fn url(&self, public_url: &str) -> String {
        format!("{public_url}/setup?token={}", self.token)
    }

    /// Whether `presented` is the secret; takes the same time for every wrong one.
    pub(super) fn matches(&self, presented: &str) -> bool {
        self.token.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl fmt::Debug for SetupLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupLink(***)")
    }
}

/// 256 random bits in base64url.
pub(super) fn random_text(random: &(impl Random + ?Sized)) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_opens_and_it_is_not_printed() {
        let link = SetupLink { token: "secret".to_owned() };
        assert!(link.matches("secret"));
        assert!(!link.matches("secre"));
        assert!(!link.matches(""));
        assert_eq!(link.url("http://h"), "http://h/setup?token=secret");
        assert_eq!(format!("{link:?}"), "SetupLink(***)");
    }
}
