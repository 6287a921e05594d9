//! What most providers do alike: the style of a provider names only what it does otherwise.

use serde_json::{Map, Value, json};

use super::style::{Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Style};
use super::update::few_edits;
use crate::simulate::body::object;
use crate::simulate::person::Person;
use crate::simulate::session::Manner;
use crate::urn;

impl Style {
    /// Looks for people by `userName`, sends them whole, and deletes them in the end.
    pub(in crate::simulate) const PLAIN: Self = Self {
        manner: &Manner::PLAIN,
        probes: &[Probe::List("/Users?count=1")],
        at_once: 4,
        find_people: &[Find::USER_NAME],
        creates_first: false,
        person: plain_person,
        edits: few_edits,
        change: Change::Put { with_id: true },
        deletes: true,
        groups: Some(&Groups::PLAIN),
        import: None,
        first: &[],
        then: &[],
        last: &[],
    };
}

impl Groups {
    /// Creates groups without members, and then sends who comes and who goes.
    pub(in crate::simulate) const PLAIN: Self = Self {
        find: &[Find::DISPLAY_NAME],
        body: plain_body,
        with_members: false,
        member: plain_member,
        change: Membership::patch(Removal::Filtered, 10, 10),
        rename: Rename::Path,
        deletes: true,
        read: "",
    };

    /// Sends groups whole.
    pub(in crate::simulate) const WHOLE: Self =
        Self { with_members: true, change: Membership::Put, rename: Rename::Put, ..Self::PLAIN };
}

impl Membership {
    /// Operations in small letters: how who leaves is named, how many members an operation holds,
    /// and how many operations a request.
    pub(in crate::simulate) const fn patch(
        removal: Removal,
        members: usize,
        operations: usize,
    ) -> Self {
        Self::Patch { capitals: false, removal, members, operations: Chunk::Fixed(operations) }
    }
}

impl Find {
    pub(in crate::simulate) const USER_NAME: Self =
        Self { by: "userName", path: "/Users?filter=userName%20eq%20{}" };
    pub(in crate::simulate) const EXTERNAL_ID: Self =
        Self { by: "externalId", path: "/Users?filter=externalId%20eq%20{}" };
    pub(in crate::simulate) const DISPLAY_NAME: Self =
        Self { by: "displayName", path: "/Groups?filter=displayName%20eq%20{}" };
    /// With spaces as forms write them.
    pub(in crate::simulate) const USER_NAME_PLUS: Self =
        Self { by: "userName", path: "/Users?filter=userName+eq+{}" };
    pub(in crate::simulate) const EXTERNAL_ID_PLUS: Self =
        Self { by: "externalId", path: "/Users?filter=externalId+eq+{}" };
    pub(in crate::simulate) const DISPLAY_NAME_PLUS: Self =
        Self { by: "displayName", path: "/Groups?filter=displayName+eq+{}" };
}

/// A person with nothing special about the body.
pub(in crate::simulate) fn plain_person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER],
        "externalId": person.key,
        "userName": person.user_name,
        "displayName": person.display(),
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"value": person.user_name, "type": "work", "primary": true}],
        "active": true,
    }))
}

/// The same with other attributes, or others beside them.
pub(in crate::simulate) fn person_with(person: &Person, more: Value) -> Map<String, Value> {
    let mut body = plain_person(person);
    body.extend(object(more));
    body
}

/// A group with nothing special about the body.
pub(in crate::simulate) fn plain_body(name: &str, external_id: &str) -> Map<String, Value> {
    object(json!({"schemas": [urn::GROUP], "displayName": name, "externalId": external_id}))
}

/// A member with nothing special about it.
pub(in crate::simulate) fn plain_member(id: &str) -> Value {
    json!({"value": id})
}
