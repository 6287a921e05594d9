//! What `check` finds out, on a real server.

use store_postgres::{Options, Pooling, PostgresStore, check, inspect};
use throwaway::{PgBouncer, Postgres};

#[tokio::test]
async fn an_empty_database_is_told_from_one_that_was_set_up() {
    let database = Postgres::shared().database();
    let options = Options::new(database.url());
    let empty = check(&options).await.expect("a report");
    assert_eq!((empty.schema_level, empty.has_key, empty.partitions), (0, false, 0));
    assert_eq!(empty.problems, [""; 0]);
    assert!(empty.engine.starts_with("PostgreSQL "), "{empty:?}");
    assert!(!empty.location.contains("throw-away"), "{empty:?}");
    PostgresStore::migrate(&options, Some(4)).await.expect("a schema");
    let made = check(&options).await.expect("a report");
    assert_eq!((made.schema_level, made.partitions), (made.known_level, 4));
    assert_eq!(made.problems, [""; 0]);
    assert!(made.free_connections > made.needed_connections, "{made:?}");
}

#[tokio::test]
async fn data_that_contradicts_itself_is_found() {
    let database = Postgres::shared().database();
    let options = Options::new(database.url());
    PostgresStore::migrate(&options, None).await.expect("a schema");
    assert_eq!(inspect(&options).await.expect("problems"), [""; 0]);
    database.sql(
        "UPDATE counters SET users = 7; INSERT INTO emails VALUES (1, 'a@b', 9);
         INSERT INTO members VALUES (1, 8, 9, gen_random_uuid(), 0, '')",
    );
    assert_eq!(
        inspect(&options).await.expect("problems"),
        [
            "1 memberships are of groups that do not exist",
            "1 memberships are of members that do not exist",
            "1 e-mail addresses belong to resources that do not exist",
            "the counters of the directory default are wrong",
        ]
    );
}

#[tokio::test]
async fn a_database_of_something_else_is_left_alone() {
    let database = Postgres::shared().database();
    database.sql("CREATE TABLE invoices (id integer)");
    let options = Options::new(database.url());
    let report = check(&options).await.expect("a report");
    assert_eq!(report.problems, ["it holds tables of something else, such as `invoices`"]);
    let error = PostgresStore::migrate(&options, None).await.expect_err("it is refused");
    assert!(error.to_string().contains("`invoices`: give Provisor a database"), "{error}");
}

#[tokio::test]
async fn what_an_extension_made_is_not_something_else() {
    let database = Postgres::shared().database();
    database.sql("CREATE TABLE owned (id integer); ALTER EXTENSION plpgsql ADD TABLE owned");
    let report = check(&Options::new(database.url())).await.expect("a report");
    assert_eq!(report.problems, [""; 0]);
}

#[tokio::test]
async fn missing_rights_are_a_problem() {
    let database = Postgres::shared().database();
    database.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner");
    let options = Options::new(database.url());
    let report = check(&options).await.expect("a report");
    assert!(report.problems[0].contains("may not make tables"), "{report:?}");
    database.sql("GRANT CREATE ON SCHEMA public TO pg_database_owner");
    PostgresStore::migrate(&options, None).await.expect("a schema");
    database.sql("REVOKE UPDATE ON installation FROM provisor");
    let report = check(&options).await.expect("a report");
    assert!(report.problems[0].contains("permission denied for table installation"), "{report:?}");
}

#[tokio::test]
async fn a_pooler_is_noticed_where_none_was_expected() {
    let postgres = Postgres::shared();
    let database = postgres.database();
    let pooler = PgBouncer::start(postgres, 2);
    let mut options = Options::new(database.url_through(pooler.port));
    let error = check(&options).await.expect_err("it does not take the settings");
    let advice = "set database_pooling = \"transaction\"";
    assert!(error.to_string().contains(advice), "{error}");
    options.pooling = Pooling::Transaction;
    let report = check(&options).await.expect("a report");
    assert_eq!(report.problems, [""; 0]);
}

#[tokio::test]
async fn a_pooler_that_drops_settings_is_noticed_too() {
    let postgres = Postgres::shared();
    let database = postgres.database();
    let pooler = PgBouncer::start_with(postgres, 2, "ignore_startup_parameters = options");
    let options = Options::new(database.url_through(pooler.port));
    let report = check(&options).await.expect("a report");
    assert!(report.problems[0].contains("pool_mode = transaction"), "{report:?}");
}
