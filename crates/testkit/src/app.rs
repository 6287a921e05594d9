//! A server on a free port, with throw-away data.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use directory::event::{Actor, Cause, HistoryQuery, StoredEvent};
use directory::id::DirectoryId;
use directory::settings::{ScimState, Settings};
use directory::token::{Expiry, HashKey, InfraToken, Scopes};
use directory::{DEFAULT_DIRECTORY, NewToken, Service};
use web::dashboard::{DashboardState, SetupLink};
use web::{AppState, Handle, Limits};

use crate::caller::Caller;
use crate::env::TestEnv;
use crate::raw::Raw;
use crate::store::TestStore;

/// A running server. It stops, and its data vanish, when this is dropped.
pub struct TestApp {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub url: String,
    /// The use cases behind it, for what no API offers.
    pub service: Arc<Service>,
    /// What the handlers share.
    pub state: Arc<AppState>,
    token: String,
    env: Arc<TestEnv>,
    handle: Handle,
    store: TestStore,
}

impl TestApp {
    /// A server with SCIM switched on and an infra token for the default directory.
    pub async fn start() -> Self {
        Self::start_with(Limits::default()).await
    }

    /// The same, with other limits on what clients may send.
    pub async fn start_with(limits: Limits) -> Self {
        let store = TestStore::chosen();
        let key = HashKey::new([7; 32]);
        let env = Arc::new(TestEnv::default());
        let service = Service::open(store.open().await, Arc::clone(&env) as _, key)
            .await
            .expect("a service on an empty database");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let dashboard = Arc::new(DashboardState {
            service: Arc::clone(&service),
            public_url: url.clone(),
            secure_cookies: false,
            setup: SetupLink::new(service.env()),
        });
        let state = Arc::new(AppState::new(Arc::clone(&service), url.clone(), dashboard, limits));
        let handle = Handle::new();
        let router = web::router(Arc::clone(&state));
        tokio::spawn(web::serve(listener, router, limits, handle.clone()));
        let mut app = Self { url, service, state, token: String::new(), env, handle, store };
        let directory = app.default_directory();
        app.switch(directory, ScimState::On).await;
        app.token = app.new_token(directory, "test", Scopes::ALL, Expiry::Never).await.1;
        app
    }

    /// A client with the default directory's token.
    pub fn scim(&self) -> Caller {
        self.with_token(&self.token)
    }

    /// A client with that token.
    pub fn with_token(&self, token: &str) -> Caller {
        Caller::new(&self.scim_base(), token)
    }

    /// A client without credentials.
    pub fn anonymous(&self) -> Caller {
        Caller::new(&self.scim_base(), "")
    }

    /// A client of another directory on the same server.
    pub async fn other_directory(&self, name: &str) -> Caller {
        let now = self.service.env().now();
        let id = self.service.store().create_directory(name, now).await.expect("a directory");
        self.service.refresh().await.expect("a refresh");
        self.switch(id, ScimState::On).await;
        let (_, secret) = self.new_token(id, name, Scopes::ALL, Expiry::Never).await;
        self.with_token(&secret)
    }

    /// The SCIM base URL.
    pub fn scim_base(&self) -> String {
        format!("{}/scim/v2", self.url)
    }

    /// A connection to send anything on.
    pub async fn raw(&self) -> Raw {
        Raw::connect(&self.url).await
    }

    /// Everything that the server keeps, as its database has it.
    pub fn stored_bytes(&self) -> Vec<u8> {
        self.store.bytes()
    }

    /// Puts the server's clock forward.
    pub fn advance(&self, by: Duration) {
        self.env.advance(by);
    }

    /// The events of the default directory, oldest first; those of one resource, if it is named.
    pub async fn events(&self, subject: Option<&str>) -> Vec<StoredEvent> {
        self.events_of(self.default_directory(), subject).await
    }

    /// The events of a directory, oldest first; those of one resource, if it is named.
    pub async fn events_of(
        &self,
        directory: DirectoryId,
        subject: Option<&str>,
    ) -> Vec<StoredEvent> {
        let subject = subject.map(|id| id.parse().expect("a resource's id"));
        let query = HistoryQuery { directory, subject, before: None, limit: 10_000 };
        let mut events = self.service.store().history(query).await.expect("a history");
        events.reverse();
        events
    }

    /// Sets all settings of a directory.
    pub async fn change_settings(&self, directory: DirectoryId, settings: Settings) {
        self.service.change_settings(directory, settings, operator()).await.expect("a change");
    }

    /// The default directory's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The default directory.
    pub fn default_directory(&self) -> DirectoryId {
        self.service.directory(DEFAULT_DIRECTORY).expect("the default directory").id
    }

    /// Turns the SCIM switch of a directory.
    pub async fn switch(&self, directory: DirectoryId, state: ScimState) {
        self.service.set_scim(directory, state, operator()).await.expect("a switch");
    }

    /// Makes an infra token; returns it and its secret.
    pub async fn new_token(
        &self,
        directory: DirectoryId,
        label: &str,
        scopes: Scopes,
        expiry: Expiry,
    ) -> (InfraToken, String) {
        let new = NewToken { label: label.to_owned(), scopes, expiry };
        let made = self.service.create_token(directory, new, "test", operator()).await;
        let (token, secret) = made.expect("a token");
        (token, secret.reveal().to_owned())
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// The cause of what a test does behind the API.
pub fn operator() -> Cause {
    Cause { request_id: "test".into(), actor: Actor::Operator, action: "test".into() }
}
