//! OneLogin's "SCIM Provisioner with SAML, SCIM v2 Enterprise".

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{Change, Find, Groups, Membership, Probe, Removal, Style};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
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
    behaviours: behaviours! {
        Requests Captured:
            "every address ends in ? or &, the User-Agent is empty, the type is scim+json",
            LOG;
        Connection Inferred: "reads the groups",
            "the refresh of entitlements reads them; a connection test was not seen";
        Matching Captured: "filters by userName, spaces as +", LOG;
        Creation Captured:
            "schemas are the URNs from before the RFC; the template decides the attributes, and \
             leaves a space before the family name",
            "the body of a request in the same log, there of a PUT";
        Update Captured: "PUT of what the template has", LOG;
        Leaving Inferred: "PUT with active false to suspend, DELETE to delete",
            "the connector offers both actions; no request was seen";
        Groups Inferred: "POST, and replace at displayName",
            "groups are usually read and assigned by rules; no creation was seen";
        Members Inferred: "PATCH add with one id; removal lists the id in the value",
            "the length of a captured PATCH fits the addition; a removal was not seen";
        Import Inferred: "reads lists without parameters, then by startIndex",
            "the refresh of entitlements; its pages were not seen";
    },
};

static STYLE: Style = Style {
    manner: &Manner {
        title: "OneLogin",
        headers: &[("user-agent", "")],
        address: with_a_loose_end,
        ..Manner::PLAIN
    },
    probes: &[Probe::List("/Groups")],
    find_people: &[Find::USER_NAME_PLUS],
    person,
    change: Change::Put { with_id: false },
    groups: Some(&Groups {
        find: &[Find::DISPLAY_NAME_PLUS],
        change: Membership::patch(Removal::Listed, 1, 1),
        ..Groups::PLAIN
    }),
    import: Some(Paging::Open),
    ..Style::PLAIN
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
