//! Pages for people.

use directory::resource::Kind;
use directory::store::{Browse, BrowsePage, BrowseQuery, BrowseState, Direction};
use serde_json::json;

use super::support::{DEFAULT, TestStore, nobody};

fn all(limit: u32) -> BrowseQuery {
    BrowseQuery {
        directory: DEFAULT,
        kind: Kind::User,
        search: String::new(),
        state: BrowseState::All,
        from: None,
        limit,
    }
}

fn names(page: &BrowsePage) -> String {
    page.resources.iter().map(|stored| stored.display.as_str()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn pages_go_back_and_forth() {
    let store = TestStore::new().await;
    for name in ["a", "b", "c", "d", "e"] {
        store.user(name).await;
    }
    store.group("g").await;
    let first = store.browse(all(2)).await.unwrap();
    assert_eq!((names(&first).as_str(), first.has_newer, first.has_older), ("e d", false, true));
    let older = |page: &BrowsePage| BrowseQuery {
        from: Some((Direction::Older, page.resources.last().unwrap().id)),
        ..all(2)
    };
    let second = store.browse(older(&first)).await.unwrap();
    assert_eq!((names(&second).as_str(), second.has_newer, second.has_older), ("c b", true, true));
    let third = store.browse(older(&second)).await.unwrap();
    assert_eq!((names(&third).as_str(), third.has_newer, third.has_older), ("a", true, false));
    let back = BrowseQuery { from: Some((Direction::Newer, third.resources[0].id)), ..all(2) };
    assert_eq!(store.browse(back).await.unwrap(), second);
    let gone = BrowseQuery { from: Some((Direction::Older, nobody(1))), ..all(2) };
    assert_eq!(store.browse(gone).await.unwrap(), first);
}

#[tokio::test]
async fn search_looks_at_names_and_emails_and_state() {
    let store = TestStore::new().await;
    for (name, display, email, active) in [
        ("ann", "Ann Lee", "x@one.example", true),
        ("bob", "Björn BLUE", "Bob@two.example", false),
        ("100%_x", "Percent", "p@two.example", true),
    ] {
        let user = json!({"userName": name, "displayName": display, "active": active,
            "emails": [{"value": email}]});
        store.insert(Kind::User, user).await;
    }
    for (search, state, expected) in [
        ("LEE", BrowseState::All, "Ann Lee"),
        ("bjÖrn b", BrowseState::All, "Björn BLUE"),
        ("TWO.example", BrowseState::All, "Percent Björn BLUE"),
        ("two.example", BrowseState::Active, "Percent"),
        ("two.example", BrowseState::Inactive, "Björn BLUE"),
        ("", BrowseState::Inactive, "Björn BLUE"),
        ("", BrowseState::Active, "Percent Ann Lee"),
        ("%_", BrowseState::All, "Percent"),
        ("ＡＮＮ", BrowseState::All, "Ann Lee"),
        ("nothing", BrowseState::All, ""),
    ] {
        let query = BrowseQuery { search: search.to_owned(), state, ..all(10) };
        assert_eq!(names(&store.browse(query).await.unwrap()), expected, "{search:?} {state:?}");
    }
}
