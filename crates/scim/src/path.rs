//! Paths that name attributes (RFC 7644 §3.10) and targets of PATCH operations (§3.5.2).

mod attr;
mod patch;

pub use attr::AttrPath;
pub use patch::PatchPath;

/// Whether `name` can be the name of an attribute: ASCII letters, digits, `$`, `-` and `_`
/// (RFC 7643 §2.1, with `$` for `$ref`). A leading digit or underscore is tolerated.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_name_byte)
}

pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'-' | b'_')
}
