//! TLS to the database, with an authority that only the operator knows.

use testkit::Ran;
use throwaway::{Cluster, Config};

use crate::installation;
use crate::node::Node;
use crate::work::Work;

#[tokio::test(flavor = "multi_thread")]
async fn with_the_private_authority_everything_is_encrypted_and_with_another_nothing_is_said() {
    let cluster = Cluster::start(Config::durable().ssl());
    let database = cluster.postgres.database();
    let url = format!("{}?sslmode=require", database.url());
    let authority = cluster.ca_file().to_string_lossy().into_owned();
    let node = Node::start_with(&url, &[("PROVISOR_DATABASE_CA_FILE", &authority)]);
    let mut work = Work::begin(&node).await;
    work.goes_on().await;
    let plain = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                 WHERE application_name = 'provisor' AND NOT ssl";
    assert_eq!(database.sql(plain), "0");
    let load = work.end().await;
    let unencrypted = format!("{}?sslmode=disable", database.url());
    node.settle(load, &unencrypted, |sql| database.sql(sql)).await;

    let other = Cluster::start(Config::default().ssl()).ca_file();
    for authority in [other.to_string_lossy().into_owned(), String::new()] {
        let mut installation = installation();
        installation.set("PROVISOR_DATABASE_URL", &url);
        if !authority.is_empty() {
            installation.set("PROVISOR_DATABASE_CA_FILE", &authority);
        }
        let Err(Ran { code, stderr, .. }) = installation.try_serve() else {
            panic!("the server trusts a database that nobody vouches for");
        };
        assert_eq!(code, Some(1), "{stderr}");
        assert!(stderr.contains("database_ca_file"), "{stderr}");
        assert!(!stderr.contains("throw-away"), "the password is told: {stderr}");
    }
}
