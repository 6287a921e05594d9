//! The plugins that let Keycloak provision others: the one of libre.sh, kept up by mitodl, and
//! keycloak-scim-outbound.

use serde_json::{Map, Value, json};

use crate::simulate::engine::style::{
    Change, Find, Groups, Membership, Probe, Removal, Spelling, Style,
};
use crate::simulate::engine::{person_with, plain_body};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

const LIBRE: &str = "the plugin's source code, ScimClient and GroupAdapter";
const OUTBOUND: &str = "the plugin's source code, ScimClient";
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
    behaviours: behaviours! {
        ["libre"] Requests Documented: "the Content-Type is a setting; here json", LIBRE;
        ["outbound"] Requests Documented: "names itself keycloak-scim-outbound/1.0", OUTBOUND;
        ["libre"] Connection Inferred: "reads the users", LIBRE;
        ["outbound"] Connection Documented: "reads the ServiceProviderConfig", OUTBOUND;
        ["libre"] Matching Inferred:
            "filters by userName, as the plugin that keeps ids itself would have to without them",
            LIBRE;
        ["outbound"] Matching Documented: "filters by externalId, then by userName", OUTBOUND;
        Creation Documented: "POST with externalId and an address", BOTH;
        ["libre"] Update Documented: "PUT of the whole user", LIBRE;
        ["outbound"] Update Inferred: "PATCH, here a replace without a path", OUTBOUND;
        Leaving Documented: "DELETE; active false where it changed", BOTH;
        ["libre"] Groups Documented: "POST and PUT with externalId and meta.location", LIBRE;
        ["outbound"] Groups Inferred: "POST, and replace at displayName", OUTBOUND;
        ["libre"] Members Documented:
            "PUT of all, each with a $ref that is relative to the base URL",
            LIBRE;
        ["outbound"] Members Inferred: "PATCH add, and remove by filter", OUTBOUND;
        ["libre"] Import Documented: "one list without parameters", LIBRE;
    },
};

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
        member: |id| json!({"value": id, "$ref": format!("Users/{id}")}),
        ..Groups::WHOLE
    }),
    person,
    ..Style::PLAIN
};

static OUTBOUND_STYLE: Style = Style {
    manner: &Manner {
        title: "Keycloak (outbound)",
        headers: &[("user-agent", "keycloak-scim-outbound/1.0")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    find_people: &[Find::EXTERNAL_ID, Find::USER_NAME],
    change: Change::Patch(Spelling::Whole),
    groups: Some(&Groups { change: Membership::patch(Removal::Filtered, 1, 1), ..Groups::PLAIN }),
    person,
    ..Style::PLAIN
};

fn person(person: &Person) -> Map<String, Value> {
    person_with(person, json!({"emails": [{"value": person.user_name, "primary": true}]}))
}
