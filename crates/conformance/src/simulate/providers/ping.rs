//! PingOne, and the SCIM provisioner of PingFederate.

use serde_json::{Map, Value, json};

use crate::simulate::engine::style::{Change, Find, Groups, Probe, Rename, Spelling, Style};
use crate::simulate::engine::{many_edits, person_with};
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;
use crate::urn;

const FILTERS: &str = "PingOne's page on SCIM filter expressions";
const SETTINGS: &str = "the settings of PingFederate's SCIM provisioner; no body was seen";
const FEATURES: &str = "PingOne's list of provisioning features; no body was seen";

pub(super) static PING: Provider = Provider {
    name: "ping",
    title: "Ping Identity",
    modes: &[
        Mode {
            name: "pingone",
            about: "PingOne's outbound provisioning",
            speech: Speech::Engine(&PINGONE),
        },
        Mode {
            name: "pingfederate",
            about: "PingFederate's SCIM provisioner",
            speech: Speech::Engine(&PINGFEDERATE),
        },
    ],
    behaviours: behaviours! {
        Requests Inferred: "scim+json with a bearer token",
            "both offer other credentials, too; no headers were seen";
        ["pingone"] Connection Inferred: "reads one user", FEATURES;
        ["pingfederate"] Connection Documented:
            "asks for /Users/0 before every write, and takes a 404 for health",
            "the page on PingFederate's connector for GitHub Enterprise Managed Users";
        ["pingone"] Matching Documented: "username Eq: attribute and operator in an unusual case",
            FILTERS;
        ["pingfederate"] Matching Documented:
            "filters by a unique identifier, which an expression may override",
            SETTINGS;
        Creation Inferred: "POST with what the mapping has", FEATURES;
        ["pingone"] Update Inferred: "PATCH without a path", FEATURES;
        ["pingfederate"] Update Inferred: "PUT of the whole user", SETTINGS;
        Leaving Documented: "disables or deletes, as was chosen; here both",
            "the remove action of PingOne, and the like of PingFederate";
        Groups Documented: "creates, renames and deletes groups where group provisioning is on",
            SETTINGS;
        ["pingone"] Members Inferred: "PATCH add and remove", FEATURES;
        ["pingfederate"] Members Inferred: "PUT of the whole group", SETTINGS;
    },
};

const STYLE: Style = Style { person, edits: many_edits, ..Style::PLAIN };

static PINGONE: Style = Style {
    manner: &Manner { title: "PingOne", ..Manner::PLAIN },
    find_people: &[Find { by: "userName", path: "/Users?filter=username%20Eq%20{}" }],
    change: Change::Patch(Spelling::Whole),
    groups: Some(&Groups {
        find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20Eq%20{}" }],
        rename: Rename::Whole,
        ..Groups::PLAIN
    }),
    ..STYLE
};

static PINGFEDERATE: Style = Style {
    manner: &Manner { title: "PingFederate", health: Some("/Users/0"), ..Manner::PLAIN },
    probes: &[Probe::Missing("/Users/0")],
    groups: Some(&Groups::WHOLE),
    ..STYLE
};

fn person(person: &Person) -> Map<String, Value> {
    person_with(
        person,
        json!({
            "schemas": [urn::USER, urn::ENTERPRISE],
            "title": person.title,
            urn::ENTERPRISE: {"department": person.department},
        }),
    )
}
