//! authentik's outgoing SCIM provider.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Style,
};
use crate::simulate::engine::{few_edits, plain_body, plain_member};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Captured, Documented};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour, only};
use crate::simulate::session::Manner;
use crate::urn;

const SOURCE: &str = "authentik's source code, its SCIM clients for users and groups";
const RUN: &str = "requests of an authentik 2026.5 that was run against a recording server";

pub(super) static AUTHENTIK: Provider = Provider {
    name: "authentik",
    title: "authentik",
    modes: &[
        Mode { name: "default", about: "no compatibility mode", speech: Speech::Engine(&DEFAULT) },
        Mode { name: "aws", about: "the compatibility mode for AWS", speech: Speech::Engine(&AWS) },
    ],
    behaviours: &[
        behaviour(Topic::Requests, Captured, "scim+json in Accept and Content-Type", RUN),
        behaviour(
            Topic::Connection,
            Documented,
            "reads the ServiceProviderConfig and needs every member, or takes PATCH for missing",
            SOURCE,
        ),
        behaviour(
            Topic::Matching,
            Captured,
            "POST first; after 409 it filters by userName and takes the id",
            RUN,
        ),
        behaviour(
            Topic::Creation,
            Captured,
            "POST with externalId, the whole name and one address",
            RUN,
        ),
        behaviour(Topic::Update, Captured, "always PUT, with the id", RUN),
        behaviour(Topic::Leaving, Documented, "active false by PUT, and DELETE", SOURCE),
        behaviour(
            Topic::Groups,
            Documented,
            "POST without members; looks for a group by displayName",
            SOURCE,
        ),
        only(
            &["default"],
            behaviour(
                Topic::Groups,
                Captured,
                "a rename replaces without a path, with id and schemas inside, and the message \
                 itself has no schemas",
                RUN,
            ),
        ),
        only(
            &["aws"],
            behaviour(
                Topic::Groups,
                Documented,
                "a rename replaces displayName and externalId by path",
                SOURCE,
            ),
        ),
        behaviour(
            Topic::Members,
            Captured,
            "one operation for each member, removal lists the id in the value; as many \
             operations in a request as bulk.maxOperations says",
            RUN,
        ),
        behaviour(
            Topic::Import,
            Documented,
            "reads lists without parameters, then by startIndex until totalResults",
            SOURCE,
        ),
    ],
};

const STYLE: Style = Style {
    manner: &Manner {
        title: "authentik",
        headers: &[("accept", "application/scim+json")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Configuration],
    at_once: 6,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    creates_first: true,
    person,
    edits: few_edits,
    change: Change::Put { with_id: true },
    deletes: true,
    groups: Some(&GROUPS),
    import: Some(Paging::Open),
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
        removal: Removal::Listed,
        members: 1,
        operations: Chunk::AsBulk,
    },
    rename: Rename::Bare,
    deletes: true,
    read: "",
};

static DEFAULT: Style = STYLE;

static AWS: Style = Style { groups: Some(&Groups { rename: Rename::Paths, ..GROUPS }), ..STYLE };

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER],
        "externalId": person.key,
        "userName": person.user_name,
        "displayName": person.display(),
        "name": {
            "formatted": person.display(),
            "givenName": person.given,
            "familyName": person.family,
        },
        "emails": [{"value": person.user_name, "type": "other", "primary": true}],
        "active": true,
    }))
}
