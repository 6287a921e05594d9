//! The e-mail that an admin signs in with.

/// The longest e-mail address (RFC 5321 §4.5.3.1.3, less the angle brackets).
const MAX_BYTES: usize = 254;

/// Checks only what would make an address useless for signing in.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let text = text.trim();
    let has_form =
        text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if !has_form || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("give an e-mail address, such as ada@example.com".to_owned());
    }
    if text.len() > MAX_BYTES {
        return Err(format!("an e-mail address has at most {MAX_BYTES} bytes"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_sides_and_no_blanks() {
        assert_eq!(parse(" ada@example.com "), Ok("ada@example.com".to_owned()));
        assert_eq!(parse("root@localhost"), Ok("root@localhost".to_owned()));
        for text in ["", "ada", "@example.com", "ada@", "a da@example.com"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&format!("{}@b", "a".repeat(253))).is_err());
    }
}
