//! Programs that carry people from a directory to AWS IAM Identity Center: ssosync and
//! idp-scim-sync.

use serde_json::json;

use crate::client::encode_value;
use crate::simulate::engine::run::Run;
use crate::simulate::engine::style::{Find, Groups, Membership, Playing, Probe, Removal, Style};
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

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
    behaviours: behaviours! {
        Requests Documented: "accepts json, sends scim+json, and is a Go client by name", BOTH;
        Connection Inferred: "reads the configuration", BOTH;
        ["ssosync"] Matching Documented: "filters by userName, spaces as +", SSOSYNC;
        ["idp-scim-sync"] Matching Documented: "POST first; after 409 it filters by userName",
            "idp-scim-sync's source code";
        Creation Documented: "one address, which is primary; no password and no groups", BOTH;
        Update Documented: "PUT of the whole user", BOTH;
        Leaving Documented: "DELETE; 404 means that it is done", BOTH;
        Leaving Inferred: "PUT with active false for those who are suspended",
            "users are always sent whole; a suspension was not seen";
        Groups Documented: "POST without members, DELETE", BOTH;
        Groups Inferred: "a rename replaces at displayName",
            "the programs rather delete and create; AWS's guide allows this";
        ["ssosync"] Members Documented: "one PATCH for each, removal lists the id in the value",
            SSOSYNC;
        ["idp-scim-sync"] Members Inferred:
            "at most a hundred in an operation; removal lists the ids",
            "AWS's guide for developers allows a hundred; how many are sent was not seen";
        Members Documented: "asks who is in by the filter id eq … and members eq …", BOTH;
    },
};

const STYLE: Style = Style {
    manner: &Manner {
        title: "AWS-style synchronization",
        headers: &[("accept", "application/json"), ("user-agent", "Go-http-client/2.0")],
        ..Manner::PLAIN
    },
    probes: &[Probe::Object("/ServiceProviderConfig")],
    find_people: &[Find::USER_NAME_PLUS],
    groups: Some(&GROUPS),
    last: &[is_member],
    ..Style::PLAIN
};

const GROUPS: Groups = Groups {
    find: &[Find::DISPLAY_NAME_PLUS],
    change: Membership::patch(Removal::Listed, 1, 1),
    read: "?excludedAttributes=members",
    ..Groups::PLAIN
};

static SSOSYNC_STYLE: Style = STYLE;

static IDP_SCIM_SYNC: Style = Style {
    creates_first: true,
    groups: Some(&Groups { change: Membership::patch(Removal::Listed, 100, 1), ..GROUPS }),
    ..STYLE
};

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
