//! Microsoft Entra ID, in its old way to write PATCH and in the one that follows the RFC.

mod extras;
mod known;

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Spelling, Style,
};
use crate::simulate::engine::{many_edits, plain_member};
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech};
use crate::simulate::session::Manner;
use crate::urn;

pub(super) static ENTRA: Provider = Provider {
    name: "entra",
    title: "Microsoft Entra ID",
    modes: &[
        Mode {
            name: "default",
            about: "what every tenant sends that has no flag in its URL",
            speech: Speech::Engine(&DEFAULT),
        },
        Mode {
            name: "compliant",
            about: "with the flag aadOptscim062020 in the tenant URL",
            speech: Speech::Engine(&COMPLIANT),
        },
    ],
    behaviours: known::BEHAVIOURS,
};

const MANNER: Manner = Manner {
    title: "Entra ID",
    content_type: "application/scim+json; charset=utf-8",
    ..Manner::PLAIN
};

const STYLE: Style = Style {
    manner: &MANNER,
    probes: &[
        Probe::Nobody("/Users?filter=userName+eq+%226f1c0a52-7d0e-4c7b-9a51-2f6f0d7a9be3%22"),
        Probe::Nobody(
            "/Groups?excludedAttributes=members&filter=displayName+eq+%226f1c0a52-7d0e-4c7b-9a51-2f6f0d7a9be3%22",
        ),
    ],
    at_once: 8,
    find_people: &[Find::USER_NAME_PLUS],
    person,
    edits: many_edits,
    change: Change::Patch(Spelling::Capitals),
    groups: Some(&GROUPS),
    then: &[extras::managers, extras::references, extras::roles],
    ..Style::PLAIN
};

const GROUPS: Groups = Groups {
    find: &[Find {
        by: "displayName",
        path: "/Groups?excludedAttributes=members&filter=displayName+eq+{}",
    }],
    body: group,
    member: |id| json!({"$ref": null, "value": id}),
    change: Membership::Patch {
        capitals: true,
        removal: Removal::Listed,
        members: 20,
        operations: Chunk::Fixed(1),
    },
    rename: Rename::Capitals,
    read: "?excludedAttributes=members",
    ..Groups::PLAIN
};

static DEFAULT: Style = STYLE;

static COMPLIANT: Style = Style {
    manner: &Manner { address: with_flag, ..MANNER },
    find_people: &[Find::EXTERNAL_ID_PLUS, Find::USER_NAME_PLUS],
    change: Change::Patch(Spelling::Dotted),
    groups: Some(&Groups {
        member: plain_member,
        change: Membership::patch(Removal::Filtered, 20, 20),
        rename: Rename::Path,
        ..GROUPS
    }),
    ..STYLE
};

/// The flag comes first, because it stands in the tenant URL.
fn with_flag(path: &str) -> String {
    match path.split_once('?') {
        Some((path, query)) => format!("{path}?aadOptscim062020&{query}"),
        None => format!("{path}?aadOptscim062020"),
    }
}

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER, urn::ENTERPRISE],
        "externalId": person.key,
        "userName": person.user_name,
        "active": true,
        "displayName": person.display(),
        "title": person.title,
        "emails": [{"primary": true, "type": "work", "value": person.user_name}],
        "meta": {"resourceType": "User"},
        "name": {
            "formatted": person.display(),
            "familyName": person.family,
            "givenName": person.given,
        },
        "roles": [],
        urn::ENTERPRISE: {
            "department": person.department,
            "employeeNumber": person.employee_number,
        },
    }))
}

fn group(name: &str, external_id: &str) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": external_id,
        "displayName": name,
        "meta": {"resourceType": "Group"},
    }))
}
