//! What a client knows of the people it has written: every change that was acknowledged, and the
//! one that may or may not have happened when the server went away.

use std::collections::BTreeSet;
use std::ops::Add;

use serde_json::{Value, json};
use testkit::Answer;

/// A user as the server must show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: String,
    /// `userName`; `externalId` and the e-mail are made of it.
    pub(crate) name: String,
    /// Counts the updates: two attributes are always written together and must never differ.
    pub(crate) mark: u32,
    pub(crate) active: bool,
    /// Numbers of groups.
    pub(crate) groups: BTreeSet<usize>,
}

/// One change. People are named by their place among a client's people.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Create(String),
    Mark(usize),
    Switch(usize),
    Join(usize, usize),
    Leave(usize, usize),
    Delete(usize),
}

/// How many changes of each kind were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) created: usize,
    pub(crate) marked: usize,
    pub(crate) activated: usize,
    pub(crate) deactivated: usize,
    pub(crate) joined: usize,
    pub(crate) left: usize,
    pub(crate) deleted: usize,
}

/// The people of one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    pub(crate) present: Vec<Person>,
    /// Ids and names of those who were deleted.
    pub(crate) gone: Vec<(String, String)>,
    pub(crate) tally: Tally,
}

impl People {
    /// The request that makes a change: method, path and body.
    pub(crate) fn request(
        &self,
        step: &Step,
        groups: &[String],
    ) -> (&'static str, String, Option<Value>) {
        let user = |place: &usize| format!("/Users/{}", self.present[*place].id);
        match step {
            Step::Create(name) => ("POST", "/Users".to_owned(), Some(new_user(name))),
            Step::Mark(place) => {
                let next = mark(self.present[*place].mark + 1);
                let body = patch(&json!([
                    {"op": "replace", "path": "displayName", "value": next},
                    {"op": "replace", "path": "title", "value": next},
                ]));
                ("PATCH", user(place), Some(body))
            }
            Step::Switch(place) => {
                let value = !self.present[*place].active;
                let body = patch(&json!([{"op": "replace", "path": "active", "value": value}]));
                ("PATCH", user(place), Some(body))
            }
            Step::Join(place, group) => {
                let value = [json!({"value": self.present[*place].id})];
                let body = patch(&json!([{"op": "add", "path": "members", "value": value}]));
                ("PATCH", format!("/Groups/{}", groups[*group]), Some(body))
            }
            Step::Leave(place, group) => {
                let path = format!("members[value eq \"{}\"]", self.present[*place].id);
                let body = patch(&json!([{"op": "remove", "path": path}]));
                ("PATCH", format!("/Groups/{}", groups[*group]), Some(body))
            }
            Step::Delete(place) => ("DELETE", user(place), None),
        }
    }

    /// Fails unless this is how the server acknowledges the change.
    pub(crate) fn assert_accepted(step: &Step, answer: &Answer) {
        let expected: &[u16] = match step {
            Step::Create(_) => &[201],
            Step::Delete(_) => &[204],
            _ => &[200, 204],
        };
        assert!(expected.contains(&answer.status), "{step:?}: {} {}", answer.status, answer.text);
    }

    /// Takes in a change that happened. `id` is that of the user it made, if it made one.
    pub(crate) fn apply(&mut self, step: &Step, id: Option<String>) {
        let tally = &mut self.tally;
        match step {
            Step::Create(name) => {
                let id = id.expect("the id of a new user");
                let name = name.clone();
                self.present.push(Person {
                    id,
                    name,
                    mark: 0,
                    active: true,
                    groups: BTreeSet::new(),
                });
                tally.created += 1;
            }
            Step::Mark(place) => {
                self.present[*place].mark += 1;
                tally.marked += 1;
            }
            Step::Switch(place) => {
                let active = &mut self.present[*place].active;
                *active = !*active;
                *(if *active { &mut tally.activated } else { &mut tally.deactivated }) += 1;
            }
            Step::Join(place, group) => {
                assert!(self.present[*place].groups.insert(*group));
                tally.joined += 1;
            }
            Step::Leave(place, group) => {
                assert!(self.present[*place].groups.remove(group));
                tally.left += 1;
            }
            Step::Delete(place) => {
                let person = self.present.swap_remove(*place);
                tally.left += person.groups.len();
                tally.deleted += 1;
                self.gone.push((person.id, person.name));
            }
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            created: self.created + other.created,
            marked: self.marked + other.marked,
            activated: self.activated + other.activated,
            deactivated: self.deactivated + other.deactivated,
            joined: self.joined + other.joined,
            left: self.left + other.left,
            deleted: self.deleted + other.deleted,
        }
    }
}

/// The text that two attributes of a user have in common.
pub(crate) fn mark(number: u32) -> String {
    format!("Mark {number}")
}

/// The e-mail of the user with that name.
pub(crate) fn email(name: &str) -> String {
    format!("{name}@example.com")
}

/// The `externalId` of the user with that name.
pub(crate) fn external_id(name: &str) -> String {
    format!("idp-{name}")
}

fn new_user(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "externalId": external_id(name),
        "displayName": mark(0),
        "title": mark(0),
        "active": true,
        "emails": [{"value": email(name), "type": "work", "primary": true}],
    })
}

/// The body of a PATCH.
pub(crate) fn patch(operations: &Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    })
}
