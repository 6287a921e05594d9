//! The plugins that let Keycloak provision others: the one of libre.sh, kept up by mitodl, and
//! keycloak-scim-outbound.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Probe, Removal, Rename, Spelling, Style,
};
use crate::simulate::engine::{few_edits, plain_body, plain_member};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Documented, Inferred};
use crate::simulate::provider::{Behaviour, Known, Mode, Provider, Speech, Topic, behaviour, only};
use crate::simulate::session::Manner;
use crate::urn;

const BOTH: &str = "the source code of both plugins";

pub(super) static KEYCLOAK: Provider = Provider {
    name: "keycloak",
    title: "Keycloak plugins",
    modes: &[
        Mode {
            name: "libre",
            about: "the plugin of libre.sh and mitodl",
            speech: Speech::Engine(&LIBRE_STYLE),
        },
        Mode {
            name: "outbound",
            about: "keycloak-scim-outbound",
            speech: Speech::Engine(&OUTBOUND_STYLE),
        },
    ],
    behaviours: &[
        libre(Topic::Requests, Documented, "the Content-Type is a setting; here json"),
        outbound(Topic::Requests, Documented, "names itself keycloak-scim-outbound/1.0"),
        libre(Topic::Connection, Inferred, "reads the users"),
        outbound(Topic::Connection, Documented, "reads the ServiceProviderConfig"),
        libre(
            Topic::Matching,
            Inferred,
            "filters by userName, as the plugin that keeps ids itself would have to without them",
        ),
        outbound(Topic::Matching, Documented, "filters by externalId, then by userName"),
        behaviour(Topic::Creation, Documented, "POST with externalId and an address", BOTH),
        libre(Topic::Update, Documented, "PUT of the whole user"),
        outbound(Topic::Update, Inferred, "PATCH, here a replace without a path"),
        behaviour(Topic::Leaving, Documented, "DELETE; active false where it changed", BOTH),
        libre(Topic::Groups, Documented, "POST and PUT with externalId and meta.location"),
        outbound(Topic::Groups, Inferred, "POST, and replace at displayName"),
        libre(
            Topic::Members,
            Documented,
            "PUT of all, each with a $ref that is relative to the base URL",
        ),
        outbound(Topic::Members, Inferred, "PATCH add, and remove by filter"),
        libre(Topic::Import, Documented, "one list without parameters"),
    ],
};

const fn libre(topic: Topic, known: Known, does: &'static str) -> Behaviour {
    let source = "the plugin's source code, ScimClient and GroupAdapter";
    only(&["libre"], behaviour(topic, known, does, source))
}

const fn outbound(topic: Topic, known: Known, does: &'static str) -> Behaviour {
    only(&["outbound"], behaviour(topic, known, does, "the plugin's source code, ScimClient"))
}

static LIBRE_STYLE: Style = Style {
    manner: &Manner {
        title: "Keycloak (libre.sh)",
        content_type: "application/json",
        ..Manner::PLAIN
    },
    probes: &[Probe::List("/Users")],
    import: Some(Paging::Open),
    groups: Some(&Groups {
        body: |name, external_id| {
            let mut body = plain_body(name, external_id);
            body.insert("meta".into(), json!({"resourceType": "Group", "location": "Groups/new"}));
            body
        },
        with_members: true,
        member: |id| json!({"value": id, "$ref": format!("Users/{id}")}),
        change: Membership::Put,
        rename: Rename::Put,
        ..GROUPS
    }),
    ..STYLE
};

static OUTBOUND_STYLE: Style = Style {
    manner: &Manner {
        title: "Keycloak (outbound)",
        headers: &[("user-agent", "keycloak-scim-outbound/1.0")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    find_people: &[
        Find { by: "externalId", path: "/Users?filter=externalId%20eq%20{}" },
        Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" },
    ],
    change: Change::Patch(Spelling::Whole),
    ..STYLE
};

const STYLE: Style = Style {
    manner: &Manner::PLAIN,
    probes: &[],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Put { with_id: true },
    deletes: true,
    groups: Some(&GROUPS),
    import: None,
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
        members: 1,
        operations: Chunk::Fixed(1),
    },
    rename: Rename::Path,
    deletes: true,
    read: "",
};

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER],
        "externalId": person.key,
        "userName": person.user_name,
        "displayName": person.display(),
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"value": person.user_name, "primary": true}],
        "active": true,
    }))
}
