//! A node of a later version: it knows one more step of the schema. It runs within the test, since
//! no such program is built.

use std::net::TcpListener;
use std::sync::Arc;

use directory::Service;
use directory::env::Env;
use directory::token::HashKey;
use store_postgres::{Migration, Options, PostgresStore};
use testkit::TestEnv;
use throwaway::Database;
use web::dashboard::{DashboardState, SetupLink};
use web::{AppState, Handle, Limits};

use crate::node::KEY;

/// The node. It stops when this is dropped.
pub(crate) struct Later {
    /// Where it listens.
    pub(crate) url: String,
    handle: Handle,
}

/// How a later version reaches the database.
pub(crate) fn options(database: &Database, step: Migration) -> Options {
    Options { further: vec![step], ..Options::new(database.url()) }
}

impl Later {
    /// Starts it.
    pub(crate) async fn start(database: &Database, step: Migration) -> Self {
        let store = PostgresStore::open(options(database, step)).await.expect("a database");
        let env: Arc<dyn Env> = Arc::new(TestEnv::default());
        let service = Service::open(Arc::new(store), env, HashKey::new(KEY));
        let service = service.await.expect("a service on a database");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let dashboard = Arc::new(DashboardState {
            service: Arc::clone(&service),
            public_url: url.clone(),
            secure_cookies: false,
            setup: SetupLink::new(service.env()),
        });
        let limits = Limits::default();
        let state = Arc::new(AppState::new(service, url.clone(), dashboard, limits));
        let handle = Handle::new();
        tokio::spawn(web::serve(listener, web::router(state), limits, handle.clone()));
        Self { url, handle }
    }
}

impl Drop for Later {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}
