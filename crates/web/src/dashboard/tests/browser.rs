//! A dashboard on throw-away data, and a browser that keeps its cookies.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{self, Body};
use cookie::Cookie;
use directory::env::{Clock, Random};
use directory::event::{Actor, Cause};
use directory::resource::{Include, Kind, Stored};
use directory::settings::ScimState;
use directory::time::Timestamp;
use directory::token::{Expiry, HashKey, Scopes};
use directory::{Caller, Conditions, DEFAULT_DIRECTORY, NewToken, Service};
use http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;
use store_sqlite::{Options, SqliteStore};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::dashboard::{DashboardState, SetupLink, router};

pub(super) const EMAIL: &str = "ada@example.com";
pub(super) const PASSWORD: &str = "correct horse battery";
pub(super) const PUBLIC_URL: &str = "https://provisor.example.com";

/// A clock that a test moves, and randomness that never repeats.
pub(super) struct TestEnv {
    micros: AtomicI64,
    drawn: AtomicI64,
}

impl TestEnv {
    pub(super) fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap();
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for TestEnv {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.micros.fetch_add(1, Ordering::Relaxed))
    }
}

impl Random for TestEnv {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.drawn.fetch_add(0x09e3_779b_97f4_a7c1, Ordering::Relaxed);
            chunk.copy_from_slice(&number.to_be_bytes()[..chunk.len()]);
        }
    }
}

/// What a browser got.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.header("location")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the input with that id.
    pub(super) fn input(&self, id: &str) -> &str {
        let (_, rest) = self.text.split_once(&format!("id=\"{id}\"")).expect("the input");
        let (_, rest) = rest.split_once("value=\"").expect("its value");
        rest.split('"').next().unwrap()
    }
}

/// A dashboard and the browser that looks at it.
pub(super) struct Browser {
    pub(super) service: Arc<Service>,
    pub(super) env: Arc<TestEnv>,
    pub(super) setup: SetupLink,
    pub(super) cookies: BTreeMap<String, String>,
    router: Router,
    _data: TempDir,
}

impl Browser {
    /// A new installation, without an admin.
    pub(super) async fn new() -> Self {
        Self::with_secure_cookies(false).await
    }

    pub(super) async fn with_secure_cookies(secure_cookies: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(data.path(), Options::default()).unwrap());
        let env = Arc::new(TestEnv {
            micros: AtomicI64::new(1_790_000_000_000_000),
            drawn: AtomicI64::new(1),
        });
        let key = HashKey::new([7; 32]);
        let service = Service::open(store, env.clone(), key).await.unwrap();
        let setup = SetupLink::new(&*env);
        let state = DashboardState {
            service: Arc::clone(&service),
            public_url: PUBLIC_URL.to_owned(),
            secure_cookies,
            setup: setup.clone(),
        };
        let router = router(Arc::new(state));
        let cookies = BTreeMap::new();
        Self { service, env, setup, cookies, router, _data: data }
    }

    /// A new installation with its first admin signed in.
    pub(super) async fn signed_in() -> Self {
        let mut browser = Self::new().await;
        browser.set_up().await;
        browser
    }

    /// Opens the set-up link and fills in the form.
    pub(super) async fn set_up(&mut self) -> Answer {
        let token = self.setup_token();
        let form = [
            ("token", token.as_str()),
            ("email", EMAIL),
            ("password", PASSWORD),
            ("password-again", PASSWORD),
        ];
        self.post("/setup", &form).await
    }

    pub(super) fn setup_token(&self) -> String {
        self.setup.url("").split_once('=').unwrap().1.to_owned()
    }

    pub(super) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(form)).await
    }

    /// Posts a form with a file in it.
    pub(super) async fn post_file(
        &mut self,
        path: &str,
        form: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        let part = |head: &str, content: &[u8]| {
            let begin = format!("--zz\r\nContent-Disposition: form-data; {head}\r\n\r\n");
            [begin.as_bytes(), content, b"\r\n"].concat()
        };
        let fields =
            form.iter().map(|(name, value)| part(&format!("name=\"{name}\""), value.as_bytes()));
        let head = "name=\"file\"; filename=\"a.json\"\r\nContent-Type: application/json";
        let parts = fields.chain([part(head, file), b"--zz--".to_vec()]);
        let body = parts.collect::<Vec<_>>().concat();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=zz")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    pub(super) async fn send(&mut self, request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let cookie = Cookie::parse(cookie.to_str().unwrap()).unwrap();
            if cookie.max_age().is_some_and(cookie::time::Duration::is_zero) {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let bytes = body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// What an identity provider would do: the caller of a new token, with SCIM on.
    pub(super) async fn identity_provider(&self) -> Caller {
        self.identity_provider_called("Okta").await
    }

    pub(super) async fn identity_provider_called(&self, label: &str) -> Caller {
        let directory = self.service.directory(DEFAULT_DIRECTORY).unwrap().id;
        self.service.set_scim(directory, ScimState::On, operator()).await.unwrap();
        let label = label.to_owned();
        let new = NewToken { label, scopes: Scopes::ALL, expiry: Expiry::Never };
        let made = self.service.create_token(directory, new, "operator", operator()).await;
        let (_, secret) = made.unwrap();
        self.service.authenticate(secret.reveal(), None).unwrap()
    }

    pub(super) async fn push(&self, caller: &Caller, kind: Kind, body: &Value) -> Stored {
        let cause = caller.cause("request-1", format!("POST /{}", kind.standard_endpoint()));
        let body = body.to_string();
        let created = self.service.create(caller, kind, body.as_bytes(), Include::NONE, &cause);
        created.await.unwrap().stored
    }

    pub(super) async fn delete(&self, caller: &Caller, kind: Kind, id: &str, request: &str) {
        let cause = caller.cause(request, format!("DELETE /{}/{id}", kind.standard_endpoint()));
        self.service.delete(caller, kind, id, Conditions::NONE, &cause).await.unwrap();
    }
}

fn operator() -> Cause {
    Cause { request_id: "request-0".to_owned(), actor: Actor::Operator, action: "test".to_owned() }
}

/// The address of the link with that relation, as a browser reads it.
pub(super) fn link(page: &str, relation: &str) -> String {
    let (_, rest) = page.split_once(&format!("rel=\"{relation}\" href=\"")).expect("the link");
    let address = rest.split('"').next().unwrap().replace("&#38;", "&");
    // A fragment stays in the browser.
    address.split('#').next().unwrap().to_owned()
}
