//! How PostgreSQL executes the writer's statements: what a change names is found by its own key,
//! whatever the statistics say, and however large a directory or a group is.

use tokio_postgres::types::Type;

use super::trip::Statement;
use super::{load, write};
use crate::place::Purpose;
use crate::plans::Prepared;
use crate::session::Session;
use crate::testing::Bench;

/// What must be found by an index, and not among all that something else has found.
const KEYS: &[&str] = &["key", "id", "name", "value"];

/// The tables of which the tests have many rows.
const LARGE: &str = "resources, members, emails, search_texts, events, event_subjects";

/// The parts of a plan that read more than is asked for.
fn waste(plan: &str) -> Vec<&str> {
    let is_wasteful = |line: &&str| match line.split_once("Filter: ") {
        Some((_, condition)) => condition
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| KEYS.iter().any(|key| word == *key || word.ends_with(&format!("_{key}")))),
        None => line.contains("Seq Scan"),
    };
    plan.lines().filter(is_wasteful).collect()
}

async fn check(session: &Session, state: &str) {
    for Statement { types, sql } in load::ALL.iter().copied().chain(write::statements()) {
        let param = |kind: &Type| match *kind {
            Type::UUID => ("uuid", "'00000000-0000-0000-0000-000000000000'".to_owned()),
            Type::INT8 => ("bigint", "1".to_owned()),
            Type::INT8_ARRAY => ("bigint[]", "'{}'".to_owned()),
            Type::INT2_ARRAY => ("smallint[]", "'{}'".to_owned()),
            Type::UUID_ARRAY => ("uuid[]", "'{}'".to_owned()),
            Type::BYTEA_ARRAY => ("bytea[]", "'{}'".to_owned()),
            _ => ("text[]", "'{}'".to_owned()),
        };
        let params: Vec<_> = types.iter().map(param).collect();
        let plan = Prepared::new(session, sql, &params).await.plan(session).await;
        assert_eq!(waste(&plan), Vec::<&str>::new(), "{state}\n{sql}\n{plan}");
    }
}

#[tokio::test]
async fn what_a_change_names_is_found_by_its_key() {
    let bench = Bench::new(Purpose::Write).await;
    check(&bench.session, "empty tables").await;
    bench.database.sql(include_str!("../../tests/store/fill.sql"));
    check(&bench.session, "tables that nobody analysed").await;
    bench.database.sql(&format!("ANALYZE {LARGE}"));
    check(&bench.session, "tables that were analysed").await;
}
