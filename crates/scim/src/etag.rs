//! Entity tags (RFC 7644 §3.14): weak, from the version counter of a row.
//!
//! ```
//! use scim::etag;
//!
//! assert_eq!(etag::format(7), r#"W/"7""#);
//! assert!(etag::matches(r#"W/"6", W/"7""#, 7) && etag::matches("*", 7));
//! assert!(!etag::matches(r#"W/"8""#, 7));
//! ```

/// The tag of a version, as in the `ETag` header and in `meta.version`.
pub fn format(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// Appends the tag as a JSON string, in which its quotes are escaped: `meta.version`.
pub fn append_json(version: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(br#""W/\""#);
    // Writing a number to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, &version);
    out.extend_from_slice(br#"\"""#);
}

/// Whether the value of `If-Match` or `If-None-Match` names the version. `*` names any; tags
/// compare weakly, as SCIM uses them.
pub fn matches(header: &str, version: i64) -> bool {
    header.split(',').map(str::trim).any(|tag| {
        if tag == "*" {
            return true;
        }
        let opaque = tag.strip_prefix("W/").or_else(|| tag.strip_prefix("w/")).unwrap_or(tag);
        opaque
            .strip_prefix('"')
            .and_then(|opaque| opaque.strip_suffix('"'))
            .is_some_and(|opaque| opaque == version.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_in_json_is_the_tag() {
        for version in [0, 7, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            append_json(version, &mut out);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), format(version));
        }
    }

    #[test]
    fn tags_compare_weakly_and_in_lists() {
        assert_eq!(format(7), "W/\"7\"");
        for header in ["W/\"7\"", "\"7\"", "*", "W/\"6\", W/\"7\"", " \"7\" "] {
            assert!(matches(header, 7), "{header}");
        }
        for header in ["", "7", "W/\"70\"", "W/7", "\"07\"", "W/\"7"] {
            assert!(!matches(header, 7), "{header}");
        }
    }
}
