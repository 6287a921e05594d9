//! The installation's secret key: 32 bytes under which infra tokens and sessions are hashed.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use directory::token::HashKey;

const BYTES: usize = 32;

/// 32 secret bytes, never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SecretKey([u8; BYTES]);

impl SecretKey {
    /// A new key from bytes nobody can guess.
    pub(crate) fn generate(random: &dyn directory::env::Random) -> Self {
        let mut bytes = [0; BYTES];
        random.fill(&mut bytes);
        Self(bytes)
    }

    /// The key as the domain uses it.
    pub(crate) fn to_hash_key(&self) -> HashKey {
        HashKey::new(self.0)
    }

    /// The key as it is written to its file: 64 hexadecimal digits.
    pub(crate) fn to_hex(&self) -> String {
        self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex_digit).collect()
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

impl FromStr for SecretKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let bytes = from_hex(text).or_else(|| from_base64(text));
        match bytes.and_then(|bytes| <[u8; BYTES]>::try_from(bytes).ok()) {
            Some(bytes) => Ok(Self(bytes)),
            None => Err("it is not a secret key: 32 random bytes as 64 hexadecimal digits or as \
                         base64 (`openssl rand -hex 32` makes one)"
                .to_owned()),
        }
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == 2 * BYTES)?;
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_in_each_form() {
        let key = SecretKey(std::array::from_fn(|i| u8::try_from(i * 8).expect("below 256")));
        let hex = key.to_hex();
        assert_eq!(hex.len(), 64);
        assert_eq!(hex.parse(), Ok(key.clone()));
        assert_eq!(hex.to_uppercase().parse(), Ok(key.clone()));
        assert_eq!(format!(" {hex}\n").parse(), Ok(key.clone()));
        let base64 = "AAgQGCAoMDhASFBYYGhweICIkJigqLC4wMjQ2ODo8Pg";
        assert_eq!(base64.parse(), Ok(key.clone()));
        assert_eq!(format!("{base64}=").parse(), Ok(key));
    }

    #[test]
    fn anything_else_is_refused_and_not_repeated() {
        for text in ["", "hunter2", &"0".repeat(63), &"0".repeat(65)] {
            let reason = text.parse::<SecretKey>().expect_err("not a key");
            assert!(text.is_empty() || !reason.contains(text), "{reason}");
        }
        assert_eq!(format!("{:?}", SecretKey([1; 32])), "SecretKey(***)");
    }
}
