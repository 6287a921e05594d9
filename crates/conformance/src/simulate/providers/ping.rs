//! PingOne, and the SCIM provisioner of PingFederate.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Spelling, Style,
};
use crate::simulate::engine::{many_edits, plain_body, plain_member};
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Documented, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour, only};
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
    behaviours: &[
        behaviour(
            Topic::Requests,
            Inferred,
            "scim+json with a bearer token",
            "both offer other credentials, too; no headers were seen",
        ),
        only(&["pingone"], behaviour(Topic::Connection, Inferred, "reads one user", FEATURES)),
        only(
            &["pingfederate"],
            behaviour(
                Topic::Connection,
                Documented,
                "asks for /Users/0 before every write, and takes a 404 for health",
                "the page on PingFederate's connector for GitHub Enterprise Managed Users",
            ),
        ),
        only(
            &["pingone"],
            behaviour(
                Topic::Matching,
                Documented,
                "username Eq: attribute and operator in an unusual case",
                FILTERS,
            ),
        ),
        only(
            &["pingfederate"],
            behaviour(
                Topic::Matching,
                Documented,
                "filters by a unique identifier, which an expression may override",
                SETTINGS,
            ),
        ),
        behaviour(Topic::Creation, Inferred, "POST with what the mapping has", FEATURES),
        only(&["pingone"], behaviour(Topic::Update, Inferred, "PATCH without a path", FEATURES)),
        only(
            &["pingfederate"],
            behaviour(Topic::Update, Inferred, "PUT of the whole user", SETTINGS),
        ),
        behaviour(
            Topic::Leaving,
            Documented,
            "disables or deletes, as was chosen; here both",
            "the remove action of PingOne, and the like of PingFederate",
        ),
        behaviour(
            Topic::Groups,
            Documented,
            "creates, renames and deletes groups where group provisioning is on",
            SETTINGS,
        ),
        only(&["pingone"], behaviour(Topic::Members, Inferred, "PATCH add and remove", FEATURES)),
        only(
            &["pingfederate"],
            behaviour(Topic::Members, Inferred, "PUT of the whole group", SETTINGS),
        ),
    ],
};

const STYLE: Style = Style {
    manner: &Manner { title: "PingOne", ..Manner::PLAIN },
    probes: &[Probe::List("/Users?count=1")],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=username%20Eq%20{}" }],
    creates_first: false,
    person,
    edits: many_edits,
    change: Change::Patch(Spelling::Whole),
    deletes: true,
    groups: Some(&GROUPS),
    import: None,
    first: &[],
    then: &[],
    last: &[],
};

const GROUPS: Groups = Groups {
    find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20Eq%20{}" }],
    body: plain_body,
    with_members: false,
    member: plain_member,
    change: Membership::Patch {
        capitals: false,
        removal: Removal::Filtered,
        members: 10,
        operations: Chunk::Fixed(10),
    },
    rename: Rename::Whole,
    deletes: true,
    read: "",
};

static PINGONE: Style = STYLE;

static PINGFEDERATE: Style = Style {
    manner: &Manner { title: "PingFederate", health: Some("/Users/0"), ..Manner::PLAIN },
    probes: &[Probe::Missing("/Users/0")],
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    change: Change::Put { with_id: true },
    groups: Some(&Groups {
        find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20eq%20{}" }],
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
        "emails": [{"type": "work", "value": person.user_name, "primary": true}],
        "active": true,
        urn::ENTERPRISE: {"department": person.department},
    }))
}
