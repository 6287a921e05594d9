//! Clients notice nothing of a restore or a move.

use std::path::Path;

use directory::event::{HistoryQuery, StoredEvent};
use directory::id::DirectoryId;
use directory::store::Store;
use testkit::open_store;

use crate::commands::Places;
use crate::population::{populate, set_up};
use crate::view::{everything, page};

/// All events of both directories of an SQLite database.
async fn history(data: &Path) -> Vec<StoredEvent> {
    events(&*open_store(data)).await
}

/// All events of both directories.
pub(crate) async fn events(store: &dyn Store) -> Vec<StoredEvent> {
    let mut events = Vec::new();
    for id in [1, 2] {
        let directory = DirectoryId(id);
        let query = HistoryQuery { directory, subject: None, before: None, limit: 10_000 };
        events.extend(store.history(query).await.expect("a history"));
    }
    assert!(events.len() > 40, "only {} events", events.len());
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_notice_nothing_of_a_restore_and_a_move() {
    let places = Places::new();
    let first = places.first();
    let tokens = set_up(&places, &first).await;
    let server = places.serve(&first).expect("a server");
    let clients = tokens.clients(&server);
    for scim in &clients {
        populate(scim).await;
    }
    let before = everything(&clients).await;
    let begun = page(&clients[0], "/Users", "").await;
    let cursor = begun.json["nextCursor"].as_str().expect("a next page");
    let continued = page(&clients[0], "/Users", cursor).await;
    server.stop();

    let file = places.path("a.backup");
    let backed_up = places.json(&["backup"], &[("--to", &file), ("--data", &first)]);
    let checked = places.json(&["backup"], &[("--check", &file)]);
    assert_eq!(checked["tables"], backed_up["tables"]);
    let second = places.with_key("second");
    let restored = places.json(&["restore"], &[("--from", &file), ("--data", &second)]);
    assert_eq!(restored["tables"], backed_up["tables"]);
    let third = places.path("deep/third");
    let moved = places.json(&["move"], &[("--from-data", &second), ("--to-data", &third)]);
    assert_eq!(moved["tables"], backed_up["tables"]);

    assert_eq!(history(&third).await, history(&first).await);
    let server = places.serve(&third).expect("a server");
    let clients = tokens.clients(&server);
    assert_eq!(everything(&clients).await, before);
    let after = page(&clients[0], "/Users", cursor).await;
    assert_eq!(after.json["Resources"], continued.json["Resources"], "the cursor leads on");

    // Numbers and positions go on: what is new comes last.
    let new = clients[0].user("new").await;
    let ids = clients[0].get("/Users?count=1000").await.ids();
    assert_eq!(ids.last(), Some(&new));
    server.stop();
    let positions: Vec<i64> = history(&third).await.iter().map(|e| e.position.0).collect();
    let mine = positions.iter().position(|position| *position == 1).expect("a first event") + 1;
    let mut expected: Vec<i64> = (1..=i64::try_from(mine).expect("few")).collect();
    expected.reverse();
    assert_eq!(positions[..mine], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_moved_from_stays_closed_until_it_is_taken_back() {
    let places = Places::new();
    let (first, second) = (places.first(), places.path("second"));
    let tokens = set_up(&places, &first).await;
    let server = places.serve(&first).expect("a server");
    let ways: [(&str, &Path); 2] = [("--from-data", &first), ("--to-data", &second)];
    let refused = places.run(&["move"], &ways);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("a server runs on the data directory"), "{refused:?}");
    assert!(!second.exists(), "nothing is made before the source is free");
    let clients = tokens.clients(&server);
    populate(&clients[0]).await;
    let before = everything(&clients).await;
    server.stop();

    places.json(&["move"], &ways);
    let Err(refused) = places.serve(&first) else { unreachable!("a server runs on the old place") };
    assert!(refused.stderr.contains("was moved to"), "{refused:?}");
    assert!(refused.stderr.contains(second.to_str().expect("UTF-8")), "{refused:?}");
    let again = places.run(&["move"], &ways);
    assert!(again.stderr.contains("was moved to"), "{again:?}");
    let token = places.run(&["token", "list"], &[("--data", &first)]);
    assert_eq!(token.code, Some(1), "{token:?}");

    places.json(&["move", "--undo"], &ways[..1]);
    for data in [&first, &second] {
        let server = places.serve(data).expect("a server");
        assert_eq!(everything(&tokens.clients(&server)).await, before);
        server.stop();
    }
}
