//! Google Workspace's automatic provisioning: people only, no groups.

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::few_edits;
use crate::simulate::engine::style::{Change, Find, Probe, Spelling, Style};
use crate::simulate::person::Person;
use crate::simulate::provider::Known::Inferred;
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour, only};
use crate::simulate::session::Manner;
use crate::urn;

const GUIDES: &str = "guides of services that Google provisions; no body was seen";

pub(super) static GOOGLE: Provider = Provider {
    name: "google",
    title: "Google Workspace",
    modes: &[
        Mode {
            name: "suspend",
            about: "whoever leaves is suspended",
            speech: Speech::Engine(&SUSPEND),
        },
        Mode {
            name: "delete",
            about: "whoever leaves is deleted in the end",
            speech: Speech::Engine(&DELETE),
        },
    ],
    behaviours: &[
        behaviour(
            Topic::Requests,
            Inferred,
            "scim+json with a bearer token",
            "no request was seen with its headers",
        ),
        behaviour(Topic::Connection, Inferred, "reads one user with count=1", GUIDES),
        behaviour(Topic::Matching, Inferred, "filters by userName", GUIDES),
        behaviour(
            Topic::Creation,
            Inferred,
            "POST with the few attributes of a fixed mapping; groups are not provisioned",
            GUIDES,
        ),
        behaviour(Topic::Update, Inferred, "PATCH, an operation with a path each", GUIDES),
        behaviour(Topic::Leaving, Inferred, "PATCH replace at active, a boolean", GUIDES),
        only(
            &["delete"],
            behaviour(
                Topic::Leaving,
                Inferred,
                "DELETE, when the administrator has chosen so for those who leave",
                GUIDES,
            ),
        ),
    ],
};

const STYLE: Style = Style {
    manner: &Manner { title: "Google Workspace", ..Manner::PLAIN },
    probes: &[Probe::List("/Users?count=1")],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Patch(Spelling::Paths),
    deletes: false,
    groups: None,
    import: None,
    first: &[],
    then: &[],
    last: &[],
};

static SUSPEND: Style = STYLE;

static DELETE: Style = Style { deletes: true, ..STYLE };

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER],
        "externalId": person.key,
        "userName": person.user_name,
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"value": person.user_name, "type": "work", "primary": true}],
        "active": true,
    }))
}
