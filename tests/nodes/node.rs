//! A node: a data directory of its own, on a database that it shares with others.

use store_postgres::{Options, PostgresStore};
use testkit::Installation;
use throwaway::Database;

use crate::installation;

/// The key of all nodes, and how it is written.
pub(crate) const KEY: [u8; 32] = [7; 32];
const KEY_AS_HEX: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// A node with the key of all.
pub(crate) fn node(database: &Database) -> Installation {
    node_with_key(database, KEY_AS_HEX)
}

/// A node with that key.
pub(crate) fn node_with_key(database: &Database, key: &str) -> Installation {
    let mut node = node_at(&database.url());
    node.set("PROVISOR_SECRET_KEY", key);
    node
}

/// A node of the database at that address, without a key.
pub(crate) fn node_at(url: &str) -> Installation {
    let mut node = installation();
    node.set("PROVISOR_DATABASE_URL", url);
    node
}

/// The database as a program beside the nodes sees it.
pub(crate) async fn store(database: &Database) -> PostgresStore {
    PostgresStore::open(Options::new(database.url())).await.expect("a database")
}
