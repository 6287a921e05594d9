//! CyberArk Identity.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Style,
};
use crate::simulate::engine::{few_edits, plain_body, plain_member};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Documented, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour};
use crate::simulate::session::Manner;
use crate::urn;

const REQUIREMENTS: &str = "CyberArk's list of the calls that a SCIM service must serve";
const NO_BODIES: &str = "the same list names the method; bodies were not seen";

pub(super) static CYBERARK: Provider = Provider {
    name: "cyberark",
    title: "CyberArk Identity",
    modes: &[Mode {
        name: "standard",
        about: "SCIM 2.0 in an application's provisioning",
        speech: Speech::Engine(&STYLE),
    }],
    behaviours: &[
        behaviour(
            Topic::Requests,
            Inferred,
            "scim+json with a bearer token that does not expire",
            "the provisioning page names the token; headers were not seen",
        ),
        behaviour(
            Topic::Connection,
            Documented,
            "reads one user, the configuration, single resource types and single schemas",
            REQUIREMENTS,
        ),
        behaviour(Topic::Matching, Documented, "filters by userName", REQUIREMENTS),
        behaviour(Topic::Creation, Inferred, "POST with names and an address", NO_BODIES),
        behaviour(Topic::Update, Documented, "PUT of the whole user, with its id", REQUIREMENTS),
        behaviour(
            Topic::Leaving,
            Inferred,
            "PUT with active false; never DELETE",
            "DELETE is not in the list",
        ),
        behaviour(
            Topic::Groups,
            Documented,
            "POST, PATCH and reading; role mappings decide which",
            REQUIREMENTS,
        ),
        behaviour(Topic::Members, Inferred, "PATCH add, and remove by filter", NO_BODIES),
        behaviour(Topic::Import, Documented, "reads the groups", REQUIREMENTS),
    ],
};

static STYLE: Style = Style {
    manner: &Manner { title: "CyberArk", ..Manner::PLAIN },
    probes: &[
        Probe::List("/Users?count=1"),
        Probe::Object("/ServiceProviderConfig"),
        Probe::Object("/ResourceTypes/User"),
        Probe::Object("/ResourceTypes/Group"),
        Probe::Object("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"),
        Probe::Object("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group"),
    ],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Put { with_id: true },
    deletes: false,
    groups: Some(&Groups {
        find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20eq%20{}" }],
        body: plain_body,
        with_members: false,
        member: plain_member,
        change: Membership::Patch {
            capitals: false,
            removal: Removal::Filtered,
            members: 10,
            operations: Chunk::Fixed(10),
        },
        rename: Rename::Path,
        deletes: false,
        read: "",
    }),
    import: Some(Paging::Open),
    first: &[],
    then: &[],
    last: &[],
};

fn person(person: &Person) -> Map<String, Value> {
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
