//! What attributes and schemas are called on the pages.

/// Attributes and sub-attributes of the standard schemas (RFC 7643 §3, §4), in the order in which
/// the pages show them.
const STANDARD: [&str; 44] = [
    "userName",
    "name",
    "displayName",
    "nickName",
    "title",
    "userType",
    "active",
    "emails",
    "phoneNumbers",
    "addresses",
    "ims",
    "photos",
    "profileUrl",
    "preferredLanguage",
    "locale",
    "timezone",
    "roles",
    "entitlements",
    "x509Certificates",
    "externalId",
    "givenName",
    "middleName",
    "familyName",
    "formatted",
    "honorificPrefix",
    "honorificSuffix",
    "value",
    "display",
    "streetAddress",
    "postalCode",
    "locality",
    "region",
    "country",
    "type",
    "primary",
    "$ref",
    "employeeNumber",
    "costCenter",
    "organization",
    "division",
    "department",
    "manager",
    "members",
    "groups",
];

/// The schema of the standard attributes of a user.
pub(super) const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of the standard attributes of a group.
pub(super) const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Whether the standard schemas have an attribute or sub-attribute of that name.
pub(super) fn is_standard(name: &str) -> bool {
    STANDARD.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The place of an attribute's path among the standard ones; custom ones come last.
pub(super) fn rank(path: &str) -> (usize, usize) {
    let place = |name: &str| {
        STANDARD.iter().position(|known| known.eq_ignore_ascii_case(name)).unwrap_or(usize::MAX)
    };
    match path.split_once('.') {
        Some((whole, "value")) => (place(whole), 0),
        Some((whole, part)) => (place(whole), place(part).saturating_add(1)),
        None => (place(path), 0),
    }
}

/// Whether an extension is one of the standard: the enterprise user.
pub(super) fn is_standard_schema(urn: &str) -> bool {
    urn.eq_ignore_ascii_case(ENTERPRISE_USER)
}

/// How a schema is called: its own name, or for unknown ones what its URN says.
pub(super) fn schema(urn: &str) -> &str {
    if is_standard_schema(urn) { "Enterprise" } else { "Custom attributes" }
}

/// An attribute's name in words: `employeeNumber` is `Employee number`.
pub(super) fn attribute(name: &str) -> String {
    match name {
        "userName" => "User name".to_owned(),
        "externalId" => "External ID".to_owned(),
        "profileUrl" => "Profile URL".to_owned(),
        "x509Certificates" => "X.509 certificates".to_owned(),
        "emails" => "E-mails".to_owned(),
        "ims" => "Instant messaging".to_owned(),
        "timezone" => "Time zone".to_owned(),
        "$ref" => "Link".to_owned(),
        _ => in_words(name),
    }
}

fn in_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut previous = ' ';
    for c in name.chars() {
        if words.is_empty() {
            words.extend(c.to_uppercase());
        } else if c == '_' || c == '-' {
            words.push(' ');
        } else if c.is_uppercase() && previous.is_lowercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
        previous = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(attribute("employeeNumber"), "Employee number");
        assert_eq!(attribute("cost_center"), "Cost center");
        assert_eq!(attribute("isAdmin"), "Is admin");
        assert_eq!(attribute("HRID"), "HRID");
        assert_eq!(attribute(""), "");
    }

    #[test]
    fn standard_names_ignore_case() {
        assert!(is_standard("USERNAME"));
        assert!(!is_standard("isAdmin"));
        assert_eq!(schema(ENTERPRISE_USER), "Enterprise");
        assert_eq!(schema("urn:example:custom"), "Custom attributes");
    }
}
