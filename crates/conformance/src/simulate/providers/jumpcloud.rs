//! JumpCloud's custom SCIM identity management.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::simulate::body::object;
use crate::simulate::engine::run::Run;
use crate::simulate::engine::style::{
    Change, Chunk, Find, Groups, Membership, Playing, Probe, Removal, Rename, Style,
};
use crate::simulate::engine::{few_edits, groups, leave, people, plain_body, plain_member};
use crate::simulate::person::{self, Person};
use crate::simulate::provider::Known::{Documented, Inferred};
use crate::simulate::provider::{Mode, Provider, Speech, Topic, behaviour};
use crate::simulate::session::Manner;
use crate::urn;

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
    behaviours: &[
        behaviour(
            Topic::Requests,
            Inferred,
            "scim+json with a bearer token",
            "the article names the token; headers were not seen",
        ),
        behaviour(
            Topic::Connection,
            Documented,
            "activation makes a test user and a test group and deletes both again",
            ARTICLE,
        ),
        behaviour(
            Topic::Matching,
            Inferred,
            "filters by userName",
            "a duplicate must be refused for somebody to be linked; no look-up was seen",
        ),
        behaviour(
            Topic::Creation,
            Inferred,
            "POST with names and the work address",
            "no body was seen",
        ),
        behaviour(
            Topic::Update,
            Inferred,
            "PUT of the whole user",
            "neither PUT nor PATCH was seen",
        ),
        behaviour(
            Topic::Leaving,
            Documented,
            "DELETE in the test; active false where a service does not delete",
            ARTICLE,
        ),
        behaviour(Topic::Leaving, Inferred, "active true when somebody returns", UNIMONI),
        behaviour(
            Topic::Groups,
            Inferred,
            "POST, a rename by path, DELETE",
            "the test group of the activation; later changes were not seen",
        ),
        behaviour(
            Topic::Members,
            Inferred,
            "PATCH add and remove, both list the ids in the value",
            UNIMONI,
        ),
    ],
};

static STYLE: Style = Style {
    manner: &Manner { title: "JumpCloud", ..Manner::PLAIN },
    probes: &[Probe::List("/Users?startIndex=1&count=1")],
    at_once: 4,
    find_people: &[Find { by: "userName", path: "/Users?filter=userName%20eq%20{}" }],
    creates_first: false,
    person,
    edits: few_edits,
    change: Change::Put { with_id: true },
    deletes: true,
    groups: Some(&Groups {
        find: &[Find { by: "displayName", path: "/Groups?filter=displayName%20eq%20{}" }],
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
        read: "",
    }),
    import: None,
    first: &[activate],
    then: &[],
    last: &[],
};

fn person(person: &Person) -> Map<String, Value> {
    object(json!({
        "schemas": [urn::USER],
        "externalId": person.key,
        "userName": person.user_name,
        "displayName": person.display(),
        "name": {"givenName": person.given, "familyName": person.family},
        "emails": [{"type": "work", "primary": true, "value": person.user_name}],
        "active": true,
    }))
}

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
