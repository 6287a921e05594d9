//! Programs that carry people from a directory to AWS IAM Identity Center: ssosync and
//! idp-scim-sync.

use serde_json::{Map, Value, json};

use crate::client::encode_value;
use crate::simulate::body::object;
use crate::simulate::engine::run::Run;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Playing, Probe, Removal, Rename, Style,
};
use crate::simulate::engine::{few_edits, plain_body, plain_member};
use crate::simulate::person::Person;
use crate::simulate::provider::Known::{Documented, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour, only};
use crate::simulate::session::Manner;
use crate::urn;

const SSOSYNC: &str = "ssosync's source code, its client for AWS";
const BOTH: &str = "the source code of both, and AWS's guide for developers";

pub(super) static AWS: Provider = Provider {
    name: "aws-sync",
    title: "AWS-style synchronization",
    modes: &[
        Mode {
            name: "ssosync",
            about: "one member a request, as ssosync does",
            speech: Speech::Engine(&SSOSYNC_STYLE),
        },
        Mode {
            name: "idp-scim-sync",
            about: "up to a hundred members a request, as idp-scim-sync does",
            speech: Speech::Engine(&IDP_SCIM_SYNC),
        },
    ],
    behaviours: &[
        behaviour(
            Topic::Requests,
            Documented,
            "accepts json, sends scim+json, and is a Go client by name",
            BOTH,
        ),
        behaviour(Topic::Connection, Inferred, "reads the configuration", BOTH),
        only(
            &["ssosync"],
            behaviour(Topic::Matching, Documented, "filters by userName, spaces as +", SSOSYNC),
        ),
        only(
            &["idp-scim-sync"],
            behaviour(
                Topic::Matching,
                Documented,
                "POST first; after 409 it filters by userName",
                "idp-scim-sync's source code",
            ),
        ),
        behaviour(
            Topic::Creation,
            Documented,
            "one address, which is primary; no password and no groups",
            BOTH,
        ),
        behaviour(Topic::Update, Documented, "PUT of the whole user", BOTH),
        behaviour(Topic::Leaving, Documented, "DELETE; 404 means that it is done", BOTH),
        behaviour(
            Topic::Leaving,
            Inferred,
            "PUT with active false for those who are suspended",
            "users are always sent whole; a suspension was not seen",
        ),
        behaviour(Topic::Groups, Documented, "POST without members, DELETE", BOTH),
        behaviour(
            Topic::Groups,
            Inferred,
            "a rename replaces at displayName",
            "the programs rather delete and create; AWS's guide allows this",
        ),
        only(
            &["ssosync"],
            behaviour(
                Topic::Members,
                Documented,
                "one PATCH for each, removal lists the id in the value",
                SSOSYNC,
            ),
        ),
        only(
            &["idp-scim-sync"],
            behaviour(
                Topic::Members,
                Inferred,
                "at most a hundred in an operation; removal lists the ids",
                "AWS's guide for developers allows a hundred; how many are sent was not seen",
            ),
        ),
        behaviour(
            Topic::Members,
            Documented,
            "asks who is in by the filter id eq … and members eq …",
            BOTH,
        ),
    ],
};

const STYLE: Style = Style {
    manner: &Manner {
        title: "AWS-style synchronization",
        headers: &[("accept", "application/json"), ("user-agent", "Go-http-client/2.0")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName+eq+{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Put { with_id: true },
    deletes: true,
    groups: Some(&GROUPS),
    import: None,
    first: &[],
    then: &[],
    last: &[is_member],
};

const GROUPS: Groups = Groups {
    find: &[Find { by: "displayName", path: "/Groups?filter=displayName+eq+{}" }],
    body: plain_body,
    with_members: false,
    member: plain_member,
    change: Membership::Patch {
        capitals: false,
        removal: Removal::Listed,
        members: 1,
        operations: Chunk::Fixed(1),
    },
    rename: Rename::Path,
    deletes: true,
    read: "?excludedAttributes=members",
};

static SSOSYNC_STYLE: Style = STYLE;

static IDP_SCIM_SYNC: Style = Style {
    creates_first: true,
    groups: Some(&Groups {
        change: Membership::Patch {
            capitals: false,
            removal: Removal::Listed,
            members: 100,
            operations: Chunk::Fixed(1),
        },
        ..GROUPS
    }),
    ..STYLE
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

/// Asks of some people whether they are in the first group.
fn is_member<'r>(run: &'r mut Run<'_>) -> Playing<'r> {
    Box::pin(async move {
        let step = "Ask who is in the first group";
        run.report.step_started(step);
        let team = &run.teams[0];
        let asked: Vec<_> = run.accounts.iter().take(10).collect();
        for account in &asked {
            let filter = format!("id eq {} and members eq {}", json!(team.id), json!(account.id));
            let path = format!("/Groups?filter={}", encode_value(&filter));
            let exchange = run.context.session.get(step, &path).await?;
            let wanted = usize::from(team.members.contains(&account.id));
            let total = exchange.list()?.total;
            if total != wanted {
                return Err(exchange.wrong(format!("totalResults {wanted}"), total.to_string()));
            }
        }
        run.report.step_done(step, &format!("{} answers, all right", asked.len()));
        Ok(())
    })
}
