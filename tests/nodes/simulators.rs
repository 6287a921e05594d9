//! An identity provider against each of three nodes, all on the same directory.

use std::collections::BTreeSet;
use std::sync::Arc;

use conformance::simulate::okta::{self, Options};
use conformance::simulate::{PlainReporter, Summary};
use directory::store::Operations;
use futures_util::future::join_all;
use testkit::{Caller, Process};
use throwaway::Postgres;

use crate::follower::Follower;
use crate::ledger::{self, DEFAULT};
use crate::node::{node, store};

const USERS: usize = 40;
const GROUPS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn three_nodes_with_an_identity_provider_each_make_one_directory() {
    let database = Postgres::shared().database();
    let installations = [node(&database), node(&database), node(&database)];
    let token = installations[0].prepare();
    let nodes: Vec<Process> = installations.iter().map(testkit::Installation::serve).collect();
    let store = Arc::new(store(&database).await);
    let follower = Follower::start(Arc::clone(&store) as _);

    let organisations = ["north", "south", "west"];
    let playing = nodes.iter().zip(organisations).map(|(node, name)| simulate(node, &token, name));
    let summaries: Vec<Summary> = join_all(playing).await;

    let sum = |count: fn(&Summary) -> usize| summaries.iter().map(count).sum::<usize>();
    assert_eq!(sum(|summary| summary.users_created), 3 * USERS);
    assert_eq!(sum(|summary| summary.groups_created), 3 * GROUPS);
    let counts = store.counts(DEFAULT).await.expect("counts");
    let [users, active, groups] = [counts.users, counts.active_users, counts.groups]
        .map(|count| usize::try_from(count).expect("a small number"));
    assert_eq!((users, groups), (3 * USERS, 3 * GROUPS));
    assert_eq!(active, sum(|summary| summary.users_active));

    let shown: Vec<Shown> = join_all(nodes.iter().map(|node| look(node.scim(&token)))).await;
    assert_eq!(shown[0].users.len(), users);
    assert_eq!(shown[0].memberships.len(), sum(|summary| summary.memberships));
    for other in &shown[1..] {
        assert_eq!(&shown[0], other);
    }

    let events = follower.end().await;
    assert_eq!(events, ledger::history(&*store).await, "what was read is what there is");
    let (people, members) = ledger::replay(&events);
    assert_eq!(people, shown[0].users);
    assert_eq!(members, shown[0].memberships);
    for node in nodes {
        node.stop();
    }
}

async fn simulate(node: &Process, token: &str, organisation: &str) -> Summary {
    let new = Options::new(format!("{}/scim/v2", node.url), token);
    let organisation = organisation.to_owned();
    let options = Options { users: USERS, groups: GROUPS, organisation, ..new };
    let mut report = PlainReporter::new(Vec::new());
    let outcome = okta::simulate(&options, &mut report).await;
    outcome.unwrap_or_else(|failure| panic!("{}: {failure}", options.organisation))
}

/// What one node shows of the directory.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    users: BTreeSet<String>,
    inactive: BTreeSet<String>,
    /// Group and member.
    memberships: BTreeSet<(String, String)>,
}

async fn look(scim: Caller) -> Shown {
    let all = |answer: testkit::Answer| answer.ids().into_iter().collect();
    let mut memberships = BTreeSet::new();
    for group in scim.get("/Groups?attributes=id&count=1000").await.ids() {
        for member in scim.members(&group).await {
            memberships.insert((group.clone(), member));
        }
    }
    Shown {
        users: all(scim.get("/Users?attributes=id&count=1000").await),
        inactive: all(scim.get("/Users?filter=active eq false&attributes=id&count=1000").await),
        memberships,
    }
}
