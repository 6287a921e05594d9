//! The URNs of SCIM 2.0 (RFC 7643 §10, RFC 7644 §8.2).

/// Schema of the User resource.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// Schema of the Group resource.
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// Schema of the enterprise extension of User.
pub const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// Schema of the service provider's configuration.
pub const SERVICE_PROVIDER_CONFIG: &str =
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
/// Schema of a resource type.
pub const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
/// Schema of a schema.
pub const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/// Message: the answer to a query.
pub const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// Message: a query sent by POST.
pub const SEARCH_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
/// Message: a PATCH request.
pub const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Message: a bulk request.
pub const BULK_REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
/// Message: the answer to a bulk request.
pub const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
/// Message: an error.
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Whether two URNs are the same: they compare without regard to case (RFC 7643 §2.1).
pub fn eq(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether a URN is that of a message or of a resource's or a document's own schema, so that no
/// extension can have it. Messages are in no schema either (RFC 7644 §8.2, RFC 7643 §10.4).
pub(crate) fn is_reserved(urn: &str) -> bool {
    const API: &str = "urn:ietf:params:scim:api:";
    urn.get(..API.len()).is_some_and(|head| eq(head, API))
        || [USER, GROUP, SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA]
            .iter()
            .chain(&CORE_ALIASES)
            .any(|taken| eq(taken, urn))
}

/// Whether a URN is that of the enterprise extension, in any of its spellings.
pub(crate) fn is_enterprise(urn: &str) -> bool {
    eq(urn, ENTERPRISE_USER) || ENTERPRISE_ALIASES.iter().any(|alias| eq(alias, urn))
}

/// Whether the URI of a schema may look so: `urn:<nid>:<nss>` (RFC 8141 §2), or an address of the
/// web, which some use in its place.
pub(crate) fn is_uri(text: &str) -> bool {
    let after = |prefix: &str| match text.get(..prefix.len()) {
        Some(head) if eq(head, prefix) => Some(&text[prefix.len()..]),
        _ => None,
    };
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"[](){}<>\\^`|".contains(&byte)) {
        return false;
    }
    if let Some((nid, nss)) = after("urn:").and_then(|rest| rest.split_once(':')) {
        return (1..=32).contains(&nid.len())
            && nid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !nss.is_empty();
    }
    after("http://").or_else(|| after("https://")).is_some_and(|rest| !rest.is_empty())
}

/// Spellings under which the core schemas arrive from older connectors.
const CORE_ALIASES: [&str; 3] =
    ["urn:scim:schemas:core:2.0:User", "urn:scim:schemas:core:1.0", "urn:scim:schemas:core:2.0"];

/// Spellings under which the enterprise extension arrives from older connectors, and one that a
/// vendor's documentation misprints.
const ENTERPRISE_ALIASES: [&str; 4] = [
    "urn:scim:schemas:extension:enterprise:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0User",
    "urn:scim:schemas:extension:enterprise:1.0",
    "urn:scim:schemas:extension:enterprise:2.0",
];

/// Other spellings of a schema's URN.
pub(crate) fn aliases(urn: &str) -> &'static [&'static str] {
    match urn {
        USER | GROUP => &CORE_ALIASES,
        ENTERPRISE_USER => &ENTERPRISE_ALIASES,
        _ => &[],
    }
}

/// The rest of `text` after `prefix` and a `:` or `.`; `Some("")` when `text` is the prefix.
pub(crate) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    if !eq(head, prefix) {
        return None;
    }
    let rest = &text[prefix.len()..];
    match rest.as_bytes().first() {
        None => Some(""),
        // RFC 7644 §3.10 writes a colon; a dot is how Entra ID once wrote it.
        Some(b':' | b'.') => Some(&rest[1..]),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_have_uris() {
        for text in ["urn:acme:x", "URN:a-1:2.0:User", "https://acme.example/user", USER] {
            assert!(is_uri(text), "{text}");
        }
        for text in ["isAdmin:x", "urn:acme", "urn::x", "urn:acme:", "urn:a b:c", "http://", "é:u"]
        {
            assert!(!is_uri(text), "{text}");
        }
    }

    #[test]
    fn messages_and_core_schemas_are_reserved() {
        for urn in [USER, GROUP, SCHEMA, RESOURCE_TYPE, SERVICE_PROVIDER_CONFIG, ERROR, PATCH_OP] {
            assert!(is_reserved(urn) && is_reserved(&urn.to_uppercase()), "{urn}");
        }
        for urn in [ENTERPRISE_USER, "urn:acme:2.0:User", "urn:ietf:params:scim:schemas:core:2.0"] {
            assert!(!is_reserved(urn), "{urn}");
        }
    }

    #[test]
    fn a_prefix_ends_at_a_separator() {
        assert_eq!(strip_prefix("urn:a:B:c.d", "URN:a:b"), Some("c.d"));
        assert_eq!(strip_prefix("urn:a:b.c", "urn:a:b"), Some("c"));
        assert_eq!(strip_prefix("urn:a:b", "urn:a:b"), Some(""));
        assert_eq!(strip_prefix("urn:a:bc", "urn:a:b"), None);
        assert_eq!(strip_prefix("é", "u"), None);
    }
}
