//! The users and groups of the measurements, each from its number.

use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

pub(crate) fn user_name(number: usize) -> String {
    format!("person.{number:08}@bench.example")
}

pub(crate) fn external_id(number: usize) -> String {
    format!("ext-{number:016}")
}

/// A user as identity providers send them: about a kilobyte with the enterprise extension.
pub(crate) fn user(number: usize, title: &str) -> String {
    let name = user_name(number);
    let value = json!({
        "schemas": [USER, ENTERPRISE],
        "userName": name,
        "externalId": external_id(number),
        "name": {
            "givenName": format!("Given{number}"),
            "familyName": format!("Family{number}"),
            "formatted": format!("Given{number} Family{number}"),
        },
        "displayName": format!("Given{number} Family{number}"),
        "title": title,
        "userType": "Employee",
        "preferredLanguage": "en-GB",
        "locale": "en-GB",
        "timezone": "Europe/London",
        "emails": [
            { "value": name, "type": "work", "primary": true },
            { "value": format!("home.{name}"), "type": "home" },
        ],
        "phoneNumbers": [{ "value": format!("+44 20 {number:08}"), "type": "work" }],
        "addresses": [{
            "type": "work",
            "streetAddress": "1 Example Street",
            "locality": "London",
            "postalCode": "N1 1AA",
            "country": "GB",
        }],
        "active": true,
        ENTERPRISE: {
            "employeeNumber": format!("{number:08}"),
            "costCenter": "4711",
            "organization": "Example Ltd",
            "division": "Research",
            "department": "Measurements",
        },
    });
    value.to_string()
}

pub(crate) fn group_name(members: usize) -> String {
    format!("Group of {members}")
}

pub(crate) fn group(members: usize) -> String {
    json!({ "schemas": [GROUP], "displayName": group_name(members) }).to_string()
}

/// A group with members from the start.
pub(crate) fn team(number: usize, members: &[String]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({ "schemas": [GROUP], "displayName": format!("Team {number}"), "members": members })
}

/// A PATCH request with one operation.
pub(crate) fn patch(operation: &Value) -> String {
    json!({ "schemas": [PATCH], "Operations": [operation] }).to_string()
}

pub(crate) fn add_members(ids: &[String]) -> String {
    let members: Vec<Value> = ids.iter().map(|id| json!({ "value": id })).collect();
    patch(&json!({ "op": "add", "path": "members", "value": members }))
}

pub(crate) fn remove_member(id: &str) -> String {
    patch(&json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") }))
}
