//! The server that tests share.

use throwaway::Postgres;

#[test]
fn every_database_is_fresh_and_empty_and_gone_afterwards() {
    let postgres = Postgres::shared();
    let (one, other) = (postgres.database(), postgres.database());
    one.sql("CREATE TABLE here (id integer)");
    assert_ne!(one.name, other.name);
    assert_eq!(other.sql("SELECT count(*) FROM pg_class WHERE relname = 'here'"), "0");
    let is_there = format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", one.name);
    assert_eq!(postgres.sql("postgres", &is_there), "1");
    drop(one);
    assert_eq!(postgres.sql("postgres", &is_there), "0");
}

#[test]
fn texts_are_not_ordered_by_their_bytes_unless_a_statement_asks_for_it() {
    let order = "SELECT string_agg(t, '' ORDER BY t), string_agg(t, '' ORDER BY t COLLATE \"C\") \
                 FROM unnest(ARRAY['a', 'B', 'c']) t";
    let ordered = Postgres::shared().database().sql(order);
    assert_eq!(ordered, "aBc|Bac");
}

#[test]
fn the_owner_is_no_superuser_and_the_guarded_role_needs_its_password() {
    let database = Postgres::shared().database();
    assert_eq!(psql(&database.url(), "SELECT rolsuper FROM pg_roles WHERE rolname = user"), "f");
    psql(&database.url(), "CREATE TABLE mine (id integer)");
    assert_eq!(psql(&database.guarded_url(), "SELECT count(*) FROM mine"), "0");
    let refused = psql(&database.guarded_url_with("wrong"), "SELECT 1");
    assert!(refused.contains("password authentication failed"), "{refused}");
}

#[test]
fn a_database_may_have_another_encoding() {
    let database = Postgres::shared().database_with("ENCODING 'LATIN1' LOCALE_PROVIDER libc");
    assert_eq!(database.sql("SHOW server_encoding"), "LATIN1");
}

/// What `psql` prints, errors included.
pub(crate) fn psql(url: &str, statement: &str) -> String {
    let mut psql = std::process::Command::new("psql");
    let output = psql.args(["-XqAt", "-d", url, "-c", statement]).output().expect("psql");
    let both = [output.stdout, output.stderr].concat();
    String::from_utf8(both).expect("text").trim_end().to_owned()
}
