//! Requests as identity providers send them.

use serde_json::json;

use super::{employed, stored, user};

#[test]
fn entra_id_with_paths() {
    let body = user(
        &stored(&json!({"displayName": "Ann", "phoneNumbers": [{"type": "work", "value": "1"}]})),
        &json!([
            {"op": "Replace", "path": "displayName", "value": "Ann L."},
            {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "ann.lee@example.com"},
            {"op": "Add", "path": "addresses[type eq \"work\"].formatted", "value": "1 Main St"},
            {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+1 555 0100"},
            {"op": "Replace", "path": "name.familyName", "value": "Lee"},
            {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Retail"},
            {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": "2819"},
            {"op": "Replace", "path": "active", "value": "False"},
        ]),
    );
    assert_eq!(
        body,
        employed(
            &json!({
                "displayName": "Ann L.", "active": false, "name": {"familyName": "Lee"},
                "emails": [{"type": "work", "value": "ann.lee@example.com"}],
                "addresses": [{"type": "work", "formatted": "1 Main St"}],
                "phoneNumbers": [{"type": "work", "value": "1"}, {"type": "mobile", "value": "+1 555 0100"}],
            }),
            &json!({"department": "Retail", "manager": {"value": "2819"}}),
        )
    );
}

#[test]
fn entra_id_without_path() {
    let body = user(
        &stored(&json!({})),
        &json!([
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "ann.lee@example.com"},
            {"op": "replace", "value": {
                "displayName": "Ann L.", "name.givenName": "Ann", "name.familyName": "Lee",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": "E7",
            }},
        ]),
    );
    assert_eq!(
        body,
        employed(
            &json!({
                "displayName": "Ann L.", "name": {"givenName": "Ann", "familyName": "Lee"},
                "emails": [{"type": "work", "value": "ann.lee@example.com"}],
            }),
            &json!({"employeeNumber": "E7"}),
        )
    );
}

#[test]
fn entra_id_roles() {
    let text = "{\"id\":\"06b0\",\"value\":\"Admin\",\"displayName\":\"Admin\"}";
    for (operations, roles) in [
        (
            json!([{"op": "Add", "path": "roles", "value": [{"value": text}]}]),
            json!([{"value": text}]),
        ),
        (
            json!([{"op": "Replace", "path": "roles[primary eq \"True\"].value", "value": "Admin"}]),
            json!([{"primary": true, "value": "Admin"}]),
        ),
        (
            json!([
                {"op": "Add", "path": "roles", "value": [{"primary": true, "type": "WindowsAzureActiveDirectoryRole", "value": "Admin"}]},
                {"op": "Replace", "path": "roles[primary eq \"True\"].value", "value": "Reader"},
            ]),
            json!([{"primary": true, "type": "WindowsAzureActiveDirectoryRole", "value": "Reader"}]),
        ),
    ] {
        assert_eq!(
            user(&stored(&json!({})), &operations),
            stored(&json!({"roles": roles})),
            "{operations}"
        );
    }
}

#[test]
fn okta_deactivates_and_synchronizes_passwords() {
    let off = json!([{"op": "replace", "value": {"active": false}}]);
    assert_eq!(user(&stored(&json!({})), &off), stored(&json!({"active": false})));
    let password = json!([{"op": "replace", "value": {"password": "New-1234"}}]);
    assert_eq!(user(&stored(&json!({})), &password), stored(&json!({})));
}
