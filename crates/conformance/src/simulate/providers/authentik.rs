//! authentik's outgoing SCIM provider.

use serde_json::{Map, Value, json};

use crate::simulate::engine::person_with;
use crate::simulate::engine::style::{Chunk, Groups, Membership, Probe, Removal, Rename, Style};
use crate::simulate::listing::Paging;
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

const SOURCE: &str = "authentik's source code, its SCIM clients for users and groups";
const RUN: &str = "requests of an authentik 2026.5 that was run against a recording server";

pub(super) static AUTHENTIK: Provider = Provider {
    name: "authentik",
    title: "authentik",
    modes: &[
        Mode { name: "default", about: "no compatibility mode", speech: Speech::Engine(&DEFAULT) },
        Mode { name: "aws", about: "the compatibility mode for AWS", speech: Speech::Engine(&AWS) },
    ],
    behaviours: behaviours! {
        Requests Captured: "scim+json in Accept and Content-Type", RUN;
        Connection Documented:
            "reads the ServiceProviderConfig and needs every member, or takes PATCH for missing",
            SOURCE;
        Matching Captured: "POST first; after 409 it filters by userName and takes the id", RUN;
        Creation Captured: "POST with externalId, the whole name and one address", RUN;
        Update Captured: "always PUT, with the id", RUN;
        Leaving Documented: "active false by PUT, and DELETE", SOURCE;
        Groups Documented: "POST without members; looks for a group by displayName", SOURCE;
        ["default"] Groups Captured:
            "a rename replaces without a path, with id and schemas inside, and the message itself \
             has no schemas",
            RUN;
        ["aws"] Groups Documented: "a rename replaces displayName and externalId by path", SOURCE;
        Members Captured:
            "one operation for each member, removal lists the id in the value; as many operations \
             in a request as bulk.maxOperations says",
            RUN;
        Import Documented: "reads lists without parameters, then by startIndex until totalResults",
            SOURCE;
    },
};

const STYLE: Style = Style {
    manner: &Manner {
        title: "authentik",
        headers: &[("accept", "application/scim+json")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Configuration],
    at_once: 6,
    creates_first: true,
    person,
    groups: Some(&GROUPS),
    import: Some(Paging::Open),
    ..Style::PLAIN
};

const GROUPS: Groups = Groups {
    change: Membership::Patch {
        capitals: false,
        removal: Removal::Listed,
        members: 1,
        operations: Chunk::AsBulk,
    },
    rename: Rename::Bare,
    ..Groups::PLAIN
};

static DEFAULT: Style = STYLE;

static AWS: Style = Style { groups: Some(&Groups { rename: Rename::Paths, ..GROUPS }), ..STYLE };

fn person(person: &Person) -> Map<String, Value> {
    let name = json!({
        "formatted": person.display(), "givenName": person.given, "familyName": person.family,
    });
    let email = json!({"value": person.user_name, "type": "other", "primary": true});
    person_with(person, json!({"name": name, "emails": [email]}))
}
