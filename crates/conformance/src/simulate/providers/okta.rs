//! Okta, which has a simulation of its own.

use crate::simulate::okta::Dialect;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};

const REFERENCE: &str = "Okta's SCIM 2.0 protocol reference for developers";

pub(super) static OKTA: Provider = Provider {
    name: "okta",
    title: "Okta",
    modes: &[
        Mode {
            name: "both",
            about: "both dialects take turns",
            speech: Speech::Okta(Dialect::Both),
        },
        Mode {
            name: "aiw",
            about: "apps made with the App Integration Wizard",
            speech: Speech::Okta(Dialect::Aiw),
        },
        Mode {
            name: "oin",
            about: "apps of the Okta Integration Network",
            speech: Speech::Okta(Dialect::Oin),
        },
    ],
    behaviours: behaviours! {
        Requests Captured:
            "names scim+json in Accept and Content-Type, and itself as Okta SCIM Client 1.0.0",
            "request logs in a pull request to Okta's blog archive";
        Connection Documented: "reads two users and a hundred groups",
            "Okta's tests for Runscope, and another service's page on the connector";
        Matching Documented: "filters by userName with startIndex and count; links who is found",
            REFERENCE;
        Creation Documented: "POST with a password, an empty list of groups, and active true",
            REFERENCE;
        Update Documented: "reads the user and sends all of it back by PUT", REFERENCE;
        Update Inferred:
            "custom attributes of the profile editor, under the namespace that it was given",
            "support articles on attributes without a namespace; bodies were not seen";
        ["both", "aiw"] Leaving Documented: "the same PUT with active false", REFERENCE;
        ["both", "oin"] Leaving Documented:
            "PATCH replace without a path: active false; never DELETE",
            REFERENCE;
        Groups Documented:
            "POST; a rename carries the id inside the value; DELETE when a group is unlinked",
            REFERENCE;
        ["both", "aiw"] Members Documented: "PUT of the whole group with all members", REFERENCE;
        ["both", "oin"] Members Documented:
            "PATCH: remove by a filter in the path first, then add; replace for a full push",
            REFERENCE;
        Import Documented: "pages of a hundred by startIndex and count, groups with members",
            REFERENCE;
    },
};
