//! Rippling's custom apps.

use serde_json::{Map, Value, json};

use crate::simulate::engine::style::{
    Change, Find, Groups, Membership, Probe, Removal, Spelling, Style,
};
use crate::simulate::engine::{many_edits, person_with};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;
use crate::urn;

const GUIDES: &str = "set-up guides of three services that Rippling provisions";

pub(super) static RIPPLING: Provider = Provider {
    name: "rippling",
    title: "Rippling",
    modes: &[
        Mode {
            name: "patch",
            about: "with the switch \"Use PATCH to edit groups\"",
            speech: Speech::Engine(&PATCH),
        },
        Mode { name: "put", about: "without that switch", speech: Speech::Engine(&PUT) },
    ],
    behaviours: behaviours! {
        Requests Inferred: "scim+json with a bearer token",
            "the guides name the token; headers were not seen";
        Connection Inferred: "reads the ServiceProviderConfig", GUIDES;
        Matching Captured: "filters by externalId, then by userName",
            "an issue of an authentication library whose lookups came so";
        Creation Inferred:
            "POST with externalId and an employee number; sends it again after errors",
            GUIDES;
        Update Inferred: "PATCH, an operation with a path each", GUIDES;
        Leaving Inferred: "PATCH active false at a termination; DELETE where that is chosen",
            GUIDES;
        Groups Inferred: "creates and deletes groups where the switches for them are on", GUIDES;
        ["patch"] Members Inferred: "PATCH add and remove by filter", GUIDES;
        ["put"] Members Inferred: "PUT of the whole group", GUIDES;
        Import Inferred: "pages, where the switch for them is on", GUIDES;
    },
};

const STYLE: Style = Style {
    manner: &Manner { title: "Rippling", ..Manner::PLAIN },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    find_people: &[Find::EXTERNAL_ID, Find::USER_NAME],
    person,
    edits: many_edits,
    change: Change::Patch(Spelling::Paths),
    import: Some(Paging::Pages(100)),
    ..Style::PLAIN
};

static PATCH: Style = Style {
    groups: Some(&Groups {
        change: Membership::patch(Removal::Filtered, 100, 100),
        ..Groups::PLAIN
    }),
    ..STYLE
};

static PUT: Style = Style { groups: Some(&Groups::WHOLE), ..STYLE };

fn person(person: &Person) -> Map<String, Value> {
    person_with(
        person,
        json!({
            "schemas": [urn::USER, urn::ENTERPRISE],
            "title": person.title,
            urn::ENTERPRISE: {
                "department": person.department, "employeeNumber": person.employee_number,
            },
        }),
    )
}
