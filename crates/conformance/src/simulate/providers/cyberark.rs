//! CyberArk Identity.

use crate::simulate::engine::style::{Groups, Probe, Style};
use crate::simulate::listing::Paging;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

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
    behaviours: behaviours! {
        Requests Inferred: "scim+json with a bearer token that does not expire",
            "the provisioning page names the token; headers were not seen";
        Connection Documented:
            "reads one user, the configuration, single resource types and single schemas",
            REQUIREMENTS;
        Matching Documented: "filters by userName", REQUIREMENTS;
        Creation Inferred: "POST with names and an address", NO_BODIES;
        Update Documented: "PUT of the whole user, with its id", REQUIREMENTS;
        Leaving Inferred: "PUT with active false; never DELETE", "DELETE is not in the list";
        Groups Documented: "POST, PATCH and reading; role mappings decide which", REQUIREMENTS;
        Members Inferred: "PATCH add, and remove by filter", NO_BODIES;
        Import Documented: "reads the groups", REQUIREMENTS;
    },
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
    deletes: false,
    groups: Some(&Groups { deletes: false, ..Groups::PLAIN }),
    import: Some(Paging::Open),
    ..Style::PLAIN
};
