//! Clusters of a test's own.

use throwaway::{Cluster, Config};

use crate::shared::psql;

#[test]
fn what_is_committed_survives_a_stop_and_a_kill_on_the_same_port() {
    let mut cluster = Cluster::start(Config::durable());
    let database = cluster.postgres.database();
    database.sql("CREATE TABLE kept (id integer); INSERT INTO kept VALUES (1)");
    cluster.stop();
    assert!(cluster.postgres.try_sql("postgres", "SELECT 1").is_err());
    cluster.restart();
    assert_eq!(database.sql("INSERT INTO kept VALUES (2); SELECT count(*) FROM kept"), "2");
    cluster.kill();
    assert!(cluster.postgres.try_sql("postgres", "SELECT 1").is_err());
    cluster.restart();
    assert!(cluster.log().contains("not properly shut down"), "{}", cluster.log());
    assert_eq!(database.sql("SELECT count(*) FROM kept"), "2");
}

#[test]
fn settings_are_those_that_were_asked_for() {
    let cluster = Cluster::start(Config::default().set("max_connections", "7"));
    assert_eq!(cluster.postgres.sql("postgres", "SHOW max_connections"), "7");
    assert_eq!(cluster.postgres.sql("postgres", "SHOW fsync"), "off");
}

#[test]
fn a_server_with_tls_is_vouched_for_by_its_own_authority() {
    let cluster = Cluster::start(Config::default().ssl());
    let database = cluster.postgres.database();
    let is_encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let ca_file = cluster.ca_file();
    let verified =
        format!("{}?sslmode=verify-full&sslrootcert={}", database.url(), ca_file.display());
    assert_eq!(psql(&verified, is_encrypted), "t");
    let other = Cluster::start(Config::default().ssl()).ca_file();
    let distrusted = verified.replace(&*ca_file.to_string_lossy(), &other.to_string_lossy());
    assert_ne!(psql(&distrusted, is_encrypted), "t");
}

#[test]
fn a_synchronous_standby_has_what_was_committed_and_takes_over() {
    let mut primary = Cluster::start(Config::durable());
    let standby = primary.synchronous_replica(Config::durable());
    primary.postgres.sql("postgres", "CREATE TABLE kept (id integer)");
    primary.postgres.sql("postgres", "INSERT INTO kept VALUES (1)");
    primary.kill();
    assert!(standby.postgres.try_sql("postgres", "INSERT INTO kept VALUES (2)").is_err());
    standby.promote();
    let both = "INSERT INTO kept VALUES (2); SELECT count(*) FROM kept";
    assert_eq!(standby.postgres.sql("postgres", both), "2");
}
