//! What identity providers send.

/// Filters, from the look-up before every creation to one with value paths.
pub(crate) const FILTERS: [(&str, &str); 3] = [
    ("look-up by userName", r#"userName eq "ada.lovelace@example.com""#),
    (
        "what changed and is active",
        r#"meta.lastModified gt "2026-01-31T08:15:30Z" and active eq true"#,
    ),
    (
        "value paths and negation",
        r#"userType eq "Employee" and (emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp"]) and not (title pr)"#,
    ),
];

/// Bodies of a creation.
pub(crate) const USERS: [(&str, &str); 2] =
    [("user with four attributes", SMALL), ("user as Entra ID creates it", LARGE)];

/// PATCH messages.
pub(crate) const PATCHES: [(&str, &str); 2] = [
    (
        "switching a user off",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
    ),
    (
        "changing a work address and a manager",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"ada@example.com"},{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"018f2c8e-7b1a-7c3d-9e4f-0a1b2c3d4e5f"},{"op":"remove","path":"phoneNumbers[type eq \"fax\"]"}]}"#,
    ),
];

const SMALL: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada.lovelace@example.com","externalId":"00u1a2b3c4","name":{"givenName":"Ada","familyName":"Lovelace"},"active":true}"#;

const LARGE: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"0b3e2a54-9f6a-4a43-8f3f-0d8a5c1f2e77","userName":"ada.lovelace@example.com","active":true,"displayName":"Ada Lovelace","title":"Engineer","preferredLanguage":"en-GB","timezone":"Europe/London","name":{"formatted":"Ada Lovelace","familyName":"Lovelace","givenName":"Ada"},"emails":[{"primary":true,"type":"work","value":"ada.lovelace@example.com"},{"type":"other","value":"ada@example.net"}],"phoneNumbers":[{"type":"work","value":"+44 20 7946 0000"},{"type":"mobile","value":"+44 7700 900000"}],"addresses":[{"primary":true,"type":"work","streetAddress":"12 St James's Square","locality":"London","region":"England","postalCode":"SW1Y 4LB","country":"GB"}],"roles":[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"User","display":"User"}],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1815","department":"Analytical Engines","costCenter":"4130","organization":"Example","division":"Research","manager":{"value":"018f2c8e-7b1a-7c3d-9e4f-0a1b2c3d4e5f"}}}"#;
