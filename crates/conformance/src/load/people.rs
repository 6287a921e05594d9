//! The users and groups that a load makes, each from its number. All carry the mark of the load,
//! so that a later one knows them again.

use serde_json::{Value, json};

use crate::client::encode_value;
use crate::urn;

use super::http::Request;

/// The mark, and what is made of it.
#[derive(Clone, Debug)]
pub(super) struct People {
    mark: String,
}

impl People {
    pub(super) fn new(mark: &str) -> Self {
        Self { mark: mark.to_owned() }
    }

    /// What every name of a user begins with.
    pub(super) fn user_mark(&self) -> String {
        format!("{}-", self.mark)
    }

    /// What every name of a group begins with.
    pub(super) fn group_mark(&self) -> String {
        format!("{} ", self.mark)
    }

    pub(super) fn user_name(&self, number: usize) -> String {
        format!("{}-{number:07}@example.com", self.mark)
    }

    pub(super) fn external_id(&self, number: usize) -> String {
        format!("{}-00u{number:017}", self.mark)
    }

    /// The number in a user's name; `None` for a user that is not ours.
    pub(super) fn number(&self, user_name: &str) -> Option<usize> {
        let name = user_name.to_lowercase();
        let rest = name.strip_prefix(&self.user_mark().to_lowercase())?;
        rest.strip_suffix("@example.com")?.parse().ok()
    }

    pub(super) fn team_name(&self, number: usize) -> String {
        format!("{} team {number:05}", self.mark)
    }

    pub(super) fn crowd_name(&self, number: usize) -> String {
        format!("{} crowd {number:02}", self.mark)
    }

    /// Whether a group is ours.
    pub(super) fn is_ours(&self, display_name: &str) -> bool {
        display_name.to_lowercase().starts_with(&self.group_mark().to_lowercase())
    }

    /// A user as identity providers send them: about a kilobyte with the enterprise extension.
    pub(super) fn user(&self, number: usize) -> Request {
        let name = self.user_name(number);
        let (given, family) = (format!("Given{number}"), format!("Family{number}"));
        let value = json!({
            "schemas": [urn::USER, urn::ENTERPRISE],
            "userName": name,
            "externalId": self.external_id(number),
            "name": {
                "givenName": given,
                "familyName": family,
                "formatted": format!("{given} {family}"),
            },
            "displayName": format!("{given} {family}"),
            "title": "Engineer",
            "userType": "Employee",
            "preferredLanguage": "en-GB",
            "locale": "en-GB",
            "timezone": "Europe/London",
            "emails": [{ "value": name, "type": "work", "primary": true }],
            "phoneNumbers": [{ "value": format!("+44 20 {number:08}"), "type": "work" }],
            "addresses": [{
                "type": "work",
                "streetAddress": "1 Example Street",
                "locality": "London",
                "postalCode": "N1 1AA",
                "country": "GB",
            }],
            "active": true,
            urn::ENTERPRISE: {
                "employeeNumber": format!("{number:08}"),
                "costCenter": "4711",
                "organization": "Example Ltd",
                "division": "Research",
                "department": "Measurements",
            },
        });
        Request::with_body("POST", "/Users", value.to_string())
    }

    /// A group with this name, and with members, for servers to which they cannot be added later.
    pub(super) fn group(name: &str, members: &[&str]) -> Request {
        let body = group_body(name, members);
        Request::with_body("POST", "/Groups", body.to_string())
    }
}

/// Finds resources of an endpoint by the value of an attribute.
pub(super) fn find(endpoint: &str, attribute: &str, value: &str) -> Request {
    let filter = encode_value(&format!("{attribute} eq {}", Value::from(value)));
    Request::get(format!("{endpoint}?filter={filter}&startIndex=1&count=10"))
}

pub(super) fn user_path(id: &str) -> String {
    format!("/Users/{}", encode_value(id))
}

pub(super) fn group_path(id: &str) -> String {
    format!("/Groups/{}", encode_value(id))
}

/// One operation on a resource.
pub(super) fn patch(path: String, operation: &Value) -> Request {
    let body = json!({ "schemas": [urn::PATCH], "Operations": [operation] });
    Request::with_body("PATCH", path, body.to_string())
}

pub(super) fn add_members(group: &str, users: &[&str]) -> Request {
    let operation = json!({ "op": "add", "path": "members", "value": members(users) });
    patch(group_path(group), &operation)
}

pub(super) fn remove_member(group: &str, user: &str) -> Request {
    let path = format!("members[value eq {}]", Value::from(user));
    patch(group_path(group), &json!({ "op": "remove", "path": path }))
}

/// A group with all its members, for servers without PATCH.
pub(super) fn put_group(id: &str, name: &str, users: &[&str]) -> Request {
    let mut body = group_body(name, users);
    body["id"] = id.into();
    Request::with_body("PUT", group_path(id), body.to_string())
}

fn group_body(name: &str, users: &[&str]) -> Value {
    json!({ "schemas": [urn::GROUP], "displayName": name, "members": members(users) })
}

fn members(users: &[&str]) -> Vec<Value> {
    users.iter().map(|id| json!({ "value": id })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_are_known_by_their_names_in_any_case_and_nobody_else_is() {
        let people = People::new("Bench-X");
        assert_eq!(people.number(&people.user_name(42).to_uppercase()), Some(42));
        for other in ["bench-x@example.com", "bench-x-1@example.org", "a-bench-x-1@example.com"] {
            assert_eq!(people.number(other), None, "{other}");
        }
        assert!(people.is_ours(&people.team_name(1)) && people.is_ours(&people.crowd_name(1)));
        assert!(!people.is_ours("Bench-Xyz"));
    }
}
