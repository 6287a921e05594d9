//! JumpCloud's custom SCIM identity management.

use std::collections::BTreeSet;

use crate::simulate::engine::run::Run;
use crate::simulate::engine::style::{Groups, Membership, Playing, Probe, Removal, Style};
use crate::simulate::engine::{groups, leave, people};
use crate::simulate::person;
use crate::simulate::provider::{Mode, Provider, Speech, behaviours};
use crate::simulate::session::Manner;

const ARTICLE: &str = "JumpCloud's article on custom SCIM identity management";
const UNIMONI: &str = "another service's set-up note for JumpCloud, which compares it with Azure";

pub(super) static JUMPCLOUD: Provider = Provider {
    name: "jumpcloud",
    title: "JumpCloud",
    modes: &[Mode {
        name: "standard",
        about: "SCIM 2.0 with a bearer token",
        speech: Speech::Engine(&STYLE),
    }],
    behaviours: behaviours! {
        Requests Inferred: "scim+json with a bearer token",
            "the article names the token; headers were not seen";
        Connection Documented:
            "activation makes a test user and a test group and deletes both again",
            ARTICLE;
        Matching Inferred: "filters by userName",
            "a duplicate must be refused for somebody to be linked; no look-up was seen";
        Creation Inferred: "POST with names and the work address", "no body was seen";
        Update Inferred: "PUT of the whole user", "neither PUT nor PATCH was seen";
        Leaving Documented: "DELETE in the test; active false where a service does not delete",
            ARTICLE;
        Leaving Inferred: "active true when somebody returns", UNIMONI;
        Groups Inferred: "POST, a rename by path, DELETE",
            "the test group of the activation; later changes were not seen";
        Members Inferred: "PATCH add and remove, both list the ids in the value", UNIMONI;
    },
};

static STYLE: Style = Style {
    manner: &Manner { title: "JumpCloud", ..Manner::PLAIN },
    probes: &[Probe::List("/Users?startIndex=1&count=1")],
    groups: Some(&Groups { change: Membership::patch(Removal::Listed, 1, 1), ..Groups::PLAIN }),
    first: &[activate],
    ..Style::PLAIN
};

/// What happens when an administrator activates the integration.
fn activate<'r>(run: &'r mut Run<'_>) -> Playing<'r> {
    Box::pin(async move {
        let step = "Activate: make a test user and a test group, and delete both";
        run.report.step_started(step);
        let Some(mut tester) = person::people(run.options.seed, 1).pop() else {
            return Ok(());
        };
        tester.user_name = format!("test.{}", tester.user_name);
        tester.key = format!("test-{}", tester.key);
        tester.mark(&run.options.prefix);
        let account = people::assign(&run.context, tester).await?;
        if run.options.groups > 0 {
            let name = run.team_name("Test Group");
            let members = BTreeSet::from([account.id.clone()]);
            let team = groups::push(&run.context, step, name, members).await?;
            groups::delete(&run.context, step, &team).await?;
        }
        leave::delete_for_good(&run.context, step, &account).await?;
        run.report.step_done(step, "made, changed, and gone");
        Ok(())
    })
}
