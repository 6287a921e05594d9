//! The pooler.

use throwaway::{PgBouncer, Postgres};

use crate::shared::psql;

#[test]
fn a_pooler_passes_statements_on() {
    let postgres = Postgres::shared();
    let database = postgres.database();
    let pooler = PgBouncer::start(postgres, 2);
    let url = database.url_through(pooler.port);
    assert_eq!(psql(&url, "SELECT current_database()"), database.name);
}
