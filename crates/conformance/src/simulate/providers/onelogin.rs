//! OneLogin's "SCIM Provisioner with SAML, SCIM v2 Enterprise".

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Style,
};
use crate::simulate::engine::{few_edits, plain_body, plain_member};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Captured, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour};
use crate::simulate::session::Manner;

const LOG: &str = "a request log in an issue of authentik";

pub(super) static ONELOGIN: Provider = Provider {
    name: "onelogin",
    title: "OneLogin",
    modes: &[Mode {
        name: "standard",
        about: "the connector with its own template",
        speech: Speech::Engine(&STYLE),
    }],
    behaviours: &[
        behaviour(
            Topic::Requests,
            Captured,
            "every address ends in ? or &, the User-Agent is empty, the type is scim+json",
            LOG,
        ),
        behaviour(
            Topic::Connection,
            Inferred,
            "reads the groups",
            "the refresh of entitlements reads them; a connection test was not seen",
        ),
        behaviour(Topic::Matching, Captured, "filters by userName, spaces as +", LOG),
        behaviour(
            Topic::Creation,
            Captured,
            "schemas are the URNs from before the RFC; the template decides the attributes, and \
             leaves a space before the family name",
            "the body of a request in the same log, there of a PUT",
        ),
        behaviour(Topic::Update, Captured, "PUT of what the template has", LOG),
        behaviour(
            Topic::Leaving,
            Inferred,
            "PUT with active false to suspend, DELETE to delete",
            "the connector offers both actions; no request was seen",
        ),
        behaviour(
            Topic::Groups,
            Inferred,
            "POST, and replace at displayName",
            "groups are usually read and assigned by rules; no creation was seen",
        ),
        behaviour(
            Topic::Members,
            Inferred,
            "PATCH add with one id; removal lists the id in the value",
            "the length of a captured PATCH fits the addition; a removal was not seen",
        ),
        behaviour(
            Topic::Import,
            Inferred,
            "reads lists without parameters, then by startIndex",
            "the refresh of entitlements; its pages were not seen",
        ),
    ],
};

static STYLE: Style = Style {
    manner: &Manner {
        title: "OneLogin",
        headers: &[("user-agent", "")],
        address: with_a_loose_end,
        ..Manner::PLAIN
    },
    probes: &[Probe::List("/Groups")],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName+eq+{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Put { with_id: false },
    deletes: true,
    groups: Some(&Groups {
        find: &[Find { by: "displayName", path: "/Groups?filter=displayName+eq+{}" }],
        body: plain_body,
        with_members: false,
        member: plain_member,
        change: Membership::Patch {
            capitals: false,
            removal: Removal::Listed,
            members: 1,
            operations: Chunk::Fixed(1),
        },
        rename: Rename::Path,
        deletes: true,
        read: "",
    }),
    import: Some(Paging::Open),
    first: &[],
    then: &[],
    last: &[],
};

fn with_a_loose_end(path: &str) -> String {
    format!("{path}{}", if path.contains('?') { '&' } else { '?' })
}

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": ["urn:scim:schemas:core:2.0", "urn:scim:schemas:extension:enterprise:2.0"],
        "userName": person.user_name,
        "name": {"familyName": format!(" {}", person.family), "givenName": person.given},
        "emails": [{"value": person.user_name, "type": "work", "primary": true}],
        "active": true,
    }))
}
