//! Paths that name attributes (RFC 7644 §3.10) and targets of PATCH operations (§3.5.2).
//!
//! ```
//! use scim::path::{AttrPath, PatchPath};
//!
//! # fn main() -> Result<(), scim::Error> {
//! let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
//! let path = AttrPath::parse(&format!("{enterprise}:manager.value"))?;
//! assert_eq!(path.urn.as_deref(), Some(enterprise));
//! assert_eq!((path.name.as_str(), path.sub.as_deref()), ("manager", Some("value")));
//!
//! let path = PatchPath::parse(r#"emails[type eq "work"].value"#)?;
//! assert_eq!((path.attr.name.as_str(), path.sub.as_deref()), ("emails", Some("value")));
//! assert!(path.filter.is_some());
//! # Ok(())
//! # }
//! ```

mod attr;
mod patch;

pub use attr::AttrPath;
pub use patch::PatchPath;

/// Whether `name` can be the name of an attribute: an ASCII letter, then letters, digits, `$`, `-`
/// and `_` (RFC 7643 §2.1); only `$ref` begins otherwise.
pub fn is_name(name: &str) -> bool {
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
    name.bytes().all(is_name_byte) && (begins_well || name.eq_ignore_ascii_case("$ref"))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_begins_with_a_letter() {
        for name in ["userName", "a", "x509Certificates", "cost-center_2", "a$b", "$ref", "$REF"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1a", "_a", "-a", "$", "$reference", "a b", "a.b", "é", "aé"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
