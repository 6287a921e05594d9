//! A backup beside a server that many clients write to.

use std::collections::BTreeSet;

use directory::resource::Kind;
use directory::store::{BrowseQuery, BrowseState, Store};
use testkit::{Installation, open_store};

use crate::binary::installation;
use crate::ledger::{DEFAULT, history, replay};
use crate::load::Load;
use crate::servers::Servers;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_many_writers_is_one_moment_and_no_acknowledged_write_is_missing() {
    let installation = installation();
    let token = installation.prepare();
    let process = installation.serve();
    let load = Load::prepare(&process.scim(&token)).await;
    let mut running = load.start(&Servers::only(&process), &token);
    let mut backups = Vec::new();
    for round in 0..3 {
        running.acknowledged(150).await;
        // What was acknowledged until now is in the feed by now.
        let acknowledged = history(&*open_store(&installation.data)).await.len();
        let file = installation.data.with_file_name(format!("{round}.backup"));
        installation.must(&["backup", "--to", file.to_str().expect("UTF-8")]);
        backups.push((file, acknowledged));
        running.acknowledged(1).await;
    }
    process.kill();
    running.end().await;
    let all = history(&*open_store(&installation.data)).await;

    for (file, acknowledged) in backups {
        let restored = target(&installation);
        restored.must(&["restore", "--from", file.to_str().expect("UTF-8")]);
        let store = open_store(&restored.data);
        let events = history(&*store).await;
        assert!(events.len() >= acknowledged, "{} of {acknowledged}", events.len());
        assert!(events.len() < all.len(), "the writers stood still");
        assert_eq!(events[..], all[..events.len()], "a gap in the feed");
        consistent(&*store).await;
        drop(store);
        restored.assert_sound(&restored.serve());
    }
}

/// An empty data directory with the key of another.
fn target(installation: &Installation) -> Installation {
    let target = crate::binary::installation();
    let key = "secret.key";
    std::fs::copy(installation.data.join(key), target.data.join(key)).expect("a key");
    target
}

/// Fails unless users, memberships and counters are what the events tell.
async fn consistent(store: &dyn Store) {
    let (people, members) = replay(&history(store).await);
    let users = all(store, Kind::User).await;
    assert_eq!(users, people);
    let groups = all(store, Kind::Group).await;
    let counts = store.counts(DEFAULT).await.expect("counts");
    assert_eq!(counts.users, users.len() as u64);
    assert_eq!(counts.groups, groups.len() as u64);
    let mut found = BTreeSet::new();
    for group in groups {
        let id = group.parse().expect("an id");
        let list = store.members(DEFAULT, id, None, 100_000).await.expect("members");
        assert_eq!(store.member_count(DEFAULT, id).await, Ok(list.len() as u64));
        found.extend(list.iter().map(|member| (group.clone(), member.id.to_string())));
    }
    assert_eq!(found, members);
}

/// The ids of everything of a kind.
async fn all(store: &dyn Store, kind: Kind) -> BTreeSet<String> {
    let query = BrowseQuery {
        directory: DEFAULT,
        kind,
        search: String::new(),
        state: BrowseState::All,
        from: None,
        limit: 100_000,
    };
    let page = store.browse(query).await.expect("a page");
    page.resources.iter().map(|resource| resource.id.to_string()).collect()
}
