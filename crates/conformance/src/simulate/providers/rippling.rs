//! Rippling's custom apps.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Spelling, Style,
};
use crate::simulate::engine::{many_edits, plain_body, plain_member};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Captured, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour, only};
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
    behaviours: &[
        behaviour(
            Topic::Requests,
            Inferred,
            "scim+json with a bearer token",
            "the guides name the token; headers were not seen",
        ),
        behaviour(Topic::Connection, Inferred, "reads the ServiceProviderConfig", GUIDES),
        behaviour(
            Topic::Matching,
            Captured,
            "filters by externalId, then by userName",
            "an issue of an authentication library whose lookups came so",
        ),
        behaviour(
            Topic::Creation,
            Inferred,
            "POST with externalId and an employee number; sends it again after errors",
            GUIDES,
        ),
        behaviour(Topic::Update, Inferred, "PATCH, an operation with a path each", GUIDES),
        behaviour(
            Topic::Leaving,
            Inferred,
            "PATCH active false at a termination; DELETE where that is chosen",
            GUIDES,
        ),
        behaviour(
            Topic::Groups,
            Inferred,
            "creates and deletes groups where the switches for them are on",
            GUIDES,
        ),
        only(
            &["patch"],
            behaviour(Topic::Members, Inferred, "PATCH add and remove by filter", GUIDES),
        ),
        only(&["put"], behaviour(Topic::Members, Inferred, "PUT of the whole group", GUIDES)),
        behaviour(Topic::Import, Inferred, "pages, where the switch for them is on", GUIDES),
    ],
};

const STYLE: Style = Style {
    manner: &Manner { title: "Rippling", ..Manner::PLAIN },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    at_once: 4,
    find_people: &[
        Find { by: "externalId", path: "/Users?filter=externalId%20eq%20{}" },
        Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" },
    ],
    creates_first: false,
    person,
    edits: many_edits,
    change: Change::Patch(Spelling::Paths),
    deletes: true,
    groups: Some(&GROUPS),
    import: Some(Paging::Pages(100)),
    first: &[],
    then: &[],
    last: &[],
};

const GROUPS: Groups = Groups {
    find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20eq%20{}" }],
    body: plain_body,
    with_members: false,
    member: plain_member,
    change: Membership::Patch {
        capitals: false,
        removal: Removal::Filtered,
        members: 100,
        operations: Chunk::Fixed(100),
    },
    rename: Rename::Path,
    deletes: true,
    read: "",
};

static PATCH: Style = STYLE;

static PUT: Style = Style {
    groups: Some(&Groups {
        with_members: true,
        change: Membership::Put,
        rename: Rename::Put,
        ..GROUPS
    }),
    ..STYLE
};

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER, urn::ENTERPRISE],
        "externalId": person.key,
        "userName": person.user_name,
        "displayName": person.display(),
        "title": person.title,
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"value": person.user_name, "type": "work", "primary": true}],
        "active": true,
        urn::ENTERPRISE: {
            "department": person.department,
            "employeeNumber": person.employee_number,
        },
    }))
}
