//! Which indexes the statements use, as SQLite plans them.

use directory::id::{DirectoryId, ResourceId};
use directory::resource::Kind;
use directory::store::SortValue;
use rusqlite::{Connection, params_from_iter};
use scim::Definition;
use scim::filter::typed::Expr;
use scim::filter::{Filter, Op, typed};
use scim::sort::Order;
use store_sql::SqlValue;
use store_sql::key;
use store_sql::list::{self, KeyRange, Scope, Window};

use crate::connection::Place;
use crate::dialect::Sqlite;
use crate::port::links;
use crate::port::operations::purge;
use crate::read::tombstones;
use crate::{Options, SqliteStore, sql};

const FIRST: Window<i64> = Window { after: None, skip: 0, limit: 10 };
const SCOPE: Scope = Scope { directory: 1, kind: Kind::User };

fn database() -> (tempfile::TempDir, Connection) {
    let data = tempfile::tempdir().unwrap();
    SqliteStore::migrate(data.path()).unwrap();
    let file = data.path().join(crate::FILE_NAME);
    let place = Place { file, busy_timeout: Options::default().busy_timeout };
    let connection = place.reader().unwrap();
    (data, connection)
}

fn range(kind: Kind) -> KeyRange {
    let keys = key::resources(DirectoryId(1), kind);
    KeyRange { after: keys.start, before: keys.end }
}

fn expr(kind: Kind, filter: &str) -> Expr {
    let definition = if kind == Kind::User { Definition::user() } else { Definition::group() };
    definition.check(&Filter::parse(filter).unwrap()).unwrap()
}

fn plan(connection: &Connection, text: &str, values: Vec<SqlValue>) -> String {
    connection
        .prepare(&format!("EXPLAIN QUERY PLAN {text}"))
        .unwrap()
        .query_map(params_from_iter(sql::values(values)), |row| row.get::<_, String>(3))
        .unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn what_identity_providers_look_up_is_found_by_an_index() {
    let (_data, connection) = database();
    let id = "\"0192f0c1-2345-7abc-8def-0123456789ab\"";
    for (kind, filter, used) in [
        (
            Kind::User,
            "userName eq \"a\"".to_owned(),
            "resources_by_name (directory=? AND kind=? AND name_key=?)",
        ),
        (
            Kind::User,
            "userName sw \"a\"".to_owned(),
            "resources_by_name (directory=? AND kind=? AND name_key>? AND name_key<?)",
        ),
        (
            Kind::User,
            "externalId eq \"a\"".to_owned(),
            "resources_by_external_id (directory=? AND kind=? AND external_id=?)",
        ),
        (Kind::User, format!("id eq {id}"), "resources_by_id (directory=? AND id=?)"),
        (Kind::User, "emails eq \"a\"".to_owned(), "USING INTEGER PRIMARY KEY (rowid=?)"),
        (
            Kind::User,
            "emails.value eq \"a\"".to_owned(),
            "SEARCH emails USING PRIMARY KEY (directory=? AND value=?)",
        ),
        (
            Kind::User,
            "emails[type eq \"work\" and value eq \"a\"]".to_owned(),
            "SEARCH emails USING PRIMARY KEY (directory=? AND value=?)",
        ),
        (Kind::User, "active eq false".to_owned(), "resources_inactive (directory=? AND kind=?)"),
        (
            Kind::User,
            "meta.lastModified gt \"2026-01-01T00:00:00Z\"".to_owned(),
            "resources_by_modified (directory=? AND kind=? AND modified>?)",
        ),
        (
            Kind::User,
            "userName eq \"a\" and title pr and active eq true".to_owned(),
            "resources_by_name (directory=? AND kind=? AND name_key=?)",
        ),
        (
            Kind::User,
            "active eq true and externalId eq \"a\"".to_owned(),
            "resources_by_external_id (directory=? AND kind=? AND external_id=?)",
        ),
        (Kind::User, format!("groups.value eq {id}"), "SEARCH a USING PRIMARY KEY (group_key=?)"),
        (
            Kind::Group,
            "displayName eq \"a\"".to_owned(),
            "resources_by_name (directory=? AND kind=? AND name_key=?)",
        ),
        (Kind::Group, format!("members.value eq {id}"), "members_by_member (member_key=?)"),
        (Kind::Group, format!("members[value eq {id}]"), "members_by_member (member_key=?)"),
        (
            Kind::Group,
            format!("id eq {id} and members eq {id}"),
            "resources_by_id (directory=? AND id=?)",
        ),
    ] {
        let filter_expr = expr(kind, &filter);
        let scope = Scope { kind, ..SCOPE };
        assert!(list::is_indexed(&filter_expr), "{filter}");
        let page = list::page(&Sqlite, "r.body", scope, range(kind), &filter_expr, FIRST);
        let total = list::total(&Sqlite, scope, range(kind), &filter_expr);
        for (text, values) in [page, total] {
            let plan = plan(&connection, &text, values);
            assert!(plan.contains(used), "{filter}\n{text}\n{plan}");
            assert!(!plan.contains("SCAN r"), "{filter}\n{plan}");
        }
    }
}

#[test]
fn an_unfiltered_page_is_a_range_of_keys_in_their_order() {
    let (_data, connection) = database();
    let (text, values) =
        list::page(&Sqlite, "r.body", SCOPE, range(Kind::User), &Expr::Always, FIRST);
    assert_eq!(
        plan(&connection, &text, values),
        "SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
    );
}

#[test]
fn a_page_by_user_name_walks_the_index_of_names() {
    let (_data, connection) = database();
    let sort = Definition::user().sort_key("userName").unwrap();
    let part = list::Sorted {
        scope: SCOPE,
        keys: range(Kind::User),
        filter: &Expr::Always,
        sort: Some(&sort),
    };
    let window = Window { after: None, skip: 0, limit: 10 };
    let (text, values) = list::sorted_page(&Sqlite, &[part], Order::Descending, window);
    let plan = plan(&connection, &text, values);
    assert!(plan.contains("resources_by_name (directory=? AND kind=?)"), "{plan}");
    assert!(!plan.contains("FOR ORDER BY") || plan.contains("LAST TERM"), "{plan}");
}

#[test]
fn a_page_after_a_place_is_found_by_the_same_index() {
    let (_data, connection) = database();
    let id = "\"0192f0c1-2345-7abc-8def-0123456789ab\"";
    for (filter, used, sorts) in [
        ("", "INTEGER PRIMARY KEY (rowid>? AND rowid<?)", false),
        ("title co \"x\"", "INTEGER PRIMARY KEY (rowid>? AND rowid<?)", false),
        // In the order of the index, from the place on.
        ("active eq false", "resources_inactive (directory=? AND kind=? AND rowid>?)", false),
        ("userName sw \"a\"", "resources_by_name (directory=? AND kind=? AND name_key>?", true),
        (
            "meta.lastModified gt \"2026-01-01T00:00:00Z\"",
            "resources_by_modified (directory=? AND kind=? AND modified>?",
            true,
        ),
        (&format!("groups.value eq {id}"), "SEARCH a USING PRIMARY KEY (group_key=?)", false),
        ("emails eq \"a\"", "INTEGER PRIMARY KEY (rowid=?)", false),
    ] {
        let expr = if filter.is_empty() { Expr::Always } else { expr(Kind::User, filter) };
        let keys = range(Kind::User);
        let window = Window { after: Some(keys.after + 7), ..FIRST };
        let (text, values) = list::page(&Sqlite, "r.body", SCOPE, keys, &expr, window);
        let plan = plan(&connection, &text, values);
        assert!(plan.contains(used), "{filter}\n{text}\n{plan}");
        assert_eq!(plan.contains("FOR ORDER BY"), sorts, "{filter}\n{plan}");
    }
}

#[test]
fn a_page_after_a_user_name_is_found_in_the_index_of_names() {
    let (_data, connection) = database();
    let sort = Definition::user().sort_key("userName").unwrap();
    let value = SortValue::Text("ann".to_owned());
    for (order, used) in [(Order::Ascending, "name_key>?"), (Order::Descending, "name_key<?")] {
        let part = list::Sorted {
            scope: SCOPE,
            keys: range(Kind::User),
            filter: &Expr::Always,
            sort: Some(&sort),
        };
        let id = ResourceId(uuid::Uuid::nil());
        let after = list::After { value: Some(&value), id };
        let window = Window { after: Some(after), skip: 0, limit: 10 };
        let (text, values) = list::sorted_page(&Sqlite, &[part], order, window);
        let plan = plan(&connection, &text, values);
        let index = format!("resources_by_name (directory=? AND kind=? AND {used})");
        assert!(plan.contains(&index), "{text}\n{plan}");
        assert!(!plan.contains("FOR ORDER BY") || plan.contains("LAST TERM"), "{plan}");
    }
}

#[test]
fn removing_a_member_by_filter_looks_at_that_member_only() {
    let (_data, connection) = database();
    let Expr::Element { filter, .. } =
        expr(Kind::Group, "members[value eq \"0192f0c1-2345-7abc-8def-0123456789ab\" and type pr]")
    else {
        panic!("a filter on an element")
    };
    let (condition, mut values) = store_sql::member_condition(&Sqlite, 1, &filter, 2);
    values.insert(0, SqlValue::Integer(7));
    let text =
        format!("SELECT m.member_key FROM members AS m WHERE m.group_key = ?1 AND {condition}");
    let plan = plan(&connection, &text, values);
    assert!(plan.contains("PRIMARY KEY (group_key=? AND member_key=?)"), "{plan}");
}

#[test]
fn statements_of_the_port_use_their_indexes() {
    let (_data, connection) = database();
    for (text, used) in [
        (
            "SELECT key FROM resources WHERE key > 1 AND key < 9 ORDER BY key DESC LIMIT 1",
            "INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (
            "SELECT group_key FROM members WHERE member_key = 1 ORDER BY group_key",
            "COVERING INDEX members_by_member (member_key=?)",
        ),
        (
            "SELECT member_key, group_key FROM members WHERE member_key BETWEEN 1 AND 2 ORDER BY member_key, group_key",
            "COVERING INDEX members_by_member (member_key>? AND member_key<?)",
        ),
        (
            "SELECT member_key, member_id, display FROM members WHERE group_key = 1",
            "PRIMARY KEY (group_key=?)",
        ),
        (
            "DELETE FROM tombstones WHERE directory IN (SELECT id FROM directories) AND deleted < 5",
            "tombstones_by_deletion (directory=? AND deleted<?)",
        ),
        (
            "UPDATE members SET display = 'x' WHERE member_key = 1",
            "members_by_member (member_key=?)",
        ),
        (
            "SELECT e.data FROM event_subjects AS s CROSS JOIN events AS e ON e.key = 1 + s.position WHERE s.directory = 1 AND s.resource_id = 2 AND s.position < 9 ORDER BY s.position DESC LIMIT 5",
            "PRIMARY KEY (directory=? AND resource_id=? AND position<?)",
        ),
        (
            "SELECT key FROM resources WHERE key > 1 AND key < 9 AND active = 0 AND directory = 1 AND kind = 1 ORDER BY key DESC LIMIT 5",
            "resources_inactive (directory=? AND kind=?",
        ),
    ] {
        let plan = plan(&connection, text, Vec::new());
        assert!(plan.contains(used), "{text}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{text}\n{plan}");
    }
}

#[test]
fn the_deleted_are_found_by_what_they_were_known_by() {
    let (_data, connection) = database();
    for (text, used) in [
        (tombstones::BY_NAME, "tombstones_by_name (directory=? AND kind=? AND name_key=?)"),
        (
            tombstones::BY_EXTERNAL_ID,
            "tombstones_by_external_id (directory=? AND kind=? AND external_id=?)",
        ),
    ] {
        let values =
            vec![SqlValue::Integer(1), SqlValue::Integer(1), SqlValue::Text("a".to_owned())];
        let plan = plan(&connection, text, values);
        assert!(plan.contains(used), "{text}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{text}\n{plan}");
    }
}

#[test]
fn links_and_creators_are_found_by_an_index() {
    let (_data, connection) = database();
    for (text, values, used) in [
        (links::OLDEST, 3, "SEARCH l USING INDEX links_by_state (directory=? AND state=?)"),
        (links::NEWEST, 4, "links_by_state (directory=? AND state=? AND at<?)"),
        (links::OF_USER, 2, "links USING PRIMARY KEY (directory=? AND user_id=?)"),
        (links::CREATOR, 3, "PRIMARY KEY (directory=? AND resource_id=?)"),
        (purge::LINKS_OF, 2, "links USING PRIMARY KEY (directory=? AND user_id=?)"),
        (purge::LINKS, 3, "links_by_state (directory=? AND state=? AND at<?)"),
    ] {
        let plan = plan(&connection, text, vec![SqlValue::Integer(1); values]);
        assert!(plan.contains(used), "{text}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN l"), "{text}\n{plan}");
    }
}

#[test]
fn names_of_attributes_cannot_get_out_of_their_quotes() {
    let (_data, connection) = database();
    let name = "a'\"\\].[$\u{0}\n; DROP TABLE resources; -- ü";
    connection.pragma_update(None, "query_only", false).unwrap();
    let body = serde_json::json!({ name: { name: [{ name: "hit" }, "text", 3] } }).to_string();
    connection
        .execute(
            "INSERT INTO resources VALUES (?1, 1, 1, zeroblob(16), 1, 0, 0, 1, 0, 'n', 0, NULL, 'n', NULL, ?2)",
            (range(Kind::User).after + 1, body),
        )
        .unwrap();
    for (steps, multi, value, found) in [
        (3, Some(2), "hit", 1),
        (3, Some(2), "miss", 0),
        (2, Some(2), "text", 1),
        (2, Some(2), "3", 1),
        (2, None, "text", 0),
    ] {
        let target = typed::Target {
            root: typed::Root::Body,
            steps: vec![name.to_owned(); steps],
            multi,
            kind: scim::schema::Type::String,
            comparison: scim::schema::Comparison::Fold,
        };
        let value = typed::Value::Text(value.to_owned());
        let filter = Expr::Compare { target, op: Op::Eq, value };
        let (text, values) = list::total(&Sqlite, SCOPE, range(Kind::User), &filter);
        let total: i64 = connection
            .query_row(&text, params_from_iter(sql::values(values)), |row| row.get(0))
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(total, found, "{filter:?}");
    }
}

#[test]
fn what_is_looked_up_is_not_sorted() {
    let (_data, connection) = database();
    let id = "\"0192f0c1-2345-7abc-8def-0123456789ab\"";
    for (kind, filter) in [
        (Kind::User, "userName eq \"a\"".to_owned()),
        (Kind::User, "externalId eq \"a\"".to_owned()),
        (Kind::User, "active eq true and externalId eq \"a\"".to_owned()),
        (Kind::User, "emails.value eq \"a\"".to_owned()),
        (Kind::User, "emails[type eq \"work\" and value eq \"a\"]".to_owned()),
        (Kind::User, format!("id eq {id}")),
        (Kind::Group, format!("members.value eq {id}")),
    ] {
        let filter_expr = expr(kind, &filter);
        let scope = Scope { kind, ..SCOPE };
        for after in [None, Some(5)] {
            let window = Window { after, ..FIRST };
            let (text, values) =
                list::page(&Sqlite, "r.body", scope, range(kind), &filter_expr, window);
            let plan = plan(&connection, &text, values);
            assert!(!plan.contains("TEMP B-TREE"), "{filter}: {plan}");
        }
    }
}
