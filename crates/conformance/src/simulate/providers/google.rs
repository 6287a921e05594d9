//! Google Workspace's automatic provisioning: people only, no groups.

use serde_json::{Map, Value};

use crate::simulate::engine::plain_person;
use crate::simulate::engine::style::{Change, Spelling, Style};
use crate::simulate::person::Person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

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
    behaviours: behaviours! {
        Requests Inferred: "scim+json with a bearer token", "no request was seen with its headers";
        Connection Inferred: "reads one user with count=1", GUIDES;
        Matching Inferred: "filters by userName", GUIDES;
        Creation Inferred:
            "POST with the few attributes of a fixed mapping; groups are not provisioned",
            GUIDES;
        Update Inferred: "PATCH, an operation with a path each", GUIDES;
        Leaving Inferred: "PATCH replace at active, a boolean", GUIDES;
        ["delete"] Leaving Inferred:
            "DELETE, when the administrator has chosen so for those who leave",
            GUIDES;
    },
};

const STYLE: Style = Style {
    manner: &Manner { title: "Google Workspace", ..Manner::PLAIN },
    person,
    change: Change::Patch(Spelling::Paths),
    deletes: false,
    groups: None,
    ..Style::PLAIN
};

static SUSPEND: Style = STYLE;

static DELETE: Style = Style { deletes: true, ..STYLE };

fn person(person: &Person) -> Map<String, Value> {
    let mut body = plain_person(person);
    body.remove("displayName");
    body
}
