//! Everything that the ports tell about a directory.

use directory::event::{HistoryQuery, StoredEvent};
use directory::id::{DirectoryId, TokenId};
use directory::link::Link;
use directory::resource::{Include, Kind, Stored, Tombstone};
use directory::store::{Activity, Counts, List, ListQuery, Start, Store};
use directory::time::Timestamp;
use scim::filter::typed::Expr;
use scim::sort::Order;

use crate::rows::badge;

/// A directory as its store tells it.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    total: u64,
    resources: Vec<Stored>,
    counts: Counts,
    events: Vec<StoredEvent>,
    activity: Vec<Activity>,
    /// Who can come back, by the names and by the external ids that the changes give.
    tombstones: Vec<Option<Tombstone>>,
    /// Of everybody who is there or was, with the tokens that the changes name.
    links: Vec<Option<Link>>,
    domains: Vec<String>,
}

/// Users, groups, and what else the changes make.
fn kinds() -> [Kind; 3] {
    [Kind::User, Kind::Group, badge()]
}

/// Reads everything.
pub(crate) async fn state(store: &dyn Store, directory: DirectoryId) -> State {
    let list = |kind| List { kind, filter: Expr::Always, sort: None };
    let query = ListQuery {
        directory,
        lists: kinds().map(list).to_vec(),
        order: Order::Ascending,
        start: Start::Offset(0),
        limit: 1_000,
        include: Include::ALL,
    };
    let page = store.list(query).await.unwrap();
    let mut tombstones = Vec::new();
    for kind in kinds() {
        for number in 0..6 {
            let (name, external_id) = (format!("name {number}"), format!("external {number}"));
            for (name, external_id) in [(name.as_str(), None), ("", Some(external_id.as_str()))] {
                let found = store.tombstone(directory, kind, name, external_id);
                tombstones.push(found.await.unwrap());
            }
        }
    }
    let mut links = Vec::new();
    let there = page.resources.iter().map(|resource| resource.id);
    let gone = tombstones.iter().flatten().map(|tombstone| tombstone.id);
    for user in there.chain(gone) {
        for token in 0..2 {
            let token = TokenId(uuid::Uuid::from_u128(token));
            links.push(store.link(directory, user, token).await.unwrap());
        }
    }
    let history = HistoryQuery { directory, subject: None, before: None, limit: 100_000 };
    State {
        total: page.total,
        resources: page.resources,
        counts: store.counts(directory).await.unwrap(),
        events: store.history(history).await.unwrap(),
        activity: store.activity(directory, Timestamp::from_micros(0)).await.unwrap(),
        tombstones,
        links,
        domains: store.verified_domains(directory).await.unwrap(),
    }
}
