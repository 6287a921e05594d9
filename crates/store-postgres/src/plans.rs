//! Which indexes the statements use, as PostgreSQL plans them.

use std::sync::atomic::{AtomicU32, Ordering};

use directory::id::DirectoryId;
use directory::resource::Kind;
use scim::Definition;
use scim::filter::Filter;
use scim::filter::typed::Expr;
use scim::sort::Order;
use store_sql::list::{self, KeyRange, Scope, Sorted, Window};
use store_sql::{SqlValue, key};

use crate::dialect::Postgres;
use crate::place::Purpose;
use crate::read::row::COLUMNS;
use crate::session::Session;
use crate::testing::Bench;

const FIRST: Window<i64> = Window { after: None, skip: 0, limit: 10 };
const DIRECTORY: DirectoryId = DirectoryId(1);

fn scope(kind: Kind) -> Scope {
    Scope { directory: DIRECTORY.0, kind }
}

fn range(kind: Kind) -> KeyRange {
    let keys = key::resources(DIRECTORY, kind);
    KeyRange { after: keys.start, before: keys.end }
}

fn expr(kind: Kind, filter: &str) -> Expr {
    let definition = if kind == Kind::User { Definition::user() } else { Definition::group() };
    definition.check(&Filter::parse(filter).unwrap()).unwrap()
}

/// How a session executes a statement that it has prepared, whatever its parameters are.
async fn plan(session: &Session, text: &str, values: &[SqlValue]) -> String {
    let kind = |value: &SqlValue| match value {
        SqlValue::Integer(_) => "bigint",
        SqlValue::Real(_) => "numeric",
        SqlValue::Text(_) => "text",
        SqlValue::Id(_) => "uuid",
    };
    let literal = |value: &SqlValue| match value {
        SqlValue::Integer(number) => number.to_string(),
        SqlValue::Real(number) => number.to_string(),
        SqlValue::Text(text) => format!("'{text}'"),
        SqlValue::Id(id) => format!("'{id}'"),
    };
    let params: Vec<_> = values.iter().map(|value| (kind(value), literal(value))).collect();
    Prepared::new(session, text, &params).await.plan(session).await
}

/// A statement that a session has prepared.
pub(crate) struct Prepared {
    execute: String,
}

impl Prepared {
    /// Prepares a statement with parameters of these types and values.
    pub(crate) async fn new(session: &Session, text: &str, params: &[(&str, String)]) -> Self {
        static NAMES: AtomicU32 = AtomicU32::new(0);
        let name = format!("p{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let types: Vec<_> = params.iter().map(|(kind, _)| *kind).collect();
        let values: Vec<_> = params.iter().map(|(_, value)| value.as_str()).collect();
        let prepare = format!("PREPARE {name} ({}) AS {text}", types.join(", "));
        session.batch(&prepare).await.unwrap();
        Self { execute: format!("EXECUTE {name} ({})", values.join(", ")) }
    }

    /// How it is executed.
    pub(crate) async fn plan(&self, session: &Session) -> String {
        let lines = session.query(&format!("EXPLAIN (COSTS OFF) {}", self.execute), &[]).await;
        let lines: Vec<String> = lines.unwrap().iter().map(|line| line.get(0)).collect();
        lines.join("\n")
    }
}

/// What is looked up, and the index that finds it with the columns that it is asked for.
const LOOKUPS: &[(Kind, &str, &str)] = &[
    (Kind::User, "userName eq \"user7\"", "resources_by_name: directory kind name_key"),
    (Kind::User, "userName sw \"user7\"", "resources_by_name: directory kind name_key"),
    (Kind::User, "externalId eq \"ext7\"", "resources_by_external_id: directory kind external_id"),
    (Kind::User, "id eq \"ID\"", "resources_by_id: directory id"),
    (Kind::User, "emails eq \"user7@example.com\"", "emails_pkey: directory value"),
    (Kind::User, "emails eq \"user7@example.com\"", "resources_pkey: directory key"),
    (
        Kind::User,
        "emails[type eq \"work\" and value eq \"user7@example.com\"]",
        "emails_pkey: directory value",
    ),
    (Kind::User, "active eq false", "resources_inactive: directory kind"),
    (
        Kind::User,
        "meta.lastModified gt \"2026-01-01T00:00:00Z\"",
        "resources_by_modified: directory kind modified",
    ),
    (
        Kind::User,
        "userName eq \"user7\" and title pr and active eq true",
        "resources_by_name: directory kind name_key",
    ),
    (Kind::User, "groups.value eq \"ID\"", "members_pkey: directory group_key"),
    (Kind::Group, "displayName eq \"group7\"", "resources_by_name: directory kind name_key"),
    (Kind::Group, "members.value eq \"ID\"", "members_by_member: directory member_key"),
    (Kind::Group, "members[value eq \"ID\"]", "members_by_member: directory member_key"),
    (Kind::Group, "id eq \"ID\" and members eq \"ID\"", "resources_by_id: directory id"),
];

/// Whether a plan looks up an index by these columns.
fn uses(plan: &str, index: &str) -> bool {
    let (name, columns) = index.split_once(": ").unwrap();
    let lines: Vec<&str> = plan.lines().collect();
    lines.windows(2).any(|two| {
        let condition = two[1].trim_start();
        let scan = two[0].trim_end();
        (scan.contains(&format!("using {name} ")) || scan.ends_with(&format!(" on {name}")))
            && condition.starts_with("Index Cond: ")
            && columns.split(' ').all(|column| condition.contains(&format!("({column} ")))
    })
}

async fn check_lookups(bench: &Bench, state: &str) {
    for (kind, filter, index) in LOOKUPS {
        let filter = filter.replace("ID", "0192f0c1-2345-7abc-8def-0123456789ab");
        let filter_expr = expr(*kind, &filter);
        assert!(list::is_indexed(&filter_expr), "{filter}");
        let page = list::page(&Postgres, COLUMNS, scope(*kind), range(*kind), &filter_expr, FIRST);
        let total = list::total(&Postgres, scope(*kind), range(*kind), &filter_expr);
        for (text, values) in [page, total] {
            let plan = plan(&bench.session, &text, &values).await;
            assert!(uses(&plan, index), "{state}: {filter} by {index}\n{text}\n{plan}");
            assert!(!plan.contains("Seq Scan"), "{state}: {filter}\n{plan}");
        }
    }
}

#[tokio::test]
async fn what_identity_providers_look_up_is_found_by_an_index() {
    let bench = Bench::new(Purpose::Point).await;
    check_lookups(&bench, "an empty table").await;
    bench.database.sql(include_str!("../tests/store/fill.sql"));
    check_lookups(&bench, "a table that nobody analysed").await;
    bench.database.sql("ANALYZE");
    check_lookups(&bench, "a table that was analysed").await;
}

#[tokio::test]
async fn plans_for_an_empty_table_end_when_a_session_drops_its_plans() {
    let bench = Bench::new(Purpose::Point).await;
    // Of a table that is known to be empty every index is as good as the others.
    bench.database.sql("ANALYZE");
    let text = "SELECT key FROM resources WHERE directory = $1 AND kind = $2 AND external_id = $3";
    let params =
        [("bigint", "1".to_owned()), ("bigint", "1".to_owned()), ("text", "'x'".to_owned())];
    let prepared = Prepared::new(&bench.session, text, &params).await;
    for _ in 0..6 {
        bench.session.batch(&prepared.execute).await.unwrap();
    }
    bench.database.sql(include_str!("../tests/store/fill.sql"));
    bench.session.drop_plans();
    let plan = prepared.plan(&bench.session).await;
    assert!(uses(&plan, "resources_by_external_id: directory kind external_id"), "{plan}");
}

#[tokio::test]
async fn pages_are_read_in_the_order_of_an_index() {
    let bench = Bench::new(Purpose::Point).await;
    bench.database.sql(include_str!("../tests/store/fill.sql"));
    let kind = Kind::User;
    for (filter, after, index) in [
        (Expr::Always, None, "resources_pkey: directory key"),
        (Expr::Always, Some(range(kind).after + 7), "resources_pkey: directory key"),
        (expr(kind, "active eq false"), None, "resources_inactive: directory kind"),
    ] {
        let window = Window { after, ..FIRST };
        let (text, values) =
            list::page(&Postgres, COLUMNS, scope(kind), range(kind), &filter, window);
        let plan = plan(&bench.session, &text, &values).await;
        assert!(uses(&plan, index), "{text}\n{plan}");
        assert!(!plan.contains("Sort"), "{text}\n{plan}");
    }
}

#[tokio::test]
async fn a_page_by_user_name_walks_the_index_of_names() {
    let bench = Bench::new(Purpose::Point).await;
    bench.database.sql(include_str!("../tests/store/fill.sql"));
    let sort = Definition::user().sort_key("userName").unwrap();
    let part = Sorted {
        scope: scope(Kind::User),
        keys: range(Kind::User),
        filter: &Expr::Always,
        sort: Some(&sort),
    };
    for order in [Order::Ascending, Order::Descending] {
        let window = Window { after: None, skip: 0, limit: 10 };
        let (text, values) =
            list::sorted_page(&Postgres, std::slice::from_ref(&part), order, window);
        let plan = plan(&bench.session, &text, &values).await;
        assert!(uses(&plan, "resources_by_name: directory kind"), "{plan}");
        // Only those of the same name are still to be sorted.
        assert!(plan.contains("Presorted Key: name_key"), "{plan}");
    }
}

#[tokio::test]
async fn removing_a_member_by_filter_looks_at_that_member_only() {
    let bench = Bench::new(Purpose::Write).await;
    bench.database.sql(include_str!("../tests/store/fill.sql"));
    let Expr::Element { filter, .. } =
        expr(Kind::Group, "members[value eq \"0192f0c1-2345-7abc-8def-0123456789ab\" and type pr]")
    else {
        panic!("a filter on an element")
    };
    let (condition, mut values) = store_sql::member_condition(&Postgres, 1, &filter, 3);
    values.splice(0..0, [SqlValue::Integer(1), SqlValue::Integer(7)]);
    let text = format!(
        "SELECT m.member_key FROM members AS m
         WHERE m.directory = $1 AND m.group_key = $2 AND {condition}"
    );
    let plan = plan(&bench.session, &text, &values).await;
    let key = "directory group_key member_key";
    let both = ["members_pkey", "members_by_member"];
    assert!(both.iter().any(|index| uses(&plan, &format!("{index}: {key}"))), "{plan}");
}
